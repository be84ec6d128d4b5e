import {
  AUTOMATIC_PRECISION_BPS,
  type Case,
  type CaseEvent,
  type Precision,
  precisionOf,
  PRECISION_VERDICTS_MIN,
  PRECISION_WINDOW,
} from '@budeng/corrections'
import { type RuleVerdictRow, ruleVerdictTable, unnestInsert } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import type { CaseScope } from './stored-case.ts'

/** A version of a rule at an acquirer. */
export interface RulePlace {
  readonly acquirerId: string
  readonly rule: string
  readonly ruleVersion: number
}

/** Keeps what people found about the rules of a case. What went by itself says nothing. */
export async function keepVerdict(unit: Unit, scope: CaseScope, one: Case, event: CaseEvent): Promise<void> {
  const isRight = verdictOf(event)
  if (isRight === null) return
  const judgedBy = 'by' in event ? event.by : unit.actor.kind === 'PERSON' ? unit.actor.id : null
  const rules = new Map(one.hits.map(({ rule, version }) => [`${rule} ${version}`, { rule, ruleVersion: version }]))
  const rows = [...rules.values()].map(
    (each): RuleVerdictRow => ({
      ...each,
      ...{ caseId: one.id, acquirerId: scope.acquirerId, path: scope.path, cause: one.cause },
      ...{ isRight, judgedBy, judgedAt: event.at },
    }),
  )
  await unnestInsert(unit, ruleVerdictTable, rows, { onConflict: 'on conflict do nothing' })
  if (!isRight) await tellFallen(unit, scope, rows)
}

function verdictOf(event: CaseEvent): boolean | null {
  switch (event.type) {
    case 'CaseSettled':
      return true
    case 'CaseDismissed':
      return false
    case 'CaseJudged':
      return event.isRight
    case 'CaseClosed':
      return event.how === 'CORRECTED' ? true : null
    default:
      return null
  }
}

/** With this verdict a rule went below its target: from now on it only proposes, wherever it was to correct by itself. */
async function tellFallen(unit: Unit, scope: CaseScope, rows: readonly RulePlace[]): Promise<void> {
  const errs = ({ judged, bps }: Precision) => judged >= PRECISION_VERDICTS_MIN && bps < AUTOMATIC_PRECISION_BPS
  const now = await precisionsOf(unit, rows)
  const before = await precisionsOf(unit, rows, 1)
  for (const [place, { rule, ruleVersion }] of rows.entries()) {
    const [fallen, was] = [now[place], before[place]]
    if (fallen === undefined || was === undefined || !errs(fallen) || errs(was)) continue
    const data = { rule, ruleVersion, judged: fallen.judged, right: fallen.right, bps: fallen.bps }
    const { acquirerId } = scope
    unit.append([{ type: 'RuleFellBack', subject: acquirerId, path: acquirerId, at: unit.clock.now(), data }])
  }
}

/** The precision of each over its last verdicts, the newest `without` left out. */
export async function precisionsOf(
  db: Scoped,
  places: readonly RulePlace[],
  without = 0,
): Promise<readonly Precision[]> {
  const rows = await db.query<{ place: number; judgedAt: number; isRight: boolean }>(
    `select n.place::int - 1 as place, last.judged_at as "judgedAt", last.is_right as "isRight"
     from unnest($1::text[], $2::text[], $3::int[]) with ordinality as n (acquirer_id, rule, rule_version, place)
     cross join lateral (
       select v.judged_at, v.is_right from rule_verdict v where v.acquirer_id = n.acquirer_id and v.rule = n.rule and v.rule_version = n.rule_version
       order by v.judged_at desc, v.case_id limit $4 offset $5
     ) as last`,
    [
      places.map(({ acquirerId }) => acquirerId),
      places.map(({ rule }) => rule),
      places.map(({ ruleVersion }) => ruleVersion),
      PRECISION_WINDOW,
      without,
    ],
  )
  const verdicts = places.map((): { at: number; isRight: boolean }[] => [])
  for (const { place, judgedAt, isRight } of rows) verdicts[place]?.push({ at: judgedAt, isRight })
  return verdicts.map((each) => precisionOf(each))
}

import {
  type Case,
  type CaseEvent,
  type CaseInput,
  decideCase,
  evolveCase,
  type Hit,
  type RuleMode,
} from '@budeng/corrections'
import { hashOf } from '@budeng/kernel'
import {
  type CaseHitRow,
  caseHitTable,
  columnList,
  type CorrectionCaseRow,
  correctionCaseTable,
  unnestInsert,
  unnestUpdate,
} from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { plain } from '../stored.ts'
import { caseFeedEvent, caseOf, caseRow, type CaseScope } from './stored-case.ts'
import { keepVerdict } from './verdicts.ts'

export const CASE_COLUMNS = columnList(correctionCaseTable, 'c')

/** Cases by id, as far as they are in scope, in the order of ids; locked on wish. */
export async function loadCases(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<CorrectionCaseRow[]> {
  const locking = lock === undefined ? '' : 'for no key update'
  return await db.query<CorrectionCaseRow>(
    `select ${CASE_COLUMNS} from correction_case c where id = any($1::text[]) order by id ${locking}`,
    [ids],
  )
}

/**
 * Opens a case for each cause. Of two who open one at the same moment the second finds it there: those causes are missing
 * in the answer.
 */
export async function openCases(
  unit: Unit,
  opened: readonly { readonly scope: CaseScope; readonly event: CaseEvent }[],
): Promise<readonly CorrectionCaseRow[]> {
  if (opened.length === 0) return []
  const at = unit.clock.now()
  const rows = opened.map(({ scope, event }) => ({ event, row: caseRow(scope, null, [event], at) }))
  // one after the other: rows of one statement that meet a cause of another transaction wait for it
  const sorted = rows.toSorted((a, b) => (a.row.cause < b.row.cause ? -1 : 1))
  await unnestInsert(
    unit,
    correctionCaseTable,
    sorted.map(({ row }) => row),
    {
      onConflict: `on conflict (acquirer_id, cause) where state in ('OPEN', 'PROPOSED', 'SUPPRESSED') do nothing`,
    },
  )
  const there = new Set(
    (
      await loadCases(
        unit,
        sorted.map(({ row }) => row.id),
      )
    ).map(({ id }) => id),
  )
  const made = sorted.filter(({ row }) => there.has(row.id))
  for (const { event, row } of made) unit.append([caseFeedEvent(event, row, null, caseOf(row))])
  return made.map(({ row }) => row)
}

const CHANGING = [
  'rule',
  'ruleVersion',
  'state',
  'severity',
  'amount',
  'currency',
  'exponent',
  'changedAt',
  'closedAt',
  'verdict',
  'judgedBy',
  'judgedAt',
  'suppressedUntil',
  'proposeAt',
  'facts',
  'version',
] as const satisfies readonly (keyof CorrectionCaseRow)[]

/** Says something to a case that is locked: decided by the core, stored with its events and verdicts. */
export async function sayToCase(
  unit: Unit,
  row: CorrectionCaseRow,
  input: CaseInput,
): Promise<{ readonly row: CorrectionCaseRow; readonly decision: ReturnType<typeof decideCase> }> {
  const decision = decideCase(caseOf(row), input)
  return { row: decision.ok ? await saveCase(unit, row, decision.events) : row, decision }
}

async function saveCase(unit: Unit, row: CorrectionCaseRow, events: readonly CaseEvent[]): Promise<CorrectionCaseRow> {
  if (events.length === 0) return row
  const next = caseRow(row, row, events, unit.clock.now())
  let one: Case = caseOf(row)
  for (const event of events) {
    const before = one
    one = evolveCase(one, event)
    unit.append([caseFeedEvent(event, row, before, one)])
    await keepVerdict(unit, row, one, event)
  }
  await unnestUpdate(unit, correctionCaseTable, [next], CHANGING)
  return next
}

/** The draft of a case was made, or cannot be: it is not asked for again until something changes. */
export async function settleDraft(unit: Unit, caseId: string): Promise<void> {
  await unit.execute('update correction_case set propose_at = null where id = $1', [caseId])
}

/** Of these each finding is one of its own, though rule and record are the same. */
const EACH_ITS_OWN: ReadonlySet<string> = new Set([
  'KEY_CONFLICT',
  'JOURNAL_WIPE',
  'DIGEST_DIFFERS',
  'SAME_PAIR',
  'JUST_BELOW_TIER',
  'FOR_ITS_OWN',
])

/** What makes two hits one finding: rule, records and what is proposed, not the figures of the sentence. */
export function hitHash({ rule, version, subjects, kind, patch, explanation: { code, facts } }: Hit): string {
  const isOwn = EACH_ITS_OWN.has(code)
  return hashOf(plain({ rule, version, subjects, kind, patch, code, ...(isOwn ? { facts } : {}) }))
}

/** A hit of a case, and how far its rule went then. */
export interface KeptHit {
  readonly caseId: string
  readonly path: string
  readonly hit: Hit
  readonly mode: RuleMode
}

/** Keeps what was found, each hit once, for ever: those of listening rules beside the others. */
export async function keepHits(unit: Unit, found: readonly KeptHit[]): Promise<void> {
  const foundAt = unit.clock.now()
  const rows = new Map<string, CaseHitRow>()
  for (const { caseId, path, hit, mode } of found) {
    const { rule, version } = hit
    const hash = hitHash(hit)
    rows.set(`${caseId} ${hash}`, { caseId, hash, path, rule, ruleVersion: version, mode, facts: plain(hit), foundAt })
  }
  await unnestInsert(unit, caseHitTable, [...rows.values()], { onConflict: 'on conflict do nothing' })
}

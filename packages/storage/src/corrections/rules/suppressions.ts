import { type CorrectionRefusal, reasonProblem, type RuleId, SUPPRESSION_LIFE_MAX_MS } from '@budeng/corrections'
import { type Instant, refuse, type Refusal } from '@budeng/kernel'
import { columnList, type RuleSuppressionRow, ruleSuppressionTable, unnestInsert } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'

const COLUMNS = columnList(ruleSuppressionTable, 's')

/** Where a rule is not heard: below a path, and of one cause or of all. */
export interface SuppressionWish {
  readonly acquirerId: string
  readonly path: string
  readonly rule: RuleId
  readonly cause: string | null
  readonly ownerId: string
  readonly reason: string
  readonly until: Instant
}

export type SuppressionAnswer =
  | { readonly ok: true; readonly row: RuleSuppressionRow }
  | { readonly ok: false; readonly refusal: Refusal<CorrectionRefusal> }

/** A rule is not heard somewhere for a while. Cases that are open stay; somebody looks again at its end. */
export async function suppressRule(unit: Unit, wish: SuppressionWish): Promise<SuppressionAnswer> {
  const createdAt = unit.clock.now()
  if (wish.until <= createdAt || wish.until > createdAt + SUPPRESSION_LIFE_MAX_MS)
    return refuse('SUPPRESSION_TOO_LONG', { limit: SUPPRESSION_LIFE_MAX_MS }, ['until'])
  const problem = reasonProblem(wish.reason)
  if (problem !== null) return refuse(problem, undefined, ['reason'])
  const row = { ...wish, id: unit.newId('suppression'), createdAt, endedAt: null }
  await unnestInsert(unit, ruleSuppressionTable, [row])
  const { id, path, rule, cause, ownerId, until, reason } = row
  unit.append([
    { type: 'RuleSuppressed', subject: id, path, at: createdAt, data: { rule, cause, ownerId, until, reason } },
  ])
  return { ok: true, row }
}

/** Ends one before its time; null: there is none that is in force. */
export async function endSuppression(unit: Unit, id: string): Promise<RuleSuppressionRow | null> {
  const at = unit.clock.now()
  const [row] = await unit.query<RuleSuppressionRow>(
    `update rule_suppression s set ended_at = $2 where id = $1 and ended_at is null and until > $2 returning ${COLUMNS}`,
    [id, new Date(at)],
  )
  if (row === undefined) return null
  unit.append([{ type: 'RuleSuppressionEnded', subject: id, path: row.path, at, data: { rule: row.rule } }])
  return row
}

/** Suppressions of an acquirer that are in force, by rule. */
export async function suppressionsInForce(
  db: Scoped,
  acquirerIds: readonly string[],
  limit: number,
): Promise<readonly RuleSuppressionRow[]> {
  return await db.query<RuleSuppressionRow>(
    `select ${COLUMNS} from rule_suppression s where acquirer_id = any($1::text[]) and ended_at is null and until > $2 order by rule, until, id limit $3`,
    [acquirerIds, new Date(db.clock.now()), limit],
  )
}

/** True when a hit of a rule at a path is not to be heard. */
export function isSuppressed(
  suppressions: readonly RuleSuppressionRow[],
  { rule, cause, path }: { readonly rule: string; readonly cause: string; readonly path: string },
): boolean {
  return suppressions.some(
    (each) =>
      each.rule === rule &&
      (each.cause === null || each.cause === cause) &&
      (path === each.path || path.startsWith(`${each.path}.`)),
  )
}

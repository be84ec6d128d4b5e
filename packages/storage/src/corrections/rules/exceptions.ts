import { type CorrectionRefusal, EXCEPTION_LIFE_MAX_MS, reasonProblem } from '@budeng/corrections'
import { type Instant, refuse, type Refusal } from '@budeng/kernel'
import { columnList, type RuleExceptionRow, ruleExceptionTable, unnestInsert } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'

const COLUMNS = columnList(ruleExceptionTable, 'e')

export type ExceptionWish = Pick<RuleExceptionRow, 'acquirerId' | 'kind' | 'value' | 'path' | 'reason' | 'until'> & {
  readonly ownerId: string
}

/** Notes what rules are to know, until a day on which somebody looks again; noted anew it has another end. */
export async function setRuleException(
  unit: Unit,
  { ownerId, ...wish }: ExceptionWish,
): Promise<Refusal<CorrectionRefusal> | null> {
  const at = unit.clock.now()
  if (wish.until <= at || wish.until > at + EXCEPTION_LIFE_MAX_MS)
    return refuse('SUPPRESSION_TOO_LONG', { limit: EXCEPTION_LIFE_MAX_MS }, ['until']).refusal
  const problem = reasonProblem(wish.reason)
  if (problem !== null) return refuse(problem, undefined, ['reason']).refusal
  await unnestInsert(unit, ruleExceptionTable, [{ ...wish, createdBy: ownerId, createdAt: at }], {
    onConflict: `on conflict (acquirer_id, kind, value) do update set reason = excluded.reason, until = excluded.until,
      created_by = excluded.created_by, created_at = excluded.created_at`,
  })
  const { acquirerId, path, kind, value, reason, until } = wish
  unit.append([
    { type: 'RuleExceptionSet', subject: acquirerId, path, at, data: { kind, value, ownerId, reason, until } },
  ])
  return null
}

/** Ends one before its time; false: there is none. */
export async function endRuleException(
  unit: Unit,
  acquirerId: string,
  { kind, value }: Pick<RuleExceptionRow, 'kind' | 'value'>,
): Promise<boolean> {
  const [row] = await unit.query<{ path: string }>(
    'delete from rule_exception where acquirer_id = $1 and kind = $2 and value = $3 returning path::text as path',
    [acquirerId, kind, value],
  )
  if (row === undefined) return false
  const at = unit.clock.now()
  unit.append([{ type: 'RuleExceptionEnded', subject: acquirerId, path: row.path, at, data: { kind, value } }])
  return true
}

/** What rules are to know at an acquirer now. */
export async function ruleExceptionsInForce(
  db: Scoped,
  acquirerId: string,
  limit: number,
): Promise<readonly RuleExceptionRow[]> {
  return await db.query<RuleExceptionRow>(
    `select ${COLUMNS} from rule_exception e where acquirer_id = $1 and until > $2 order by kind, value limit $3`,
    [acquirerId, new Date(db.clock.now()), limit],
  )
}

/** How often versions of rules hit since then. */
export async function hitsOfRules(
  db: Scoped,
  acquirerId: string,
  since: Instant,
): Promise<readonly { readonly rule: string; readonly version: number; readonly count: number }[]> {
  return await db.query(
    `select rule, rule_version as version, count(*)::int as count from case_hit
     where found_at >= $2 and path <@ $1::ltree group by 1, 2`,
    [acquirerId, new Date(since)],
  )
}

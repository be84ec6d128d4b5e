import type { CorrectionRow } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { ALL_RULES } from '../rules/standings.ts'

/** SQL: true for a correction `c` that goes by itself while its rule, or all of them, are stopped. */
export const IS_STOPPED = `(c.maker_id is null and c.rule is not null and exists (select from rule_setting s
  where s.acquirer_id = c.acquirer_id and s.rule in (c.rule, '${ALL_RULES}') and s.rule_version = 0 and s.stopped))`

/** Whether what a rule does by itself is stopped. Whoever stops it waits for this transaction, or this one sees the stop. */
export async function isRuleStopped(unit: Unit, acquirerId: string, rule: string): Promise<boolean> {
  await unit.query('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [`rule-setting:${acquirerId}`])
  return await readStopped(unit, acquirerId, rule)
}

async function readStopped(db: Scoped, acquirerId: string, rule: string): Promise<boolean> {
  const [row] = await db.query(
    'select from rule_setting where acquirer_id = $1 and rule in ($2, $3) and rule_version = 0 and stopped limit 1',
    [acquirerId, rule, ALL_RULES],
  )
  return row !== undefined
}

/** True for what nobody stands behind and may not go on now. */
export async function isHeldBack(
  unit: Unit,
  { acquirerId, makerId, rule }: Pick<CorrectionRow, 'acquirerId' | 'makerId' | 'rule'>,
): Promise<boolean> {
  return makerId === null && rule !== null && (await isRuleStopped(unit, acquirerId, rule))
}

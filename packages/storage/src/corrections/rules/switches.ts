import type { RuleMode } from '@budeng/corrections'
import { columnList, type RuleSettingRow, ruleSettingTable, unnestInsert } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import type { RuleSwitch } from './standings.ts'

const COLUMNS = columnList(ruleSettingTable, 's')

/** What is set about a version of a rule, under the lock of the acquirer's rules; null: nothing. Version 0 is its switch. */
export async function lockRuleSetting(
  unit: Unit,
  acquirerId: string,
  rule: RuleSwitch,
  ruleVersion: number,
): Promise<RuleSettingRow | null> {
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`rule-setting:${acquirerId}`])
  const [row] = await unit.query<RuleSettingRow>(
    `select ${COLUMNS} from rule_setting s where acquirer_id = $1 and rule = $2 and rule_version = $3`,
    [acquirerId, rule, ruleVersion],
  )
  return row ?? null
}

/** Who changes something about rules, and why. */
export interface RuleChange {
  readonly acquirerId: string
  readonly by: string
  readonly reason: string
}

/** How far a version of a rule may go from now on. Two people have said so: the caller knows. */
export async function setRuleMode(
  unit: Unit,
  { acquirerId, by, reason }: RuleChange,
  rule: RuleSwitch,
  ruleVersion: number,
  mode: RuleMode,
): Promise<RuleSettingRow> {
  const before = await lockRuleSetting(unit, acquirerId, rule, ruleVersion)
  const row = await save(unit, before, { acquirerId, rule, ruleVersion, mode, stopped: false, reason, changedBy: by })
  tell(unit, 'RuleModeChanged', row, { before: before?.mode ?? null, after: mode })
  return row
}

/** Stops what a rule, or all of them, corrects by itself: at once, by one person. What is drafted waits for people. */
export async function stopRule(unit: Unit, change: RuleChange, rule: RuleSwitch): Promise<RuleSettingRow> {
  return await turn(unit, change, rule, true)
}

/** Lets it go on. Two people have said so: the caller knows. */
export async function releaseRule(unit: Unit, change: RuleChange, rule: RuleSwitch): Promise<RuleSettingRow> {
  return await turn(unit, change, rule, false)
}

async function turn(
  unit: Unit,
  { acquirerId, by, reason }: RuleChange,
  rule: RuleSwitch,
  stopped: boolean,
): Promise<RuleSettingRow> {
  const before = await lockRuleSetting(unit, acquirerId, rule, 0)
  const row = await save(unit, before, {
    ...{ acquirerId, rule, ruleVersion: 0, mode: 'PROPOSE', stopped, reason, changedBy: by },
  })
  tell(unit, stopped ? 'RuleStopped' : 'RuleReleased', row, {})
  return row
}

async function save(
  unit: Unit,
  before: RuleSettingRow | null,
  change: Omit<RuleSettingRow, 'path' | 'changedAt' | 'version'>,
): Promise<RuleSettingRow> {
  const row = { ...change, path: change.acquirerId, changedAt: unit.clock.now(), version: (before?.version ?? 0) + 1 }
  await unnestInsert(unit, ruleSettingTable, [row], {
    onConflict: `on conflict (acquirer_id, rule, rule_version) do update set mode = excluded.mode, stopped = excluded.stopped, reason = excluded.reason,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at, version = excluded.version`,
  })
  return row
}

function tell(unit: Unit, type: string, row: RuleSettingRow, said: object): void {
  const { acquirerId, rule, ruleVersion, reason, changedAt, changedBy } = row
  const data = { rule, ruleVersion, reason, by: changedBy, ...said }
  unit.append([{ type, subject: acquirerId, path: acquirerId, at: changedAt, data }])
}

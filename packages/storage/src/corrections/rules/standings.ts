import {
  effectiveMode,
  type Precision,
  type Rule,
  RULE_VERSIONS,
  type RuleId,
  type RuleMode,
} from '@budeng/corrections'
import { columnList, type RuleSettingRow, ruleSettingTable } from '../../rows/index.ts'
import type { Scoped } from '../../unit.ts'
import { precisionsOf } from '../cases/verdicts.ts'

/** How a version of a rule stands at an acquirer. */
export interface RuleStanding {
  readonly acquirerId: string
  readonly rule: Rule
  /** As people set it, or as the rule begins. */
  readonly mode: RuleMode
  /** As it works now: one that errs, or is stopped, corrects nothing by itself. */
  readonly effective: RuleMode
  /** False: a later version is in force, and this one is not asked. */
  readonly isInForce: boolean
  /** The switch of this rule, or of all. */
  readonly isStopped: boolean
  readonly precision: Precision
  /** Null: nobody has set anything. */
  readonly setting: RuleSettingRow | null
  /** The switch of this rule as a whole, and that of all rules, where somebody touched them. */
  readonly switches: readonly RuleSettingRow[]
}

const COLUMNS = columnList(ruleSettingTable, 's')

/** All that people set about the rules of an acquirer. */
export async function ruleSettings(db: Scoped, acquirerId: string): Promise<readonly RuleSettingRow[]> {
  return await db.query<RuleSettingRow>(
    `select ${COLUMNS} from rule_setting s where acquirer_id = $1 order by rule, rule_version`,
    [acquirerId],
  )
}

/** Every version of every rule at an acquirer, by rule and version. */
export async function ruleStandings(db: Scoped, acquirerId: string): Promise<readonly RuleStanding[]> {
  const settings = await ruleSettings(db, acquirerId)
  const precisions = await precisionsOf(
    db,
    RULE_VERSIONS.map(({ id, version }) => ({ acquirerId, rule: id, ruleVersion: version })),
  )
  const of = (rule: string, version: number) =>
    settings.find((each) => each.rule === rule && each.ruleVersion === version) ?? null
  const modeOf = ({ id, version, mode }: Rule): RuleMode => of(id, version)?.mode ?? mode
  const standings = RULE_VERSIONS.map((rule, place): RuleStanding => {
    const precision = precisions[place] ?? NONE
    const switches = [of(rule.id, 0), of(ALL_RULES, 0)].filter((each) => each !== null)
    const isStopped = switches.some(({ stopped }) => stopped)
    const mode = modeOf(rule)
    const newer = RULE_VERSIONS.some(
      (each) => each.id === rule.id && each.version > rule.version && modeOf(each) !== 'SHADOW',
    )
    const effective = effectiveMode(mode, precision, isStopped)
    const setting = of(rule.id, rule.version)
    return { acquirerId, rule, mode, effective, isInForce: !newer, isStopped, precision, setting, switches }
  })
  return standings.toSorted((a, b) =>
    a.rule.id === b.rule.id ? a.rule.version - b.rule.version : a.rule.id < b.rule.id ? -1 : 1,
  )
}

/** The switch of all rules at once. */
export const ALL_RULES = '*'
export type RuleSwitch = RuleId | typeof ALL_RULES

const NONE: Precision = { judged: 0, right: 0, bps: 0, window: 0 }

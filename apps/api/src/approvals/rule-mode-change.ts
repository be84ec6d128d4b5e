import { canonicalJson, DAY } from '@budeng/kernel'
import { LAB_WINDOW_MS, RULE_MODES, type RuleId, ruleOf, type RuleMode, RULE_VERSIONS } from '@budeng/corrections'
import {
  ALL_RULES,
  isRuleTried,
  lockRuleSetting,
  nodesByIds,
  releaseRule,
  type RuleSwitch,
  setRuleMode,
  type Unit,
} from '@budeng/storage'
import { notFound, Refused } from '../graphql/wish.ts'
import type { ChangeRule } from './change-kinds.ts'

/** How far a version of a rule may go; without a mode: that a rule, or all of them, may correct by themselves again. */
export interface RuleModeWord {
  readonly rule: RuleSwitch
  /** 0: the switch of the rule as a whole. */
  readonly ruleVersion: number
  readonly mode: RuleMode | null
}

/** What a rule may do by itself is said by two people of the acquirer; that it may not, by one. */
export const ruleModeChange: ChangeRule = {
  permission: 'rule:change',
  prepare: async (_operation, unit, acquirerId, wish) => {
    const after = checkedWord(wish as RuleModeWord)
    const [acquirer] = await nodesByIds(unit, [acquirerId])
    if (acquirer?.kind !== 'ACQUIRER') throw notFound('acquirerId')
    const known = await lockRuleSetting(unit, acquirerId, after.rule, after.ruleVersion)
    const standing = after.mode === null ? null : (known?.mode ?? ruleOf(after.rule, after.ruleVersion)?.mode ?? null)
    const before = { ...after, mode: standing, stopped: known?.stopped ?? false }
    if (canonicalJson(before) === canonicalJson({ ...after, stopped: false }))
      throw new Refused({ code: 'NO_CHANGE', path: ['input', 'mode'] })
    if (standing === 'SHADOW') await checkTried(unit, acquirerId, after)
    return { path: acquirer.path, before, after, version: known?.version ?? 0, needsAbove: false }
  },
  versionNow: async (unit, { subject, after }) => {
    const { rule, ruleVersion } = after as RuleModeWord
    return (await lockRuleSetting(unit, subject, rule, ruleVersion))?.version ?? 0
  },
  apply: async (_operation, unit, change) => {
    await applied(unit, change.subject, change.after as RuleModeWord, change.requestedBy, change.reason)
  },
}

/** What only listened so far is heard, or goes by itself, once it is known what it would do. @throws Refused */
async function checkTried(unit: Unit, acquirerId: string, { rule, ruleVersion }: RuleModeWord): Promise<void> {
  if (rule === ALL_RULES || (await isRuleTried(unit, acquirerId, rule, ruleVersion))) return
  throw new Refused({ code: 'RULE_NOT_TRIED', params: { days: LAB_WINDOW_MS / DAY }, path: ['input', 'mode'] })
}

async function applied(
  unit: Unit,
  acquirerId: string,
  { rule, ruleVersion, mode }: RuleModeWord,
  by: string,
  reason: string,
): Promise<void> {
  const change = { acquirerId, by, reason }
  if (mode === null) await releaseRule(unit, change, rule)
  else await setRuleMode(unit, change, rule, ruleVersion, mode)
}

/** The wish in its one spelling. @throws Refused */
function checkedWord({ rule, ruleVersion, mode }: RuleModeWord): RuleModeWord {
  if (mode === null) {
    if (rule !== ALL_RULES && !RULE_VERSIONS.some(({ id }) => id === rule)) throw notFound('rule')
    return { rule, ruleVersion: 0, mode }
  }
  const known = ruleOf(rule, ruleVersion)
  if (known === null) throw notFound('rule')
  if (!RULE_MODES.includes(mode))
    throw new Refused({ code: 'BAD_POLICY', params: { member: 'mode' }, path: ['input', 'mode'] })
  return { rule: known.id satisfies RuleId, ruleVersion, mode }
}

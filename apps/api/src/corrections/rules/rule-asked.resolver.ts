import { ALL_RULES, type ChangeRequestRow } from '@budeng/storage'
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { ChangeRequestObject } from '../../approvals/change.type.ts'
import type { RuleModeWord } from '../../approvals/rule-mode-change.ts'
import type { Operation } from '../../graphql/operation.ts'
import { ownAcquirer } from './change-rules.ts'
import { CorrectionRuleObject } from './rule.type.ts'
import type { RuleView } from './rule-view.ts'

@Resolver(() => CorrectionRuleObject)
export class RuleAskedResolver {
  @FieldResolver(() => ChangeRequestObject, {
    nullable: true,
    description:
      'That this version go further, or the rule go on, while that waits for a second person: the one that waits longest.',
  })
  async modeAsked(
    @Root() { rule, version }: RuleView,
    @Ctx('operation') operation: Operation,
  ): Promise<ChangeRequestRow | null> {
    const acquirerId = ownAcquirer(operation)
    const waiting = acquirerId === null ? [] : await operation.load.waitingChanges.load(acquirerId)
    const isOfThis = (word: RuleModeWord) =>
      (word.rule === rule && [version, 0].includes(word.ruleVersion)) || word.rule === ALL_RULES
    return waiting.find(({ kind, after }) => kind === 'RULE_MODE' && isOfThis(after as RuleModeWord)) ?? null
  }
}

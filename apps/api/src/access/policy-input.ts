import type { PolicyKind } from '@budeng/access'
import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { ChangeAskedPayload } from '../approvals/change-asked.ts'
import { badInput } from '../graphql/api-error.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import { PolicyInput } from './policy.type.ts'
import { ProvenInput, ReasonedInput } from './reasoned-input.ts'

@InputType('PolicyChangeInput', {
  description: "A change of an organisation's own policy, for a second person to approve.",
})
export class PolicyChangeInput extends ProvenInput {
  @Field(() => ID, { description: 'The organisation.' })
  organisationId: string

  @Field(() => PolicyInput, { description: 'Its word on one matter.' })
  policy: PolicyInput
}

@InputType('AutomaticRecoveryStopInput', { description: 'Nothing goes by itself any more, here and below, at once.' })
export class AutomaticRecoveryStopInput extends ReasonedInput {
  @Field(() => ID, { description: 'The organisation.' })
  organisationId: string
}

@ObjectType('AutomaticRecoveryStopPayload', { simpleResolvers: true, description: 'That it stands still; or why not.' })
export class AutomaticRecoveryStopPayload extends WishedPayload {
  @Field(() => Boolean, { description: 'True when nothing begins by itself there.' })
  stopped: boolean
}

@ObjectType('PolicyChangePayload', {
  simpleResolvers: true,
  description: 'The change, which waits for a second person; or why not.',
})
export class PolicyChangePayload extends ChangeAskedPayload {}

/** The one member of the input, in the core's words. GraphQL has checked that there is exactly one. */
export function policyWord(input: PolicyInput): { readonly kind: PolicyKind; readonly value: unknown } {
  const { presence, stepUp, bulkRaise, breakGlass, recovery, inherit } = input
  if (presence != null) {
    const { requiredFor, bulkFrom, trainingZhCn, trainingEn } = presence
    return {
      kind: 'PRESENCE',
      value: { requiredFor, bulkFrom, trainingText: { 'zh-CN': trainingZhCn, en: trainingEn } },
    }
  }
  if (stepUp != null) return { kind: 'STEP_UP', value: { ...stepUp } }
  if (bulkRaise != null) return { kind: 'BULK_RAISE', value: { ...bulkRaise } }
  if (breakGlass != null) return { kind: 'BREAK_GLASS', value: { ...breakGlass } }
  if (recovery != null) {
    const { hoursFrom: from, hoursTo: to, playbooks, perHour, perDay } = recovery
    const hours = from == null && to == null ? null : { from, to }
    return { kind: 'RECOVERY', value: { playbooks: [...playbooks], hours, perHour, perDay, stopped: false } }
  }
  if (inherit != null) return { kind: inherit, value: null }
  throw badInput('`policy` must have exactly one member.', ['input', 'policy'])
}

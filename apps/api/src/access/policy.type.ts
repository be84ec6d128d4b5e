import type { AutomaticPlaybook, PolicyKind, Role } from '@budeng/access'
import type { NodeRow } from '@budeng/storage'
import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { enumeration } from '../graphql/enumeration.ts'
import { PlaybookEnum } from '../fleet/recoveries/enums.ts'
import { RoleEnum } from './enums.ts'
import { OrganisationObject } from './organisation.type.ts'

export const PolicyKindEnum = enumeration<PolicyKind>(
  'PolicyKind',
  'On what an organisation may have its own word, for itself and everything below.',
  {
    PRESENCE: 'Who must prove that the merchant is present before a re-login of one terminal.',
    STEP_UP: 'Who must confirm a reversible command on one terminal.',
    BULK_RAISE: 'From how many terminals on an action counts one tier higher.',
    BREAK_GLASS: 'Whether one administrator may act alone, to be reviewed.',
    RECOVERY: 'Which terminals are brought back without being asked.',
  },
)

/** What is said of the word on every matter. It is in no schema by itself. */
@ObjectType('PolicyWord', { simpleResolvers: true, description: 'Whose word it is.' })
class PolicyWordObject {
  @Field(() => OrganisationObject, {
    nullable: true,
    description: 'The nearest organisation at or above that has a word on it; null: nobody has, it is the default.',
  })
  origin: NodeRow | null

  @Field(() => Boolean, { description: "True when it is the organisation's own word." })
  own: boolean
}

@ObjectType('PresencePolicy', { simpleResolvers: true, description: 'Who must prove that the merchant is present.' })
export class PresencePolicyObject extends PolicyWordObject {
  @Field(() => [RoleEnum], { description: 'These roles, before a re-login of one terminal.' })
  requiredFor: readonly Role[]

  @Field(() => Int, {
    description: 'Least number of commands of a bulk action by these roles: presence is never asked in bulk.',
  })
  bulkFrom: number

  @Field(() => String, { description: 'What they read beside the words and digits, in Chinese.' })
  trainingZhCn: string

  @Field(() => String, { description: 'The same in English.' })
  trainingEn: string
}

@ObjectType('StepUpPolicy', { simpleResolvers: true, description: 'Who must confirm small actions.' })
export class StepUpPolicyObject extends PolicyWordObject {
  @Field(() => [RoleEnum], {
    description: 'These roles, before a reversible command on one terminal. Anything larger always asks.',
  })
  singleR1: readonly Role[]
}

@ObjectType('BulkRaisePolicy', { simpleResolvers: true, description: 'When an action counts one tier higher.' })
export class BulkRaisePolicyObject extends PolicyWordObject {
  @Field(() => Int, { description: 'On more terminals than this.' })
  terminals: number
}

@ObjectType('BreakGlassPolicy', { simpleResolvers: true, description: 'Acting alone.' })
export class BreakGlassPolicyObject extends PolicyWordObject {
  @Field(() => Boolean, { description: 'True: one administrator may act alone, to be reviewed within a day.' })
  allowed: boolean
}

@ObjectType('RecoveryPolicy', { simpleResolvers: true, description: 'Recoveries that begin by themselves.' })
export class RecoveryPolicyObject extends PolicyWordObject {
  @Field(() => [PlaybookEnum], { description: 'With these playbooks; none: nothing goes by itself.' })
  playbooks: readonly AutomaticPlaybook[]

  @Field(() => String, { nullable: true, description: 'From this time of the store’s own day; null: at any hour.' })
  hoursFrom: string | null

  @Field(() => String, { nullable: true, description: 'Until this time; past midnight when it is earlier.' })
  hoursTo: string | null

  @Field(() => Int, { description: 'Most that begin within an hour.' })
  perHour: number

  @Field(() => Int, { description: 'Most that begin within a day.' })
  perDay: number

  @Field(() => Boolean, { description: 'True: somebody pulled the brake here, also for everything below.' })
  stopped: boolean
}

@ObjectType('OrganisationPolicies', {
  simpleResolvers: true,
  description: 'What holds at an organisation: for each matter the word of the nearest one at or above it.',
})
export class OrganisationPoliciesObject {
  @Field(() => PresencePolicyObject, { description: 'Presence of the merchant.' })
  presence: PresencePolicyObject

  @Field(() => StepUpPolicyObject, { description: 'Confirming small actions.' })
  stepUp: StepUpPolicyObject

  @Field(() => BulkRaisePolicyObject, { description: 'Size of an action.' })
  bulkRaise: BulkRaisePolicyObject

  @Field(() => BreakGlassPolicyObject, { description: 'Acting alone.' })
  breakGlass: BreakGlassPolicyObject

  @Field(() => RecoveryPolicyObject, { description: 'Recoveries that begin by themselves.' })
  recovery: RecoveryPolicyObject

  @Field(() => [OrganisationObject], {
    description: 'Organisations below that have a word of their own on something; the first hundred.',
  })
  exceptions: readonly NodeRow[]
}

@InputType('PresencePolicyInput', { description: 'Who must prove that the merchant is present.' })
export class PresencePolicyInput {
  @Field(() => [RoleEnum], { description: 'These roles.' })
  requiredFor: Role[]

  @Field(() => Int, { description: 'Least number of commands of a bulk action by these roles, 2 to 100.' })
  bulkFrom: number

  @Field(() => String, {
    description: 'What they read beside the words and digits, in Chinese; up to 1,000 characters.',
  })
  trainingZhCn: string

  @Field(() => String, { description: 'The same in English.' })
  trainingEn: string
}

@InputType('StepUpPolicyInput', { description: 'Who must confirm small actions.' })
export class StepUpPolicyInput {
  @Field(() => [RoleEnum], { description: 'These roles, before a reversible command on one terminal.' })
  singleR1: Role[]
}

@InputType('BulkRaisePolicyInput', { description: 'When an action counts one tier higher.' })
export class BulkRaisePolicyInput {
  @Field(() => Int, { description: 'On more terminals than this.' })
  terminals: number
}

@InputType('BreakGlassPolicyInput', { description: 'Acting alone.' })
export class BreakGlassPolicyInput {
  @Field(() => Boolean, { description: 'Whether one administrator may act alone, to be reviewed.' })
  allowed: boolean
}

@InputType('RecoveryPolicyInput', { description: 'Recoveries that begin by themselves.' })
export class RecoveryPolicyInput {
  @Field(() => [PlaybookEnum], { description: 'AUTH, NET or SYS; none: nothing goes by itself.' })
  playbooks: AutomaticPlaybook[]

  @Field(() => String, { nullable: true, description: 'From this time of the store’s own day, e.g. `08:00`.' })
  hoursFrom?: string | null

  @Field(() => String, { nullable: true, description: 'Until this time.' })
  hoursTo?: string | null

  @Field(() => Int, { description: 'Most that begin within an hour.' })
  perHour: number

  @Field(() => Int, { description: 'Most that begin within a day.' })
  perDay: number
}

@InputType('PolicyInput', { description: 'Exactly one member: a word on one matter, or none any more.' })
export class PolicyInput {
  @Field(() => PresencePolicyInput, { nullable: true, description: 'Presence of the merchant.' })
  presence?: PresencePolicyInput | null

  @Field(() => StepUpPolicyInput, { nullable: true, description: 'Confirming small actions.' })
  stepUp?: StepUpPolicyInput | null

  @Field(() => BulkRaisePolicyInput, { nullable: true, description: 'Size of an action.' })
  bulkRaise?: BulkRaisePolicyInput | null

  @Field(() => BreakGlassPolicyInput, { nullable: true, description: 'Acting alone.' })
  breakGlass?: BreakGlassPolicyInput | null

  @Field(() => RecoveryPolicyInput, { nullable: true, description: 'Recoveries that begin by themselves.' })
  recovery?: RecoveryPolicyInput | null

  @Field(() => PolicyKindEnum, {
    nullable: true,
    description: 'Take the own word on this matter back: what is set above holds again.',
  })
  inherit?: PolicyKind | null
}

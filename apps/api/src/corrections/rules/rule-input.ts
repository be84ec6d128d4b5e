import type { RuleMode } from '@budeng/corrections'
import type { RuleExceptionRow } from '@budeng/storage'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { ProvenInput, ReasonedInput } from '../../access/reasoned-input.ts'
import { ChangeAskedPayload } from '../../approvals/change-asked.ts'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import { QuietInput } from '../quiet-input.ts'
import { RuleExceptionKindEnum, RuleLabObject, RuleModeEnum } from './rule.type.ts'

const KEY = { description: 'A new key for each wish.' }
const RULE = { description: 'The rule, as `R07`; `*`: all of them, where it is about their switch.' }

@InputType('RuleModeChangeInput', { description: 'How far a version of a rule is to go, by two people.' })
export class RuleModeChangeInput extends ProvenInput {
  @Field(() => String, RULE)
  rule: string

  @Field(() => Int, { nullable: true, description: 'The version; left out with `mode`: the switch.' })
  ruleVersion?: number | null

  @Field(() => RuleModeEnum, { nullable: true, description: 'Left out: what was stopped may go on.' })
  mode?: RuleMode | null
}

@ObjectType('RuleModeChangePayload', {
  simpleResolvers: true,
  description: 'The change, which waits for a second person; or why not.',
})
export class RuleModeChangePayload extends ChangeAskedPayload {}

@InputType('RuleStopInput', { description: 'Stops what a rule corrects by itself, at once.' })
export class RuleStopInput extends ReasonedInput {
  @Field(() => String, RULE)
  rule: string
}

@InputType('RuleSuppressInput', { description: 'A rule is not heard somewhere for a while.' })
export class RuleSuppressInput extends QuietInput {
  @Field(() => String, { description: 'The rule, as `R05`.' })
  rule: string

  @Field(() => ID, { nullable: true, description: 'Below this organisation; left out: everywhere at the acquirer.' })
  organisationId?: string | null
}

@InputType('RuleSuppressionEndInput', { description: 'Ends a suppression before its time.' })
export class RuleSuppressionEndInput {
  @Field(() => ID, { description: 'Which.' })
  suppressionId: string

  @Field(() => String, KEY)
  idempotencyKey: string
}

@InputType('RuleExceptionSetInput', { description: 'Something that rules are to know, for a while.' })
export class RuleExceptionSetInput extends QuietInput {
  @Field(() => RuleExceptionKindEnum, { description: 'Of what kind.' })
  kind: RuleExceptionRow['kind']

  @Field(() => String, { description: 'The id of a merchant, or `sent>returned`: two merchant numbers.' })
  value: string
}

@InputType('RuleExceptionEndInput', { description: 'Ends an exception before its time.' })
export class RuleExceptionEndInput {
  @Field(() => RuleExceptionKindEnum, { description: 'Of what kind.' })
  kind: RuleExceptionRow['kind']

  @Field(() => String, { description: 'As it is listed.' })
  value: string

  @Field(() => String, KEY)
  idempotencyKey: string
}

@InputType('RuleLabStartInput', { description: 'Tries a version of a rule over the last 90 days.' })
export class RuleLabStartInput {
  @Field(() => String, { description: 'The rule, as `R05`.' })
  rule: string

  @Field(() => Int, { description: 'The version that is tried.' })
  ruleVersion: number

  @Field(() => Int, { description: 'The version beside which it is tried.' })
  againstVersion: number

  @Field(() => String, KEY)
  idempotencyKey: string
}

@ObjectType('RulePayload', { simpleResolvers: true, description: 'Whether it was done; or why not.' })
export class RulePayload {
  @Field(() => Boolean, { description: 'True when it is so now.' })
  done: boolean

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it was done.' })
  userErrors: readonly UserErrorObject[]
}

@ObjectType('RuleLabPayload', { simpleResolvers: true, description: 'The trial; or why not.' })
export class RuleLabPayload {
  @Field(() => RuleLabObject, { nullable: true, description: 'The trial; null when refused.' })
  lab: RuleLabObject | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it was done.' })
  userErrors: readonly UserErrorObject[]
}

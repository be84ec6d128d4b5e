import type { ParametersState, ParameterValues } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { TerminalView } from '@budeng/storage'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { ReasonedInput } from '../access/reasoned-input.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { DateTimeScalar, JsonScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { TerminalObject } from './terminal.type.ts'

export const ParametersStateEnum = enumeration<ParametersState>(
  'ParametersState',
  'Where a terminal stands between the parameters that are wished for it and those that it holds.',
  {
    NOT_SET: 'Nothing is wished.',
    EQUAL: 'It says that it holds what is wished.',
    DRIFT: 'It says that it holds something else.',
    UNKNOWN: 'It does not say what it holds.',
  },
)

@ObjectType('TerminalParameters', {
  simpleResolvers: true,
  description: 'How a terminal is wished to be set (desired), and what its newest heartbeat says (reported).',
})
export class TerminalParametersObject {
  @Field(() => ParametersStateEnum, { description: 'Where it stands.' })
  state: ParametersState

  @Field(() => Int, { description: 'Version of what is wished; 0: nothing is.' })
  version: number

  @Field(() => JsonScalar, { description: 'What is wished: texts, whole numbers and booleans by name.' })
  values: ParameterValues

  @Field(() => String, { nullable: true, description: 'What is wished, as `version.digest`.' })
  desired: string | null

  @Field(() => String, { nullable: true, description: 'What the terminal holds, as `version.digest`.' })
  reported: string | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was wished.' })
  changedAt: Instant | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Since when it holds something else than is wished. After ten minutes it is a fault, SYS_PARAM_MISMATCH.',
  })
  driftSince: Instant | null
}

@ObjectType('PreviewParameterBefore', { simpleResolvers: true, description: 'A value that terminals have now.' })
export class PreviewParameterBeforeObject {
  @Field(() => JsonScalar, { nullable: true, description: 'The value; null: nothing is wished under this name.' })
  value: ParameterValues[string] | null

  @Field(() => Int, { description: 'How many have it.' })
  count: number
}

@ObjectType('PreviewParameter', {
  simpleResolvers: true,
  description: 'One parameter of a change: what it becomes, of what, over the terminals that get it.',
})
export class PreviewParameterObject {
  @Field(() => String, { description: 'Its name.' })
  name: string

  @Field(() => JsonScalar, { nullable: true, description: 'What it becomes; null: it is taken out.' })
  after: ParameterValues[string] | null

  @Field(() => Int, { description: 'At how many terminals it becomes another; the values before add up to it.' })
  changes: number

  @Field(() => [PreviewParameterBeforeObject], { description: 'What it is there now, the five commonest.' })
  before: readonly PreviewParameterBeforeObject[]

  @Field(() => Int, { description: 'Different values that are not named.' })
  more: number
}

@ObjectType('ParametersChange', {
  simpleResolvers: true,
  description: 'What a rollout changes in what is wished for each of its terminals.',
})
export class ParametersChangeObject {
  @Field(() => JsonScalar, { description: 'Values by name.' })
  set: ParameterValues

  @Field(() => [String], { description: 'Names that are taken out.' })
  remove: readonly string[]
}

@InputType('TerminalParametersSetInput', { description: 'How a terminal is wished to be set, whole.' })
export class TerminalParametersSetInput extends ReasonedInput {
  @Field(() => ID, { description: 'The terminal.' })
  terminalId: string

  @Field(() => String, {
    description:
      'A JSON object, as text. At most 64 members: texts up to 200 characters, whole numbers, booleans. No secrets, no card numbers.',
  })
  values: string

  @Field(() => Int, { description: 'The version that the wish was made from; 0 for the first.' })
  expectedVersion: number
}

@ObjectType('TerminalParametersSetPayload', { simpleResolvers: true, description: 'The terminal, or why not.' })
export class TerminalParametersSetPayload {
  @Field(() => TerminalObject, { nullable: true, description: 'The terminal.' })
  terminal: TerminalView | null

  @Field(() => Boolean, { description: 'True when the same key came before: the first answer again.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Expected refusals; nothing was changed.' })
  userErrors: readonly UserErrorObject[]
}

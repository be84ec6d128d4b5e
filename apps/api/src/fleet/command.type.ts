import type {
  Command,
  CommandResult,
  CommandState,
  CommandType,
  Deferral,
  DeferralReason,
  FileKind,
  EvidenceKind,
  Tier,
  Witness,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar, JsonScalar } from '../graphql/scalars.ts'
import { FactObject } from '../graphql/user-error.type.ts'
import {
  CommandResultStatusEnum,
  CommandStateEnum,
  CommandTypeEnum,
  DeferralReasonEnum,
  EvidenceKindEnum,
  FileKindEnum,
  FileRefusalEnum,
  TierEnum,
  WitnessEnum,
} from './enums.ts'

@ObjectType('Why', { simpleResolvers: true, description: 'Why a command is where it is.' })
export class WhyObject {
  @Field(() => String, { description: 'Stable code, e.g. `OFFLINE_SINCE`.' })
  code: string

  @Field(() => String, { description: "One line in the asker's language." })
  text: string

  @Field(() => [FactObject], { description: 'Figures of the line, for programs.' })
  facts: readonly FactObject[]
}

@ObjectType('Evidence', { simpleResolvers: true, description: 'One proven fact.' })
export class EvidenceObject {
  @Field(() => EvidenceKindEnum, { description: 'What is proven.' })
  kind: EvidenceKind

  @Field(() => WitnessEnum, { description: 'Who vouches for it.' })
  witness: Witness

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at: Instant

  @Field(() => [FactObject], { description: 'Its figures, e.g. the batch number. No secrets.' })
  facts: readonly FactObject[]
}

@ObjectType('CommandResult', { simpleResolvers: true, description: 'What the terminal said at the end.' })
export class CommandResultObject implements CommandResult {
  @Field(() => CommandResultStatusEnum, { description: 'How it ended by its word.' })
  status: CommandResult['status']

  @Field(() => String, { description: 'Why it did not work, e.g. `HOST_UNREACHABLE`; empty when it did.' })
  code: string

  @Field(() => JsonScalar, { nullable: true, description: 'Answer of a reading command.' })
  data?: Readonly<Record<string, unknown>>

  @Field(() => DateTimeScalar, { description: 'When it reached the platform.' })
  at: Instant
}

@ObjectType('TerminalFile', {
  simpleResolvers: true,
  description: 'The file that a command moved. What was received is kept without card numbers, for 30 days.',
})
export class TerminalFileObject {
  @Field(() => FileKindEnum, { description: 'What it is.' })
  kind: FileKind

  @Field(() => String, { nullable: true, description: 'Type of its content, once the terminal said so.' })
  type: string | null

  @Field(() => Int, { nullable: true, description: 'Bytes of the whole, once the terminal said so.' })
  bytes: number | null

  @Field(() => Int, { description: 'Bytes that are here.' })
  received: number

  @Field(() => DateTimeScalar, { nullable: true, description: 'When all of it was here.' })
  completeAt: Instant | null

  @Field(() => Int, { nullable: true, description: 'Lines in which card numbers were masked.' })
  cards: number | null

  @Field(() => FileRefusalEnum, { nullable: true, description: 'Why it was not taken; null: it was, or is awaited.' })
  refused: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Where to get it, from this server; null while there is nothing, and after 30 days.',
  })
  path: string | null
}

@ObjectType('Deferral', {
  simpleResolvers: true,
  description: 'The terminal said "not now"; it keeps the command and starts it itself.',
})
export class DeferralObject implements Deferral {
  @Field(() => DeferralReasonEnum, { description: 'Why not now.' })
  reason: DeferralReason

  @Field(() => DateTimeScalar, {
    description: 'When it was first put off: the two hours that it may take count from here.',
  })
  firstAt: Instant

  @Field(() => DateTimeScalar, { description: 'When the terminal means to try again.' })
  retryAt: Instant
}

/** Members that go out as the core holds them. The others are computed in `command.resolver.ts`. */
type Plain =
  | 'id'
  | 'type'
  | 'params'
  | 'tier'
  | 'state'
  | 'reason'
  | 'attempt'
  | 'requestedAt'
  | 'notAfter'
  | 'publishedAt'
  | 'acknowledgedAt'
  | 'runningAt'
  | 'finishedAt'
  | 'deferral'
  | 'cancelRequestedAt'
  | 'progress'
  | 'result'
  | 'lateResult'
  | 'version'

@ObjectType('Command', {
  implements: NodeObject,
  simpleResolvers: true,
  description:
    'One order to one terminal. Accepted, published, acknowledged and finished are four facts, each with its time.',
})
export class CommandObject extends NodeObject implements Pick<Command, Plain> {
  @Field(() => CommandTypeEnum, { description: 'What it orders.' })
  type: CommandType

  @Field(() => JsonScalar, { description: 'Parameters of its type.' })
  params: Readonly<Record<string, unknown>>

  @Field(() => TierEnum, { description: 'Its risk, raised when it is part of an action on many.' })
  tier: Tier

  @Field(() => CommandStateEnum, { description: 'Where it is.' })
  state: CommandState

  @Field(() => String, { description: 'Reason that the person gave.' })
  reason: string

  @Field(() => Int, { description: 'Attempt under way or last made; each is signed anew.' })
  attempt: number

  @Field(() => DateTimeScalar, { description: 'When it was accepted.' })
  requestedAt: Instant

  @Field(() => DateTimeScalar, { description: 'Not started by then: EXPIRED.' })
  notAfter: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the current attempt was last published.' })
  publishedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: "When the terminal's application acknowledged it." })
  acknowledgedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the terminal began.' })
  runningAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it came to its end.' })
  finishedAt: Instant | null

  @Field(() => DeferralObject, { nullable: true, description: 'Set while the terminal puts it off.' })
  deferral: Deferral | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When somebody asked to cancel it; a mark, not a state.',
  })
  cancelRequestedAt: Instant | null

  @Field(() => String, { nullable: true, description: 'Last step that the terminal named, e.g. `HOST_SIGN_ON`.' })
  progress: string | null

  @Field(() => CommandResultObject, { nullable: true, description: 'What the terminal said at the end.' })
  result: CommandResult | null

  @Field(() => CommandResultObject, { nullable: true, description: 'What arrived after the end; changes nothing.' })
  lateResult: CommandResult | null

  @Field(() => Int, { description: 'Rises with every change; mutations may name the one they saw.' })
  version: number
}

export const { Connection: CommandConnection } = connectionTypes('Command', () => CommandObject)

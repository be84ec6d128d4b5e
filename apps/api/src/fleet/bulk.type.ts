import type { StepUpMethod } from '@budeng/access'
import type { CommandState, CommandType, Tier } from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar, DurationScalar, JsonScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { StepUpMethodEnum } from '../access/step-up-method.ts'
import { CommandStateEnum, CommandTypeEnum, TierEnum } from './enums.ts'
import { PreviewParameterObject } from './parameters.type.ts'

@ObjectType('Selection', {
  implements: NodeObject,
  simpleResolvers: true,
  description:
    'A set of terminals made by the server, frozen, with its count. A bulk request names one; no ids never means everything.',
})
export class SelectionObject extends NodeObject {
  @Field(() => Int, { description: 'How many terminals it holds.' })
  count: number

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { description: 'Until when it can be used.' })
  expiresAt: Instant
}

export const PreviewKindEnum = enumeration('PreviewKind', 'What a request would do for a terminal.', {
  RUN_NOW: 'It is sent at once.',
  QUEUED_OFFLINE: 'It waits until the terminal is online, or expires.',
  DEFERRED: 'The terminal will put it off, e.g. because it is in a transaction.',
  OUTSIDE_WINDOW: 'It waits until the window is open in the time of its store.',
  CONFLICTING: 'It replaces or waits behind another command.',
  NOT_ALLOWED: 'No command is made; `code` and `text` say why.',
  NOT_HELPFUL: 'No command is made: it would not help, e.g. when the host says that the terminal is not registered.',
})

@ObjectType('PreviewLine', { simpleResolvers: true, description: 'How many terminals share one fate.' })
export class PreviewLineObject {
  @Field(() => PreviewKindEnum, { description: 'The fate.' })
  kind: keyof typeof PreviewKindEnum

  @Field(() => String, {
    nullable: true,
    description: 'Stable code of the reason; null when there is nothing to explain.',
  })
  code: string | null

  @Field(() => String, { description: "One line in the asker's language." })
  text: string

  @Field(() => Int, { description: 'How many terminals.' })
  count: number
}

@ObjectType('ActionPreview', {
  simpleResolvers: true,
  description: 'What a request would do, from the code that does it. The counts of the lines add up to `total`.',
})
export class ActionPreviewObject {
  @Field(() => Int, { description: 'Terminals of the selection.' })
  total: number

  @Field(() => Int, { description: 'Commands that a request would make.' })
  willCreate: number

  @Field(() => TierEnum, { description: 'Risk of the whole action; raised for many terminals.' })
  tier: Tier

  @Field(() => Boolean, { description: 'True when a second person must approve.' })
  needsSecondPerson: boolean

  @Field(() => [UserErrorObject], { description: 'Why the whole action would be refused; empty when it would not.' })
  reasons: readonly UserErrorObject[]

  @Field(() => DurationScalar, {
    name: 'estimate',
    simple: false,
    description: 'About how long until the last one that runs now is finished.',
  })
  estimateMs: Millis

  @Field(() => [Int], { description: 'Terminals of each group of a rollout, the rest last; empty without a plan.' })
  groups: readonly number[]

  @Field(() => [PreviewParameterObject], {
    description: 'Before and after, name by name; empty unless parameters are changed.',
  })
  parameters: readonly PreviewParameterObject[]

  @Field(() => String, { description: 'Binds an approval to exactly this.' })
  hash: string

  @Field(() => [StepUpMethodEnum], { description: 'Any one of these confirms the request; none: nothing is asked.' })
  stepUp: readonly StepUpMethod[]
}

export const BulkStateEnum = enumeration('BulkState', 'Where an action on many terminals is.', {
  RUNNING: 'Its commands are on their way; nobody had to approve.',
  PENDING_APPROVAL: 'Waits for a second person.',
  APPROVED: 'Approved; its commands are on their way.',
  DENIED: 'The second person said no.',
  LAPSED: 'No second person decided in time.',
})

@ObjectType('BulkProgress', { simpleResolvers: true, description: 'How many commands of an action are in one state.' })
export class BulkProgressObject {
  @Field(() => CommandStateEnum, { description: 'The state.' })
  state: CommandState

  @Field(() => Int, { description: 'How many.' })
  count: number
}

@ObjectType('ApprovalRight', { simpleResolvers: true, description: 'Whether the viewer may decide.' })
export class ApprovalRightObject {
  @Field(() => Boolean, { description: 'True when the viewer may approve or deny.' })
  allowed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; own requests are visible and not approvable.' })
  reasons: readonly UserErrorObject[]
}

@ObjectType('BulkAction', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'One action on many terminals, and its second person.',
})
export class BulkActionObject extends NodeObject {
  @Field(() => CommandTypeEnum, { description: 'What its commands order.' })
  type: CommandType

  @Field(() => JsonScalar, { description: 'Parameters of its commands.' })
  params: Readonly<Record<string, unknown>>

  @Field(() => TierEnum, { description: 'Risk of the whole action.' })
  tier: Tier

  @Field(() => String, { description: 'Reason that the person gave.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'A command not started by then expires.' })
  notAfter: Instant

  @Field(() => BulkStateEnum, { description: 'Where it is.' })
  state: keyof typeof BulkStateEnum

  @Field(() => Int, { description: 'Terminals of its selection.' })
  terminalCount: number

  @Field(() => Int, { description: 'Commands that it makes: as planned at first, exact once all are made.' })
  commandCount: number

  @Field(() => Int, {
    description: 'Commands made so far: those of a large action are made some hundreds at a time, within seconds.',
  })
  madeCount: number

  @Field(() => String, { description: 'Binds an approval to exactly this action.' })
  hash: string

  @Field(() => [StepUpMethodEnum], {
    simple: false,
    description: "Any one of these confirms the viewer's approval; none: nothing is asked, or nothing waits.",
  })
  stepUp?: readonly StepUpMethod[]

  @Field(() => DateTimeScalar, { description: 'When it was requested.' })
  requestedAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the second person decided.' })
  decidedAt: Instant | null

  @Field(() => String, { nullable: true, description: 'What the second person wrote.' })
  note: string | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when it can be approved; null when nobody has to.',
  })
  lapsesAt: Instant | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

export const { Connection: BulkConnection } = connectionTypes('Bulk', () => BulkActionObject)

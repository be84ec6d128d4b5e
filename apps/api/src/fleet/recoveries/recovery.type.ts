import type { StepUpMethod } from '@budeng/access'
import type {
  Act,
  PlaybookId,
  RecoveryEnd,
  RecoveryReason,
  RecoveryWarning,
  StepOutcome,
  WorkOrderState,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { RecoveryRow, WorkOrderRow } from '@budeng/storage'
import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { ProvenInput, ReasonedInput } from '../../access/reasoned-input.ts'
import { StepUpMethodEnum } from '../../access/step-up-method.ts'
import { connectionTypes, PageArgs } from '../../graphql/connection.ts'
import { NodeObject } from '../../graphql/node.type.ts'
import { DateTimeScalar } from '../../graphql/scalars.ts'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import { TierEnum } from '../enums.ts'
import {
  PlaybookEnum,
  RecoveryEndEnum,
  RecoveryReasonEnum,
  RecoveryWarningEnum,
  StepKindEnum,
  StepOutcomeEnum,
  WorkOrderStateEnum,
} from './enums.ts'

@ObjectType('PlaybookChoice', {
  simpleResolvers: true,
  description: 'Whether the viewer may start a playbook for a terminal now, by the rule that decides the start.',
})
export class PlaybookChoiceObject {
  @Field(() => PlaybookEnum, { description: 'The playbook.' })
  playbook: PlaybookId

  @Field(() => TierEnum, { description: 'The highest risk of what it may ask for.' })
  tier: keyof typeof TierEnum

  @Field(() => Boolean, { description: 'True when a start would be accepted.' })
  allowed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when allowed.' })
  reasons: readonly UserErrorObject[]

  @Field(() => [StepUpMethodEnum], { description: 'Any one of these confirms a start; none: nothing is asked.' })
  stepUp: readonly StepUpMethod[]
}

@ObjectType('RecoveryStep', { simpleResolvers: true, description: 'One step: as it went, goes, or may come.' })
export class RecoveryStepObject {
  @Field(() => String, { description: 'Its name within the playbook, e.g. `relogin`.' })
  step: string

  @Field(() => StepKindEnum, { description: 'Who does it.' })
  kind: Act['kind']

  @Field(() => String, {
    description: 'The type of command, the task or the check, e.g. `RELOGIN`, `CHECK_PAPER`, `PROBLEM_GONE`.',
  })
  subject: string

  @Field(() => StepOutcomeEnum, { nullable: true, description: 'Null while it is under way, or did not come yet.' })
  outcome: StepOutcome | null

  @Field(() => String, { description: 'What was found or said; empty when there is nothing to say.' })
  note: string

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it began.' })
  startedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' })
  endedAt: Instant | null
}

@ObjectType('Recovery', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'One attempt to bring one terminal back, by a playbook, to one of four ends.',
})
export class RecoveryObject extends NodeObject {
  @Field(() => PlaybookEnum, { description: 'Its playbook.' })
  playbook: PlaybookId

  @Field(() => String, {
    nullable: true,
    description: 'Cause that it was begun against, e.g. `SIGN_ON_LOST`; null where none was known.',
  })
  cause: string | null

  @Field(() => String, { description: 'Reason that the person gave; empty when it began by itself.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt: Instant

  @Field(() => String, { nullable: true, description: 'The step that is under way; null when it is over.' })
  step: string | null

  @Field(() => RecoveryEndEnum, {
    name: 'end',
    simple: false,
    nullable: true,
    description: 'How it ended; null while it runs.',
  })
  endedAs: RecoveryEnd | null

  @Field(() => RecoveryReasonEnum, { nullable: true, description: 'Why it did not recover.' })
  endReason: RecoveryReason | null

  @Field(() => [RecoveryWarningEnum], { description: 'What somebody must still know.' })
  warnings: readonly RecoveryWarning[]

  @Field(() => String, {
    nullable: true,
    description: 'Root of the journal when it began, hex; null where none was known.',
  })
  rootBefore: string | null

  @Field(() => String, { nullable: true, description: 'The same when it ended.' })
  rootAfter: string | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' })
  endedAt: Instant | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@ObjectType('WorkOrderPhoto', {
  simpleResolvers: true,
  description: 'A photograph of what was found or done on the spot.',
})
export class WorkOrderPhotoObject {
  @Field(() => String, { description: 'As whoever sent it named it.' })
  name: string

  @Field(() => Int, { description: 'Its size in bytes.' })
  bytes: number

  @Field(() => DateTimeScalar, { description: 'When it was sent.' })
  sentAt: Instant

  @Field(() => String, {
    description:
      'Where it is fetched from this server, with the same session, by whoever sees the work order. Nothing in it is a secret.',
  })
  address: string
}

@ObjectType('WorkOrder', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'What somebody has to do on the spot.',
})
export class WorkOrderObject extends NodeObject {
  @Field(() => String, { description: 'Why: a `RecoveryReason`, or `VISIT_FAILED`.' })
  reason: string

  @Field(() => String, { description: 'What was known when it was opened.' })
  note: string

  @Field(() => WorkOrderStateEnum, { description: 'Where it is.' })
  state: WorkOrderState

  @Field(() => String, { description: 'Who goes there; empty when nobody has it.' })
  technician: string

  @Field(() => String, { description: 'Parts that are needed or were used.' })
  parts: string

  @Field(() => String, { description: 'What was done; empty before.' })
  outcome: string

  @Field(() => DateTimeScalar, { description: 'When it was opened.' })
  openedAt: Instant

  @Field(() => DateTimeScalar, { description: 'Until when it should be done.' })
  dueAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was closed.' })
  closedAt: Instant | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

export const { Connection: RecoveryConnection } = connectionTypes('Recovery', () => RecoveryObject)
export const { Connection: WorkOrderConnection } = connectionTypes('WorkOrder', () => WorkOrderObject)

@ArgsType()
export class RecoveriesArgs extends PageArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'Of the terminals of this organisation; left out: the viewer’s own.',
  })
  organisationId: string | null

  @Field(() => Boolean, { nullable: true, description: 'True: those that run; false: those that are over.' })
  running: boolean | null

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'True: those alone whose step a person has to do, the oldest first.',
  })
  waiting: boolean

  @Field(() => [RecoveryEndEnum], { nullable: true, description: 'Those that ended so.' })
  ends: RecoveryEnd[] | null
}

@ArgsType()
export class WorkOrdersArgs extends PageArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'Of the terminals of this organisation; left out: the viewer’s own.',
  })
  organisationId: string | null
}

@InputType('RecoveryStartInput', { description: 'Starts a playbook for one terminal.' })
export class RecoveryStartInput extends ProvenInput {
  @Field(() => ID, { description: 'The terminal.' })
  terminalId: string

  @Field(() => PlaybookEnum, { description: 'The playbook.' })
  playbook: PlaybookId
}

@InputType('RecoveryAnswerInput', { description: 'Says how a step went that a person had to do.' })
export class RecoveryAnswerInput {
  @Field(() => ID, { description: 'The recovery.' })
  recoveryId: string

  @Field(() => String, { description: 'The step, as it was shown.' })
  step: string

  @Field(() => Boolean, { description: 'Whether it worked.' })
  worked: boolean

  @Field(() => String, {
    nullable: true,
    description: 'What was seen or said. At most 300 characters, no card number.',
  })
  note?: string | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('RecoveryGiveUpInput', { description: 'Ends a recovery: somebody has to go there.' })
export class RecoveryGiveUpInput extends ReasonedInput {
  @Field(() => ID, { description: 'The recovery.' })
  recoveryId: string
}

@ObjectType('RecoveryPayload', { simpleResolvers: true, description: 'The recovery after it; or why not.' })
export class RecoveryPayload {
  @Field(() => RecoveryObject, { nullable: true, description: 'The recovery as it is now; null when it is not there.' })
  recovery: RecoveryRow | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it was done.' })
  userErrors: readonly UserErrorObject[]
}

@InputType('WorkOrderChangeInput', { description: 'Who goes there, and how it ended.' })
export class WorkOrderChangeInput {
  @Field(() => ID, { description: 'The work order.' })
  workOrderId: string

  @Field(() => WorkOrderStateEnum, { description: 'Where it is from now on.' })
  state: WorkOrderState

  @Field(() => String, { nullable: true, description: 'Who goes there; left out: as before.' })
  technician?: string | null

  @Field(() => String, { nullable: true, description: 'Parts; left out: as before.' })
  parts?: string | null

  @Field(() => String, { nullable: true, description: 'What was done; needed to close it.' })
  outcome?: string | null

  @Field(() => Int, { description: 'The version that was shown.' })
  expectedVersion: number

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('WorkOrderPayload', { simpleResolvers: true, description: 'The work order after it; or why not.' })
export class WorkOrderPayload {
  @Field(() => WorkOrderObject, {
    nullable: true,
    description: 'The work order as it is now; null when it is not there.',
  })
  workOrder: WorkOrderRow | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it was done.' })
  userErrors: readonly UserErrorObject[]
}

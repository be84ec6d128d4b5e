import type { Severity } from '@budeng/fleet'
import type { Millis } from '@budeng/kernel'
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql'
import { StepUpInput } from '../../access/step-up-input.ts'
import { PageArgs } from '../../graphql/connection.ts'
import { DateTimeScalar, DurationScalar } from '../../graphql/scalars.ts'
import { CareActionEnum, SeverityEnum } from './enums.ts'

@InputType('AlertFilter', { description: 'Which alerts.' })
export class AlertFilterInput {
  @Field(() => Boolean, {
    nullable: true,
    description: 'True (as when left out): those not cleared, by the clock that runs. False: all, the newest first.',
  })
  open?: boolean | null

  @Field(() => [SeverityEnum], { nullable: true, description: 'Of these severities only.' })
  severities?: Severity[] | null

  @Field(() => Boolean, { nullable: true, description: 'True: only what the viewer has taken on.' })
  mine?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'True: also what is muted or part of an incident.' })
  quiet?: boolean | null

  @Field(() => ID, { nullable: true, description: 'Under this organisation; the viewer’s own when left out.' })
  organisationId?: string | null
}

@ArgsType()
export class AlertsArgs extends PageArgs {
  @Field(() => AlertFilterInput, { nullable: true, description: 'Which; those that ask for somebody when left out.' })
  filter?: AlertFilterInput | null
}

@ArgsType()
export class IncidentsArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true, description: 'True: those that last; false: those that are over.' })
  open?: boolean | null
}

@InputType('AlertCareInput', { description: 'Who does what with an alert, an incident, a recovery or a work order.' })
export class AlertCareInput {
  @Field(() => ID, {
    description: 'Id of what is cared for. A recovery or a work order is claimed, handed over or commented.',
  })
  id: string

  @Field(() => CareActionEnum, { description: 'What is done.' })
  action: 'ACKNOWLEDGE' | 'CLAIM' | 'HAND_OVER' | 'COMMENT' | 'CLEAR'

  @Field(() => String, { nullable: true, description: 'A word: needed to hand over, to comment and to clear.' })
  note?: string | null

  @Field(() => ID, { nullable: true, description: 'To whom it is handed over.' })
  toPersonId?: string | null

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@InputType('AlertMuteInput', { description: 'A stretch of quiet with an owner, a reason and an end.' })
export class AlertMuteInput {
  @Field(() => ID, { nullable: true, description: 'Of one terminal; or else an organisation.' })
  terminalId?: string | null

  @Field(() => ID, { nullable: true, description: 'Of everything under an organisation; or else a terminal.' })
  organisationId?: string | null

  @Field(() => String, { nullable: true, description: 'Of one subject; of all when left out.' })
  subject?: string | null

  @Field(() => DateTimeScalar, { description: 'When it ends: within thirty days.' })
  until: number

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, when policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@InputType('AlertRuleInput', { description: 'When a subject becomes an alert.' })
export class AlertRuleInput {
  @Field(() => Boolean, { description: 'False: it raises nothing.' })
  enabled: boolean

  @Field(() => SeverityEnum, { description: 'How much it matters.' })
  severity: Severity

  @Field(() => DurationScalar, { description: 'So long it must have been the case.' })
  holds: Millis

  @Field(() => DurationScalar, { description: 'So long it must be over.' })
  clears: Millis

  @Field(() => Int, { nullable: true, description: 'Metrics only: where it is raised.' })
  raiseAt?: number | null

  @Field(() => Int, { nullable: true, description: 'Metrics only: where it is over.' })
  clearAt?: number | null
}

@InputType('AlertRuleSetInput', { description: 'An organisation’s own rule for a subject.' })
export class AlertRuleSetInput {
  @Field(() => ID, { description: 'For everything under this organisation.' })
  organisationId: string

  @Field(() => String, {
    description:
      'A fault’s code, a metric’s name, `OFFLINE`, or a visit that is overdue: `INSPECTION_OVERDUE`, `MAINTENANCE_OVERDUE`.',
  })
  subject: string

  @Field(() => AlertRuleInput, { nullable: true, description: 'The rule; null takes the own one back.' })
  rule?: AlertRuleInput | null

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, when policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

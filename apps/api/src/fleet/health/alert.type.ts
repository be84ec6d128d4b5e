import type { AlertState, GroupKind, Severity } from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import type { AlertRow, IncidentView, RecoveryRow, WorkOrderRow } from '@budeng/storage'
import { Field, ID, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../../graphql/connection.ts'
import { NodeObject } from '../../graphql/node.type.ts'
import { DateTimeScalar, DurationScalar } from '../../graphql/scalars.ts'
import { WishedPayload } from '../../graphql/wished.type.ts'
import { RecoveryObject, WorkOrderObject } from '../recoveries/recovery.type.ts'
import { AlertStateEnum, GroupKindEnum, SeverityEnum } from './enums.ts'

type Cared = 'state' | 'standing' | 'acknowledgedAt' | 'clearedAt' | 'dueAt' | 'version'

@ObjectType('Alert', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'One trouble of one terminal that somebody must know of. However often it comes and goes, it is one.',
})
export class AlertObject
  extends NodeObject
  implements
    Pick<AlertRow, Cared | 'subject' | 'severity' | 'raisedAt' | 'endedAt' | 'raises' | 'lastRaisedAt' | 'mutedUntil'>
{
  @Field(() => String, {
    description:
      'A fault’s code, a metric’s name, `OFFLINE`, or a visit that is overdue: `INSPECTION_OVERDUE`, `MAINTENANCE_OVERDUE`.',
  })
  subject: string

  @Field(() => SeverityEnum, { description: 'How much it matters.' })
  severity: Severity

  @Field(() => AlertStateEnum, { description: 'Where it is in its life.' })
  state: AlertState

  @Field(() => Boolean, { description: 'True while what it is about is the case.' })
  standing: boolean

  @Field(() => DateTimeScalar, { description: 'When it was raised first.' })
  raisedAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it was raised last.' })
  lastRaisedAt: Instant

  @Field(() => Int, { description: 'How often it came back, the first time included.' })
  raises: number

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it is over; null while it stands.' })
  endedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When somebody acknowledged it.' })
  acknowledgedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was cleared.' })
  clearedAt: Instant | null

  @Field(() => DateTimeScalar, { description: 'By when somebody must have acknowledged it.' })
  dueAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when nobody is asked for it.' })
  mutedUntil: Instant | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

export const { Connection: AlertConnection } = connectionTypes('Alert', () => AlertObject)

@ObjectType('Incident', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'An outage of many terminals at once: their alerts fold into it, and no recovery begins by itself.',
})
export class IncidentObject
  extends NodeObject
  implements Pick<IncidentView, Cared | 'kind' | 'key' | 'startedAt' | 'endedAt' | 'population'>
{
  @Field(() => GroupKindEnum, { description: 'What the terminals have in common.' })
  kind: GroupKind

  @Field(() => String, { description: 'Which one: a store’s id, a cell, an operator, a host, a version.' })
  key: string

  @Field(() => AlertStateEnum, { description: 'Where it is in its life; it clears by itself when it is over.' })
  state: AlertState

  @Field(() => Boolean, { description: 'True while it lasts.' })
  standing: boolean

  @Field(() => DateTimeScalar, { description: 'When the first of them fell.' })
  startedAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was over.' })
  endedAt: Instant | null

  @Field(() => Int, { description: 'Terminals that the group had at work when it began.' })
  population: number

  @Field(() => Int, {
    name: 'hit',
    simple: false,
    description: 'Terminals that were hit, of those that the viewer sees.',
  })
  seenHit: number

  @Field(() => Int, { name: 'out', simple: false, description: 'How many of these are still in trouble.' })
  seenOut: number

  @Field(() => DateTimeScalar, { nullable: true, description: 'When somebody acknowledged it.' })
  acknowledgedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was cleared.' })
  clearedAt: Instant | null

  @Field(() => DateTimeScalar, { description: 'By when somebody must have acknowledged it.' })
  dueAt: Instant

  @Field(() => Int, { description: 'Rises with what people do.' })
  version: number
}

export const { Connection: IncidentConnection } = connectionTypes('Incident', () => IncidentObject)

@ObjectType('AlertCarePayload', { simpleResolvers: true, description: 'What was cared for, as it is now; or why not.' })
export class AlertCarePayload extends WishedPayload {
  @Field(() => AlertObject, { nullable: true, description: 'The alert; null when it was an incident.' })
  alert: AlertRow | null

  @Field(() => IncidentObject, { nullable: true, description: 'The incident; null when it was an alert.' })
  incident: IncidentView | null

  @Field(() => RecoveryObject, { nullable: true, description: 'The recovery, when it was one.' })
  recovery: RecoveryRow | null

  @Field(() => WorkOrderObject, { nullable: true, description: 'The work order, when it was one.' })
  workOrder: WorkOrderRow | null
}

@ObjectType('AlertMutePayload', { simpleResolvers: true, description: 'Until when it is quiet; or why not.' })
export class AlertMutePayload extends WishedPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the mute; null when refused.' })
  muteId: string | null
}

@ObjectType('AlertRule', {
  simpleResolvers: true,
  description: 'When a subject becomes an alert, as it holds at an organisation.',
})
export class AlertRuleObject {
  @Field(() => String, {
    description:
      'A fault’s code, a metric’s name, `OFFLINE`, or a visit that is overdue: `INSPECTION_OVERDUE`, `MAINTENANCE_OVERDUE`.',
  })
  subject: string

  @Field(() => Boolean, { description: 'False: it raises nothing.' })
  enabled: boolean

  @Field(() => SeverityEnum, { description: 'How much it matters.' })
  severity: Severity

  @Field(() => DurationScalar, { name: 'holds', simple: false, description: 'So long it must have been the case.' })
  holdMs: Millis

  @Field(() => DurationScalar, { name: 'clears', simple: false, description: 'So long it must be over.' })
  clearMs: Millis

  @Field(() => Int, { nullable: true, description: 'Metrics only: where it is raised.' })
  raiseAt: number | null

  @Field(() => Int, { nullable: true, description: 'Metrics only: where it is over.' })
  clearAt: number | null

  @Field(() => Boolean, { description: 'True when this organisation has said so itself.' })
  own: boolean
}

@ObjectType('AlertRulePayload', { simpleResolvers: true, description: 'The rule as it holds now; or why not.' })
export class AlertRulePayload extends WishedPayload {
  @Field(() => AlertRuleObject, { nullable: true, description: 'The rule; null when refused.' })
  rule: AlertRuleObject | null
}

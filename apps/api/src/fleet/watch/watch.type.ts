import type { NamedCount, WatchReport, WatchState } from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import type { SessionRow, WatchWindowRow } from '@budeng/storage'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { enumeration } from '../../graphql/enumeration.ts'
import { DateTimeScalar, DurationScalar } from '../../graphql/scalars.ts'
import { WishedPayload } from '../../graphql/wished.type.ts'

export const WatchStateEnum = enumeration<WatchState>('WatchState', 'The life of a watch window.', {
  PLANNED: 'Its time has not come.',
  OPEN: 'Everything below is watched closer now.',
  ENDED: 'Over, with its report.',
  CANCELLED: 'Called off before its end.',
})

@ObjectType('NamedCount', { simpleResolvers: true, description: 'How many of what.' })
export class NamedCountObject implements NamedCount {
  @Field(() => String, { description: 'A subject, a state or an end.' })
  name: string

  @Field(() => Int, { description: 'How many.' })
  count: number
}

@ObjectType('WatchReport', { simpleResolvers: true, description: 'What happened below a node during a watch window.' })
export class WatchReportObject implements WatchReport {
  @Field(() => Int, { description: 'Terminals in use.' })
  terminals: number

  @Field(() => Int, { description: 'Of these, offline at its end.' })
  offlineAtEnd: number

  @Field(() => Int, { description: 'Incidents that began.' })
  incidents: number

  @Field(() => [NamedCountObject], { description: 'Alerts that were raised, by subject, the most first.' })
  alerts: readonly NamedCount[]

  @Field(() => [NamedCountObject], { description: 'Commands that were requested, by their state.' })
  commands: readonly NamedCount[]

  @Field(() => [NamedCountObject], { description: 'Recoveries that began, by their end; RUNNING: not over.' })
  recoveries: readonly NamedCount[]
}

@ObjectType('WatchWindow', {
  simpleResolvers: true,
  description: 'A holiday or a promotion: everything below a node is watched closer, and rollouts hold still.',
})
export class WatchWindowObject
  implements Omit<WatchWindowRow, 'nodeId' | 'path' | 'plannedBy' | 'plannedAt' | 'endedBy' | 'report'>
{
  @Field(() => ID, { description: 'Its id, also the subject of its events.' })
  id: string

  @Field(() => String, { description: 'What it is called.' })
  name: string

  @Field(() => DateTimeScalar, { description: 'From when.' })
  startsAt: Instant

  @Field(() => DateTimeScalar, { description: 'Until when.' })
  endsAt: Instant

  @Field(() => String, { name: 'timeZone', simple: false, description: 'IANA zone in which the two were meant.' })
  zone: string

  @Field(() => Int, { description: 'Percent of the usual patience of alert rules that is left.' })
  patience: number

  @Field(() => DurationScalar, {
    name: 'heartbeat',
    simple: false,
    nullable: true,
    description: 'Heartbeats come at least this often; null: as usual.',
  })
  heartbeatMs: Millis | null

  @Field(() => Boolean, { description: 'False: no rollout goes on below it.' })
  allowsRollouts: boolean

  @Field(() => WatchStateEnum, { description: 'Where it is in its life.' })
  state: WatchState

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended or was called off.' })
  endedAt: Instant | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@ObjectType('WatchBoard', {
  simpleResolvers: true,
  description:
    'A link that shows the board of a watch window to whoever has it; its token is told once, when it is made.',
})
export class WatchBoardObject implements Pick<SessionRow, 'id' | 'name' | 'createdAt' | 'seenAt' | 'expiresAt'> {
  @Field(() => ID, { description: 'By which `sessionRevoke` ends it.' })
  id: string

  @Field(() => String, { description: 'By which people know it.' })
  name: string

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it was last used, to the minute.' })
  seenAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it ends at the latest.' })
  expiresAt: Instant
}

@InputType('WatchPlanInput', { description: 'A watch window that is planned.' })
export class WatchPlanInput {
  @Field(() => ID, { description: 'For everything at and under this organisation.' })
  organisationId: string

  @Field(() => String, { description: 'What it is called.' })
  name: string

  @Field(() => DateTimeScalar, { description: 'From when; in the past: from now.' })
  startsAt: Instant

  @Field(() => DateTimeScalar, { description: 'Until when: at most 62 days later.' })
  endsAt: Instant

  @Field(() => String, { description: 'IANA zone in which the two are meant.' })
  timeZone: string

  @Field(() => Int, { description: 'Percent of the usual patience of alert rules that is left: 10 to 100.' })
  patience: number

  @Field(() => DurationScalar, { nullable: true, description: 'Heartbeats at least this often: 15 s to a minute.' })
  heartbeat?: Millis | null

  @Field(() => Boolean, { description: 'True: rollouts go on.' })
  allowsRollouts: boolean

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@InputType('WatchCancelInput', { description: 'Which watch window is called off.' })
export class WatchCancelInput {
  @Field(() => ID, { description: 'The window.' })
  watchId: string

  @Field(() => Int, { description: 'Its version as it was seen.' })
  expectedVersion: number

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@ObjectType('WatchPayload', { simpleResolvers: true, description: 'The window as it is now; or why not.' })
export class WatchPayload extends WishedPayload {
  @Field(() => WatchWindowObject, { nullable: true, description: 'The window; null when refused.' })
  window: WatchWindowRow | null
}

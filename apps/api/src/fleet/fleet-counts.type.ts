import type { Presence, SignOnState } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { Field, Int, ObjectType } from 'type-graphql'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { PresenceEnum, SignOnStateEnum } from './enums.ts'

@ObjectType('StatusCount', { simpleResolvers: true, description: 'Terminals of one presence and sign-on state.' })
export class StatusCountObject {
  @Field(() => PresenceEnum, { description: 'Their presence.' })
  presence: Presence

  @Field(() => SignOnStateEnum, { description: 'Their sign-on state.' })
  signOn: SignOnState

  @Field(() => Int, { description: 'How many.' })
  count: number
}

@ObjectType('FleetCounts', { simpleResolvers: true, description: 'The fleet in figures; at most two seconds old.' })
export class FleetCountsObject {
  @Field(() => Int, { description: 'Terminals in use: neither out of use nor waiting for their first device.' })
  total: number

  @Field(() => Int, { description: 'Registered, and never enrolled; not in `total` and in no other figure.' })
  neverEnrolled: number

  @Field(() => Int, { description: 'Out of use for good; not in `total` and in no other figure.' })
  retired: number

  @Field(() => [StatusCountObject], { description: 'By presence and sign-on; they add up to `total`.' })
  byStatus: readonly StatusCountObject[]

  @Field(() => Int, { name: 'offlineOverAnHour', simple: false, description: 'Offline for an hour or longer.' })
  offlineLong: number

  @Field(() => Int, { description: 'With at least one fault set.' })
  withFaults: number

  @Field(() => Int, { description: 'Whatever waits for a second person; `approvals` lists it.' })
  pendingApprovals: number

  @Field(() => Int, { description: 'What one person did alone and nobody has reviewed within a day.' })
  overdueReviews: number

  @Field(() => Int, { description: 'Alerts that ask for somebody; 500 means as many or more.' })
  openAlerts: number

  @Field(() => Int, { description: 'Those of them that nobody has acknowledged in time.' })
  overdueAlerts: number

  @Field(() => Int, { description: 'Outages that last.' })
  openIncidents: number

  @Field(() => Int, {
    description: 'Recoveries at a step that a person has to do; 500 means as many or more.',
  })
  waitingRecoveries: number

  @Field(() => Int, {
    description: 'Rollouts that stopped or paused by themselves and wait for a person; 500 means as many or more.',
  })
  heldRollouts: number

  @Field(() => Int, { description: 'Terminals whose inspection (巡检) is overdue; 1,000 means as many or more.' })
  overdueInspections: number

  @Field(() => Int, { description: 'Terminals whose maintenance (保养) is overdue; 1,000 means as many or more.' })
  overdueMaintenance: number

  @Field(() => Int, { description: 'Commands that have not ended.' })
  openCommands: number

  @Field(() => DateTimeScalar, { description: 'When they were counted.' })
  at: Instant
}

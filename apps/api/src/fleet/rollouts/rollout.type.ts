import type { MemberStanding, ParametersState, RolloutState, RolloutWhyCode } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { RolloutAct, RolloutRow } from '@budeng/storage'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../../graphql/connection.ts'
import { NodeObject } from '../../graphql/node.type.ts'
import { DateTimeScalar, PositionScalar } from '../../graphql/scalars.ts'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import { ParametersStateEnum } from '../parameters.type.ts'
import { MemberStandingEnum, RolloutActEnum, RolloutStateEnum, RolloutWhyEnum } from './enums.ts'

@ObjectType('RolloutWindow', { simpleResolvers: true, description: 'Hours in the time of each store.' })
export class RolloutWindowObject {
  @Field(() => String, { description: 'e.g. `02:00`.' })
  from: string

  @Field(() => String, { description: 'e.g. `05:00`.' })
  to: string
}

@ObjectType('RolloutPlan', {
  simpleResolvers: true,
  description: 'In which steps it goes, and when it stops by itself.',
})
export class RolloutPlanObject {
  @Field(() => Int, { description: 'Commands a minute.' })
  perMinute: number

  @Field(() => Int, { description: 'Ten-thousandths of the results that must be good before the next group opens.' })
  successBps: number

  @Field(() => Int, { description: 'Ten-thousandths of bad results that stop it.' })
  stopBps: number

  @Field(() => Int, { description: '… of at least so many results.' })
  stopAtLeast: number

  @Field(() => RolloutWindowObject, { nullable: true, description: 'When commands may begin; null: at any time.' })
  window: { readonly from: string; readonly to: string } | null
}

@ObjectType('RolloutFigure', { simpleResolvers: true, description: 'How many terminals stand alike.' })
export class RolloutFigureObject {
  @Field(() => MemberStandingEnum, { description: 'Where.' })
  standing: MemberStanding

  @Field(() => Int, { description: 'How many.' })
  count: number
}

@ObjectType('RolloutDriftFigure', {
  simpleResolvers: true,
  description: 'How many terminals of a rollout stand alike between what is wished for them and what they hold.',
})
export class RolloutDriftFigureObject {
  @Field(() => ParametersStateEnum, { description: 'Where.' })
  state: ParametersState

  @Field(() => Int, { description: 'How many.' })
  count: number
}

@ObjectType('RolloutGroup', { simpleResolvers: true, description: 'Terminals whose turn comes together.' })
export class RolloutGroupObject {
  @Field(() => Int, { description: 'From 0 on; 0 are the canaries.' })
  index: number

  @Field(() => Int, { description: 'How many terminals; the figures add up to it.' })
  size: number

  @Field(() => Boolean, { description: 'True when its turn has come.' })
  open: boolean

  @Field(() => Int, { description: 'Results so far, silence after a command included.' })
  known: number

  @Field(() => Int, { description: 'How many of them are bad, as the rule that stops it counts.' })
  bad: number

  @Field(() => [RolloutFigureObject], { description: 'Where its terminals stand; what nobody stands at is left out.' })
  figures: readonly RolloutFigureObject[]
}

@ObjectType('RolloutApprovals', {
  simpleResolvers: true,
  description:
    'Approved transactions of terminals that were changed, beside those whose turn has not come, over the same time.',
})
export class RolloutApprovalsObject {
  @Field(() => Int, { description: 'Transactions of changed terminals.' })
  changed: number

  @Field(() => Int, { description: '… that were approved.' })
  changedApproved: number

  @Field(() => Int, { description: 'Transactions of the others.' })
  control: number

  @Field(() => Int, { description: '… that were approved.' })
  controlApproved: number

  @Field(() => Boolean, { description: 'True when there are enough on both sides to say anything.' })
  enough: boolean
}

@ObjectType('RolloutStopLine', {
  simpleResolvers: true,
  description: 'How far a rollout is from stopping by itself, counted as the rule counts now.',
})
export class RolloutStopLineObject {
  @Field(() => Int, { description: 'Results since a person went on, or since the group opened: what is nearer to it.' })
  known: number

  @Field(() => Int, { description: 'How many of them are bad.' })
  bad: number

  @Field(() => Int, { description: 'So many bad ones stop it, when each next one is bad.' })
  stopsAt: number
}

@ObjectType('RolloutRight', {
  simpleResolvers: true,
  description: 'Whether the viewer may say it now, by the rule that decides.',
})
export class RolloutRightObject {
  @Field(() => RolloutActEnum, { description: 'What.' })
  act: RolloutAct

  @Field(() => Boolean, { description: 'True when it would be accepted.' })
  allowed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when allowed.' })
  reasons: readonly UserErrorObject[]
}

@ObjectType('RolloutMember', { simpleResolvers: true, description: 'One terminal of a rollout.' })
export class RolloutMemberObject {
  @Field(() => Int, { description: 'Its place in the order, from 1 on.' })
  place: number

  @Field(() => MemberStandingEnum, { description: 'Where it stands.' })
  standing: MemberStanding

  @Field(() => Int, { description: 'How often it was put back to be tried again.' })
  tries: number

  @Field(() => DateTimeScalar, { description: 'Since when it stands there.' })
  changedAt: Instant
}

@ObjectType('Rollout', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'An action on many terminals in groups, at a pace, that stops by itself when too much is bad.',
})
export class RolloutObject extends NodeObject {
  @Field(() => RolloutStateEnum, { description: 'Where it is.' })
  state: RolloutState

  @Field(() => RolloutWhyEnum, { simple: false, description: 'Why it is there.' })
  whyCode?: RolloutWhyCode

  @Field(() => Int, { description: 'Terminals of the frozen cohort.' })
  cohort: number

  @Field(() => Int, { description: 'How many of them are written down: all, within seconds of the start.' })
  frozen: number

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it began.' })
  startedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' })
  endedAt: Instant | null

  @Field(() => Int, { description: 'Rises with every step; mutations name the one they saw.' })
  version: number
}

export const { Connection: RolloutConnection } = connectionTypes('Rollout', () => RolloutObject)
export const { Connection: RolloutMemberConnection } = connectionTypes('RolloutMember', () => RolloutMemberObject)

@ObjectType('RolloutPayload', { simpleResolvers: true, description: 'The rollout as it is now; or why not.' })
export class RolloutPayload {
  @Field(() => RolloutObject, { nullable: true, description: 'The rollout; null when there is none.' })
  rollout: RolloutRow | null

  @Field(() => Boolean, { description: 'True when the same wish was accepted before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when accepted.' })
  userErrors: readonly UserErrorObject[]
}

@ObjectType('RolloutProgressChange', {
  simpleResolvers: true,
  description: 'A rollout whose state or figures changed.',
})
export class RolloutProgressChange {
  @Field(() => RolloutObject, { description: 'The rollout as it is now.' })
  rollout: RolloutRow

  @Field(() => PositionScalar, { description: 'Resume after this with `since`.' })
  position: bigint
}

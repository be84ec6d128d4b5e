import type { Approvals, FleetHistory, FleetMoment } from '@budeng/storage'
import type { Instant } from '@budeng/kernel'
import { Field, Int, ObjectType } from 'type-graphql'
import { DateTimeScalar } from '../graphql/scalars.ts'

@ObjectType('FleetMoment', { simpleResolvers: true, description: 'Terminals in use at one moment, by presence.' })
export class FleetMomentObject implements FleetMoment {
  @Field(() => DateTimeScalar, { description: 'When it was counted.' })
  at: Instant

  @Field(() => Int, { description: 'Online.' })
  online: number

  @Field(() => Int, { description: 'Connected and silent, or lost a moment ago.' })
  degraded: number

  @Field(() => Int, { description: 'Offline.' })
  offline: number
}

@ObjectType('ApprovalFigures', { simpleResolvers: true, description: 'How many payments a host approved (成功率).' })
export class ApprovalFiguresObject implements Approvals {
  @Field(() => Int, { description: 'Approved.' })
  approved: number

  @Field(() => Int, { description: 'Answered at all; a payment without an answer does not count.' })
  answered: number
}

@ObjectType('FleetHistory', {
  simpleResolvers: true,
  description: 'The last day of an acquirer or agent, counted every ten minutes.',
})
export class FleetHistoryObject implements FleetHistory {
  @Field(() => [FleetMomentObject], {
    description: 'The last 24 hours, the oldest first; a moment at which nothing was counted is left out.',
  })
  moments: readonly FleetMoment[]

  @Field(() => ApprovalFiguresObject, {
    nullable: true,
    simple: false,
    description: 'Of the last 24 hours; null without `transaction:read`.',
  })
  approvals: Approvals

  @Field(() => ApprovalFiguresObject, {
    nullable: true,
    simple: false,
    description: 'Of the seven days before them; null without `transaction:read`.',
  })
  approvalsWeekBefore: Approvals
}

import type { Instant } from '@budeng/kernel'
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql'
import { DateTimeScalar, PositionScalar } from '../graphql/scalars.ts'
import { ActorKindEnum } from './event.type.ts'

@InputType('EventFilter', { description: 'Narrows a list of events; members are joined by "and".' })
export class EventFilterInput {
  @Field(() => [String], { nullable: true, description: 'Any of these types.' })
  types?: string[] | null

  @Field(() => ID, { nullable: true, description: 'Of this terminal and its commands.' })
  terminalId?: string | null

  @Field(() => String, { nullable: true, description: 'Of this object, by its id.' })
  subject?: string | null

  @Field(() => ID, { nullable: true, description: 'Done by this person.' })
  actorId?: string | null

  @Field(() => ID, { nullable: true, description: 'Done by a deputy for this person.' })
  behalfOf?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Done from this network address; for those who may read people.',
  })
  address?: string | null

  @Field(() => [ActorKindEnum], { nullable: true, description: 'Done by any of these.' })
  actorKinds?: (keyof typeof ActorKindEnum)[] | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not before.' })
  since?: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before.' })
  until?: Instant | null
}

@ArgsType()
export class TimelineArgs {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 50,
    description: 'How many at most: up to 200 at the root, up to 50 nested.',
  })
  first: number | null

  @Field(() => String, { nullable: true, description: 'Continue after this cursor.' })
  after: string | null
}

@ArgsType()
export class EventsArgs extends TimelineArgs {
  @Field(() => EventFilterInput, { nullable: true, description: 'Only these.' })
  filter: EventFilterInput | null
}

@ArgsType()
export class FeedArgs {
  @Field(() => PositionScalar, { description: 'After this position: that of `feedPosition`, or of the answer before.' })
  since: bigint

  @Field(() => Int, { nullable: true, defaultValue: 50, description: 'How many at most: up to 200.' })
  first: number | null

  @Field(() => [String], { nullable: true, description: 'Only these types, as `eventTypes` names them.' })
  types: string[] | null
}

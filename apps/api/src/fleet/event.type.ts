import type { Instant } from '@budeng/kernel'
import { Field, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar, JsonScalar, PositionScalar } from '../graphql/scalars.ts'

export const ActorKindEnum = enumeration('ActorKind', 'Who acted.', {
  PERSON: 'A person.',
  SERVICE: 'A service account, by its API key.',
  PLATFORM: 'The platform itself: timers, automatic backups.',
  TERMINAL: 'A terminal, by an authenticated message.',
})

@ObjectType('EventType', { simpleResolvers: true, description: 'A kind of fact, to choose by.' })
export class EventTypeObject {
  @Field(() => String, { description: 'As `Event.type` has it.' })
  type: string

  @Field(() => String, {
    description: "Its sentence in the asker's language; what differs from fact to fact is left open.",
  })
  text: string
}

@ObjectType('Event', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'One fact of the append-only record: audit trail and feed at once.',
})
export class EventObject extends NodeObject {
  @Field(() => PositionScalar, {
    nullable: true,
    description: 'Its place in the feed; null for the few milliseconds before it has one.',
  })
  position: number | bigint | null

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  at: Instant

  @Field(() => String, {
    description:
      'What happened, e.g. `CommandAcknowledged`. New types come; treat an unknown one as a fact without a screen.',
  })
  type: string

  @Field(() => String, { description: 'Id of what it happened to.' })
  subject: string

  @Field(() => ActorKindEnum, { description: 'Who acted.' })
  actorKind: keyof typeof ActorKindEnum

  @Field(() => JsonScalar, { description: 'Members of the event type. No secrets.' })
  data: object

  @Field(() => String, { nullable: true, description: 'The request that caused it: the `x-request-id` of its answer.' })
  requestId: string | null
}

export const { Connection: EventConnection } = connectionTypes('Event', () => EventObject)

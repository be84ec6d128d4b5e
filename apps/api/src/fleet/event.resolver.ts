import { type EventView, newestPositionAt, type PersonRow, type TerminalView } from '@budeng/storage'
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import { EventChangeObject } from '../audit/audit.type.ts'
import { changesOf } from '../audit/changes.ts'
import { PersonObject } from '../access/person.type.ts'
import type { Connection } from '../graphql/connection.ts'
import type { Operation } from '../graphql/operation.ts'
import { PositionScalar } from '../graphql/scalars.ts'
import { eventText, eventTypes } from '../language/language.ts'
import { EventsArgs, FeedArgs } from './event-input.ts'
import { eventPage, feedBatch } from './event-page.ts'
import { EventConnection, EventObject, EventTypeObject } from './event.type.ts'
import { EventBatch } from './live.type.ts'
import { TerminalObject } from './terminal.type.ts'

@Resolver(() => EventObject)
export class EventResolver {
  @Query(() => EventConnection, {
    description: 'Facts of the append-only record that the viewer may see, newest first.',
  })
  async events(
    @Args(() => EventsArgs) args: EventsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<EventView>> {
    return await eventPage(operation, args, 'root')
  }

  @Query(() => EventBatch, {
    description:
      'What happened after a position, the oldest first: how a program follows the record and skips nothing. It may hold fewer than asked for, or none, although more follow: go on with `position` until that is the one that was asked with. `resync`: the position is older than the record goes back; load what you need anew and go on from `position`.',
  })
  async feed(@Args(() => FeedArgs) args: FeedArgs, @Ctx('operation') operation: Operation): Promise<EventBatch> {
    return await feedBatch(operation, args)
  }

  @Query(() => [EventTypeObject], { description: 'The types of facts that the record knows.' })
  eventTypes(@Ctx('operation') { reader }: Operation): readonly EventTypeObject[] {
    return eventTypes(reader)
  }

  @Query(() => PositionScalar, {
    description:
      'Position of the newest fact that the viewer may see: where a subscription resumes from what a query showed.',
  })
  async feedPosition(@Ctx('operation') operation: Operation): Promise<bigint> {
    const { level } = operation
    return await operation.read((db) => newestPositionAt(db, level))
  }

  @FieldResolver(() => TerminalObject, {
    nullable: true,
    description: 'The terminal that it concerns, when the viewer sees it.',
  })
  async terminal(@Root() event: EventView, @Ctx('operation') operation: Operation): Promise<TerminalView | null> {
    return event.terminalId === null ? null : await operation.load.terminal.load(event.terminalId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'The person who acted, when the viewer sees them.',
  })
  async actor(@Root() event: EventView, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    const isSomebody = event.actorKind === 'PERSON' || event.actorKind === 'SERVICE'
    return isSomebody && event.actorId !== null ? await operation.load.person.load(event.actorId) : null
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'The person for whom a deputy acted, when the viewer sees them.',
  })
  async behalfOf(@Root() event: EventView, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return event.behalfOf === null ? null : await operation.load.person.load(event.behalfOf)
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The network address from which somebody acted; for those who may read people.',
  })
  address(@Root() event: EventView, @Ctx('operation') operation: Operation): string | null {
    return operation.authority.permits.has('person:read') ? event.address : null
  }

  @FieldResolver(() => [EventChangeObject], { description: 'What it changed, before and after; empty when nothing.' })
  changes(@Root() event: EventView): EventChangeObject[] {
    return changesOf(event.data)
  }

  @FieldResolver(() => String, { description: "One line in the asker's language." })
  text(@Root() event: EventView, @Ctx('operation') operation: Operation): string {
    return eventText(event.type, event.data as Readonly<Record<string, unknown>>, operation.reader)
  }
}

import { idKind } from '@budeng/kernel'
import { type EventFilter, type EventView, feedAfter, listEvents, newestPositionAt } from '@budeng/storage'
import { z } from 'zod'
import { type Connection, connectionOf } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import { commandIdOfChallenge } from '../graphql/ids.ts'
import { ApiError } from '../graphql/api-error.ts'
import type { Operation } from '../graphql/operation.ts'
import { type Place, pageSize } from '../graphql/paging.ts'
import { listOrNull, parsedInput } from '../graphql/parsed-input.ts'
import { SEARCH_LENGTH_MAX } from '../limits.ts'
import type { EventFilterInput, EventsArgs, FeedArgs } from './event-input.ts'
import type { EventBatch } from './live.type.ts'

const PAGE_DEFAULT = 50

const Filter = z.object({
  types: listOrNull(z.string().max(SEARCH_LENGTH_MAX)),
  terminalId: z.string().max(SEARCH_LENGTH_MAX).nullish(),
  subject: z.string().max(SEARCH_LENGTH_MAX).nullish(),
  actorId: z.string().max(SEARCH_LENGTH_MAX).nullish(),
  behalfOf: z.string().max(SEARCH_LENGTH_MAX).nullish(),
  address: z.string().max(SEARCH_LENGTH_MAX).nullish(),
  actorKinds: listOrNull(z.enum(['PERSON', 'SERVICE', 'PLATFORM', 'TERMINAL'])),
  since: z.number().nullish(),
  until: z.number().nullish(),
})

/** One page of events that the viewer may see, newest first. */
export async function eventPage(operation: Operation, args: EventsArgs, place: Place): Promise<Connection<EventView>> {
  const first = pageSize(args.first, place, PAGE_DEFAULT)
  const filter = eventFilterOf(operation, args.filter ?? {})
  const hash = listHash(filter)
  const [beforeOrdinal] = args.after == null ? [null] : decodeCursor(args.after, hash, ['number'])
  const rows = isNothing(filter)
    ? []
    : await operation.read((db) => listEvents(db, { level: operation.level, filter, beforeOrdinal, limit: first + 1 }))
  return connectionOf(rows, first, args.after, ({ ordinal }) => encodeCursor([ordinal], hash))
}

/** What happened after a position that a program kept, oldest first. */
export async function feedBatch(operation: Operation, args: FeedArgs): Promise<EventBatch> {
  const limit = pageSize(args.first, 'root', PAGE_DEFAULT)
  const { types } = parsedInput(Filter.pick({ types: true }), args, [])
  return await operation.read(async (db) => {
    const found = await feedAfter(db, { level: operation.level, after: args.since, types, limit })
    if (found !== 'TOO_OLD') return { events: [...found.events], position: found.position, resync: false }
    return { events: [], position: await newestPositionAt(db, operation.level), resync: true }
  })
}

/** The filter of a list or an export. @throws ApiError BAD_USER_INPUT, or FORBIDDEN for what the asker is not shown */
export function eventFilterOf(operation: Operation, input: EventFilterInput): EventFilter {
  const { types, terminalId, subject, actorId, behalfOf, address, actorKinds, since, until } = parsedInput(
    Filter,
    input,
    ['filter'],
  )
  if (address != null && !operation.authority.permits.has('person:read'))
    throw new ApiError('FORBIDDEN', 'Addresses are for those who may read people.')
  return {
    actorId: actorId ?? null,
    behalfOf: behalfOf ?? null,
    address: address ?? null,
    actorKinds,
    types,
    terminalId: terminalId ?? null,
    subject: subject == null ? null : (commandIdOfChallenge(subject) ?? subject),
    since: since ?? null,
    until: until ?? null,
  }
}

/** What is named by no id of ours has no events. */
export function isNothing({ terminalId, subject, actorId, behalfOf }: EventFilter): boolean {
  const isNoPerson = (id: string | null) => id !== null && idKind(id) !== 'person'
  return (
    (terminalId !== null && idKind(terminalId) !== 'terminal') ||
    (subject !== null && idKind(subject) === null) ||
    isNoPerson(actorId) ||
    isNoPerson(behalfOf)
  )
}

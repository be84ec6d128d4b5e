import { idKind, idMaker, type Instant } from '@budeng/kernel'
import { removedThrough } from '../audit/months.ts'
import type { FeedEvent } from '../feed.ts'
import { columnList, type EventRow, eventTable } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import { FEED_STRETCH_MAX, UNPLACED_PAGE, WRITTEN_AFTER_MS, WRITTEN_BEFORE_MS } from '../limits.ts'
import { type Level, Params, standsAt } from './level.ts'

/** An event with its place in the feed, if it has one yet. */
export type EventView = EventRow & { readonly position: number | null }

/** What a list of events may be narrowed by. Null: not narrowed. */
export interface EventFilter {
  readonly types: readonly string[] | null
  readonly terminalId: string | null
  readonly subject: string | null
  /** A person, or a service account. */
  readonly actorId: string | null
  readonly behalfOf: string | null
  readonly address: string | null
  readonly actorKinds: readonly EventRow['actorKind'][] | null
  readonly since: Instant | null
  readonly until: Instant | null
}

export interface EventListQuery {
  readonly level: Level
  readonly filter: EventFilter
  /** Go on before this one, in the order of writing. */
  readonly beforeOrdinal: number | null
  readonly limit: number
}

const SHOWN = `${columnList(eventTable, 'event')}, (select position from event_order where event_order.event_id = event.id) as position`

/** One page of events under an organisation, newest first. */
export async function listEvents(
  db: Scoped,
  { level, filter, beforeOrdinal, limit }: EventListQuery,
): Promise<EventView[]> {
  const params = new Params()
  const { lanes, match } = source(level, filter, params)
  const conditions = [...match, ...conditionsOf(filter, params)]
  if (beforeOrdinal !== null) conditions.push(`event.ordinal < ${params.add(beforeOrdinal)}`)
  const max = params.add(limit)
  const page = `select ${SHOWN} from event where ${conditions.join(' and ')} order by event.ordinal desc limit ${max}`
  const sql =
    lanes === null
      ? page
      : `select page.* from ${lanes} cross join lateral (${page}) as page order by page.ordinal desc limit ${max}`
  return await db.query<EventView>(sql, params.values)
}

/** Place of the newest event under an organisation that has one; what happens elsewhere does not move it. */
export async function newestPositionAt(db: Scoped, level: Level): Promise<bigint> {
  const page = { level, filter: NO_EVENT_FILTER, limit: UNPLACED_PAGE }
  for (let beforeOrdinal: number | null = null; ; ) {
    const events: EventView[] = await listEvents(db, { ...page, beforeOrdinal })
    const placed = events.find(({ position }) => position !== null)
    const last = events.at(-1)
    if (placed !== undefined || last === undefined) return BigInt(placed?.position ?? 0)
    beforeOrdinal = last.ordinal
  }
}

export interface FeedQuery {
  readonly level: Level
  readonly after: bigint
  /** Null: of all. */
  readonly types: readonly string[] | null
  readonly limit: number
}

/**
 * Events that were placed after a position, oldest first, and how far that was looked: no further than FEED_STRETCH_MAX
 * positions, and never beyond the newest event under the organisation, so that whoever goes on from there skips nothing
 * and learns nothing of what happens elsewhere. `TOO_OLD` when events after the position are past their time.
 */
export async function feedAfter(
  db: Scoped,
  { level, after, types, limit }: FeedQuery,
): Promise<{ readonly events: readonly EventView[]; readonly position: bigint } | 'TOO_OLD'> {
  if (after < (await removedThrough(db))) return 'TOO_OLD'
  const newest = await newestPositionAt(db, level)
  const end = after + BigInt(FEED_STRETCH_MAX)
  const through = newest < end ? newest : end
  if (through <= after) return { events: [], position: after }
  const events = await db.query<EventView>(FEED_AFTER, [after, through, types, limit])
  const last = events.length < limit ? null : (events.at(-1)?.position ?? null)
  return { events, position: last === null ? through : BigInt(last) }
}

const FEED_AFTER = `
  select found.*, placed.position from (
    select position, event_id from event_order where position > $1 and position <= $2 order by position
  ) as placed cross join lateral (
    select ${columnList(eventTable, 'event')} from event
    where event.id = placed.event_id and ($3::text[] is null or event.type = any($3)) offset 0
  ) as found order by placed.position limit $4`

export const NO_EVENT_FILTER: EventFilter = {
  types: null,
  terminalId: null,
  subject: null,
  actorId: null,
  behalfOf: null,
  address: null,
  actorKinds: null,
  since: null,
  until: null,
}

/** The index that is walked: of one subject, one terminal, or the level of the organisation. */
function source(level: Level, filter: EventFilter, params: Params): { lanes: string | null; match: string[] } {
  // a parameter that no condition names has no type, so each is added where it stands
  const within = () => `event.path <@ ${params.add(level.path)}::ltree`
  if (filter.subject !== null)
    return { lanes: null, match: [ofSubject(filter.subject, params.add(filter.subject)), within()] }
  if (filter.terminalId !== null)
    return { lanes: null, match: [`event.terminal_id = ${params.add(filter.terminalId)}`, within()] }
  if (filter.actorId !== null)
    return {
      lanes: null,
      match: [`event.actor_id = ${params.add(filter.actorId)}`, `event.actor_kind in ('PERSON', 'SERVICE')`, within()],
    }
  if (filter.behalfOf !== null)
    return { lanes: null, match: [`event.behalf_of = ${params.add(filter.behalfOf)}`, within()] }
  if (filter.address !== null)
    return { lanes: null, match: [`event.address = ${params.add(filter.address)}`, within()] }
  switch (level.kind) {
    case 'ACQUIRER':
      return { lanes: null, match: [`event.acquirer_id = ${params.add(level.id)}`] }
    case 'AGENT':
      return {
        lanes: `(select id from node where kind = 'AGENT' and ${standsAt(params.add(level.path))}) as agent`,
        match: ['event.agent_id = agent.id'],
      }
    case 'MERCHANT':
    case 'STORE':
      return {
        lanes: `(select id from terminal where ${level.kind === 'STORE' ? 'store_id' : 'merchant_id'} = ${params.add(level.id)}) as stands`,
        match: ['event.terminal_id = stands.id', within()],
      }
  }
}

/** Two indexes share the subjects: a terminal's own events stand under its terminal, all others under their subject. */
function ofSubject(subject: string, param: string): string {
  return idKind(subject) === 'terminal'
    ? `event.terminal_id = ${param} and event.subject = ${param}`
    : `event.subject = ${param} and event.subject is distinct from event.terminal_id`
}

function conditionsOf(filter: EventFilter, params: Params): string[] {
  const conditions: string[] = []
  if (filter.types !== null) conditions.push(`event.type = any(${params.add(filter.types)})`)
  if (filter.subject !== null && filter.terminalId !== null)
    conditions.push(`event.terminal_id = ${params.add(filter.terminalId)}`)
  if (filter.actorId !== null) conditions.push(`event.actor_id = ${params.add(filter.actorId)}`)
  if (filter.behalfOf !== null) conditions.push(`event.behalf_of = ${params.add(filter.behalfOf)}`)
  if (filter.address !== null) conditions.push(`event.address = ${params.add(filter.address)}`)
  if (filter.actorKinds !== null) conditions.push(`event.actor_kind = any(${params.add(filter.actorKinds)})`)
  if (filter.since !== null) conditions.push(...since(filter.since, params))
  if (filter.until !== null) conditions.push(...until(filter.until, params))
  return conditions
}

/** The time, and the months in which it can stand: they are parted by id, which is as old as the writing. */
function since(at: Instant, params: Params): string[] {
  return [`event.at >= ${params.add(new Date(at))}`, `event.id >= ${params.add(idFrom(at - WRITTEN_BEFORE_MS))}`]
}

function until(at: Instant, params: Params): string[] {
  return [`event.at < ${params.add(new Date(at))}`, `event.id < ${params.add(idFrom(at + WRITTEN_AFTER_MS))}`]
}

/** About the smallest id of an event of that moment. */
function idFrom(at: Instant): string {
  return idMaker(
    () => Math.max(0, at),
    (length) => new Uint8Array(length),
  )('event')
}

/** Events of these subjects, none of them a terminal, oldest first, the first `limit` of each. */
export async function eventsOfSubjects(db: Scoped, subjects: readonly string[], limit: number): Promise<EventView[]> {
  return await db.query<EventView>(
    `select timeline.* from unnest($1::text[]) as wanted (subject) cross join lateral (
       select ${SHOWN} from event where event.subject = wanted.subject and event.subject is distinct from event.terminal_id order by event.ordinal limit $2
     ) as timeline order by timeline.ordinal`,
    [subjects, limit],
  )
}

export async function eventsByIds(db: Scoped, ids: readonly string[]): Promise<EventView[]> {
  return await db.query<EventView>(`select ${SHOWN} from event where event.id = any($1)`, [ids])
}

/**
 * Events of one object or of one terminal that were placed after a position, oldest first; null when there are more
 * than `max`, or some of them are past their time.
 */
export async function placedEventsAfter(
  db: Scoped,
  of: { readonly subject: string } | { readonly terminalId: string },
  after: bigint,
  max: number,
): Promise<FeedEvent[] | null> {
  if (after < (await removedThrough(db))) return null
  const [match, id] =
    'subject' in of ? [ofSubject(of.subject, '$1'), of.subject] : ['event.terminal_id = $1', of.terminalId]
  const rows = await db.query<EventRow & { position: number }>(
    `select ${columnList(eventTable, 'event')}, placed.position from event join event_order placed on placed.event_id = event.id
     where ${match} and placed.position > $2 order by event.ordinal desc limit $3`,
    [id, after, max + 1],
  )
  if (rows.length > max) return null
  return rows
    .map((row) => ({ ...row, position: BigInt(row.position), data: row.data as FeedEvent['data'] }))
    .sort((a, b) => (a.position < b.position ? -1 : 1))
}

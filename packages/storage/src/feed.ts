import type { Instant } from '@budeng/kernel'
import { removedThrough } from './audit/months.ts'
import { FEED_PAGE_MAX } from './limits.ts'
import type { EventRow } from './rows/index.ts'
import type { Actor, Scoped } from './unit.ts'

/** An event with its place in the one order that everybody reads by. Positions have no gaps and never change. */
export interface FeedEvent {
  readonly position: bigint
  readonly id: string
  readonly at: Instant
  readonly type: string
  readonly subject: string
  readonly terminalId: string | null
  readonly acquirerId: string | null
  readonly agentId: string | null
  readonly merchantId: string | null
  readonly storeId: string | null
  readonly path: string
  readonly actorId: string | null
  readonly actorKind: Actor['kind']
  readonly data: Readonly<Record<string, unknown>>
}

/** What was placed after a position, oldest first. An event appears only with its position, so nobody skips one. */
export async function readFeed(db: Scoped, afterPosition: bigint, limit: number): Promise<FeedEvent[]> {
  const rows = await db.prepared<Omit<EventRow, 'ordinal' | 'requestId'> & { position: number }>(
    'read-feed',
    READ_FEED,
    [afterPosition, Math.min(limit, FEED_PAGE_MAX)],
  )
  return rows.map((row) => ({ ...row, position: BigInt(row.position), data: row.data as FeedEvent['data'] }))
}

/**
 * What was placed after a position that a reader kept: a subscription, a gateway, a webhook. `TOO_OLD` when events after
 * it are past their time; the reader loads the present anew and goes on from the newest position.
 */
export async function resumeFeed(db: Scoped, afterPosition: bigint, limit: number): Promise<FeedEvent[] | 'TOO_OLD'> {
  return afterPosition < (await removedThrough(db)) ? 'TOO_OLD' : await readFeed(db, afterPosition, limit)
}

/**
 * Walks the positions and looks up each event. Left to itself the planner takes the path in an event's policy for rare,
 * and reads all events there ever were to find the few that are new.
 */
const READ_FEED = `
  select placed.position, found.* from (
    select position, event_id from event_order where position > $1 order by position limit $2
  ) as placed cross join lateral (
    select event.id, event.at, event.type, event.subject, event.terminal_id as "terminalId", event.acquirer_id as "acquirerId",
      event.agent_id as "agentId", event.merchant_id as "merchantId", event.store_id as "storeId", event.path,
      event.actor_id as "actorId", event.actor_kind as "actorKind", event.data
    from event where event.id = placed.event_id offset 0
  ) as found order by placed.position`

/** The newest position, 0 before the first: where a reader starts who wants only what comes. */
export async function newestPosition(db: Scoped): Promise<bigint> {
  const [row] = await db.query<{ position: number }>('select position from event_order order by position desc limit 1')
  return BigInt(row?.position ?? 0)
}

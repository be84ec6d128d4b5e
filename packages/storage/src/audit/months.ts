import { EVENT_MONTHS_AHEAD, EVENT_MONTHS_KEPT } from '../limits.ts'
import { monthMaker } from '../months.ts'
import type { Scoped, Unit } from '../unit.ts'

export const makeEventMonths = monthMaker('event', EVENT_MONTHS_AHEAD)

/**
 * Removes a month of events that is past its life, with an event that says so to each acquirer; answers how many went.
 * What is not sealed or too young the database refuses.
 */
export async function removeEventMonth(unit: Unit, oldest: string): Promise<number> {
  const at = new Date(unit.clock.now())
  const [removed] = await unit.query<{ throughPosition: number; events: number }>(
    `select through_position as "throughPosition", events from event_month_remove($1::date, $2)`,
    [`${oldest}-01`, at],
  )
  if (removed === undefined) return 0
  const acquirers = await unit.query<{ id: string; path: string }>(`select id, path from node where kind = 'ACQUIRER'`)
  unit.append(
    acquirers.map(({ id, path }) => ({
      type: 'EventsRemoved',
      subject: id,
      path,
      at: unit.clock.now(),
      data: { month: oldest, ...removed },
    })),
  )
  return removed.events
}

/** The oldest month that is past its life, as `2025-01`. Of the server's own clock: a faster one removes nothing. */
export async function oldestEventMonth(db: Scoped): Promise<string | null> {
  const [row] = await db.query<{ month: string | null }>(
    `select min(replace(substr(c.relname, 7), '_', '-')) as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'event'::regclass and c.relname ~ '^event_\\d{4}_\\d\\d$'
       and c.relname <= event_month_name((clock_timestamp() - $1 * interval '1 month' - interval '1 month')::date)`,
    [EVENT_MONTHS_KEPT],
  )
  return row?.month ?? null
}

/** The position after which every event is still there. */
export async function removedThrough(db: Scoped): Promise<bigint> {
  const [row] = await db.query<{ position: number }>(
    'select coalesce(max(through_position), 0) as position from event_removal',
  )
  return BigInt(row?.position ?? 0)
}

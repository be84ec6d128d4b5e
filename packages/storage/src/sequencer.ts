import { SEQUENCE_BATCH_MAX } from './limits.ts'
import type { Unit } from './unit.ts'

/** What one tick did. */
export interface Placed {
  readonly count: number
  /** The newest position, when something was placed. */
  readonly position: bigint | null
}

/** True when events wait for a position. One look at the end of a small index. */
export const PENDING_QUERY = 'select exists (select from event_pending) as waiting'

/**
 * Gives the next positions to the events that have none, in the order of writing. Only the leader calls it. The order of
 * writing agrees with the order of commits wherever two transactions met: what one has seen of another was written before.
 */
export async function assignPositions(unit: Unit, limit = SEQUENCE_BATCH_MAX): Promise<Placed> {
  const [row] = await unit.query<{ count: number; position: number | null }>(
    `with taken as (
       delete from event_pending where ordinal in (select ordinal from event_pending order by ordinal limit $1)
       returning ordinal, event_id
     ), placed as (
       insert into event_order (position, event_id)
       select (select coalesce(max(position), 0) from event_order) + row_number() over (order by ordinal), event_id from taken
       returning position
     )
     select count(*) as count, max(position) as position from placed`,
    [limit],
  )
  return { count: row?.count ?? 0, position: row?.position === null || row === undefined ? null : BigInt(row.position) }
}

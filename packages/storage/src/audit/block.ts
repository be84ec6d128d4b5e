import type { Instant } from '@budeng/kernel'
import type { Scoped } from '../unit.ts'
import { ENTRY } from './leaf.ts'

/** A tree as a signed note tells it. */
export interface SignedTree {
  readonly size: number
  readonly root: Uint8Array
  readonly at: Instant
}

/** Everything that the database holds of some positions in a row. */
export interface Block {
  readonly after: number
  readonly through: number
  /** By position; `entry` null: the event is not there. */
  readonly events: ReadonlyMap<number, { readonly eventId: string; readonly entry: string | null }>
  readonly leaves: ReadonlyMap<number, Buffer>
  /** By `level/place`: the subtrees that end here. */
  readonly subtrees: ReadonlyMap<string, Buffer>
  readonly checkpoints: readonly { readonly size: number; readonly note: string }[]
  /** Ids of events that retention removed lie between. */
  readonly removals: readonly { readonly from: string; readonly to: string }[]
}

/** 2^56 events are enough. */
const LEVELS_MAX = 7

export async function readBlock(
  db: Scoped,
  { after, through }: { readonly after: number; readonly through: number },
): Promise<Block> {
  const range = [after, through]
  const events = await db.query<{ position: number; eventId: string; entry: string | null }>(
    `select placed.position, placed.event_id as "eventId", case when event.id is not null then ${ENTRY} end as entry
     from event_order placed left join event on event.id = placed.event_id where placed.position > $1 and placed.position <= $2`,
    range,
  )
  const leaves = await db.query<{ position: number; hash: Buffer }>(
    'select position, hash from event_leaf where position > $1 and position <= $2',
    range,
  )
  const subtrees = await db.query<{ name: string; hash: Buffer }>(
    `select kept.level || '/' || kept.place as name, kept.hash
     from generate_series(1, ${LEVELS_MAX}) as wanted (level)
     cross join lateral (select (256::numeric ^ wanted.level)::bigint as leaves) as width
     join event_subtree kept on kept.level = wanted.level
       and kept.place >= $1::bigint / width.leaves and kept.place < $2::bigint / width.leaves`,
    range,
  )
  const checkpoints = await db.query<{ size: number; note: string }>(
    'select size, note from event_checkpoint where size > $1 and size <= $2 order by size',
    range,
  )
  const removals = await db.query<{ from: string; to: string }>(
    `select event_id_from(start) as from, event_id_from(start + interval '1 month') as to
     from event_removal, lateral (select (month || '-01')::timestamp at time zone 'UTC' as start) of`,
  )
  return {
    after,
    through,
    events: new Map(events.map(({ position, ...event }) => [position, event])),
    leaves: new Map(leaves.map(({ position, hash }) => [position, hash])),
    subtrees: new Map(subtrees.map(({ name, hash }) => [name, hash])),
    checkpoints,
    removals,
  }
}

import { PLATFORM_SCOPE } from '../scope.ts'
import type { Storage } from '../storage.ts'
import { sealedSize } from './tree.ts'

/** Events looked at by one statement. */
const STEP = 20_000

/** What stands beside the sealed log. */
export interface Unplaced {
  /** Placed events that are not sealed yet. */
  readonly tail: number
  /** A position of the tail at which there is nothing. */
  readonly gap: number | null
  /** An event that has no position and that nobody will give one: it was written past the platform. */
  readonly eventId: string | null
}

/** Looks at the tail, and for events that stand in no order, a step at a time. */
export async function unplacedEvents(storage: Storage): Promise<Unplaced> {
  const tail = await storage.read(PLATFORM_SCOPE, async (db) => {
    const sealed = await sealedSize(db)
    const [row] = await db.query<{ count: number; newest: number; gap: number | null }>(
      `select count(*) as count, coalesce(max(position), $1) as newest, min(position) filter (where position <> expected) as gap from (
         select position, $1 + row_number() over (order by position) as expected from event_order where position > $1 limit $2) as tail`,
      [sealed, STEP],
    )
    return { tail: row?.count ?? 0, gap: row?.gap ?? null }
  })
  for (let after = ''; ; ) {
    const step = await storage.read(PLATFORM_SCOPE, (db) =>
      db.query<{ last: string | null; stray: string | null; count: number }>(
        `select max(step.id collate "C") as last, count(*) as count,
           min(step.id collate "C") filter (where placed.event_id is null and pending.event_id is null) as stray
         from (select id, ordinal from event where id > $1 order by id limit $2) as step
         left join event_order placed on placed.event_id = step.id
         left join event_pending pending on pending.ordinal = step.ordinal`,
        [after, STEP],
      ),
    )
    const [{ last, stray, count } = { last: null, stray: null, count: 0 }] = step
    if (stray !== null || last === null || count < STEP) return { ...tail, eventId: stray }
    after = last
  }
}

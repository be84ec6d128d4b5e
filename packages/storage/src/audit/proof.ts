import { VERIFY_BLOCK } from '../limits.ts'
import { PLATFORM_SCOPE } from '../scope.ts'
import type { Storage } from '../storage.ts'
import type { Scoped } from '../unit.ts'
import { ENTRY } from './leaf.ts'
import { inclusionPath, sealedSize } from './tree.ts'

/** That an event is in the log: whoever has the public key can check it without us. */
export interface InclusionProof {
  readonly eventId: string
  readonly position: number
  /** What is hashed of the event. */
  readonly entry: string
  /** The size of the tree that the note signs. */
  readonly size: number
  readonly path: readonly Buffer[]
  /** The newest signed checkpoint. */
  readonly note: string
}

/** The proof for an event that the asker sees; null when there is none, or it is not sealed yet. */
export async function proveInclusion(db: Scoped, eventId: string): Promise<InclusionProof | null> {
  const [event] = await db.query<{ position: number; entry: string }>(
    `select placed.position, ${ENTRY} as entry from event join event_order placed on placed.event_id = event.id where event.id = $1`,
    [eventId],
  )
  const [newest] = await db.query<{ size: number; note: string }>(
    'select size, note from event_checkpoint order by size desc limit 1',
  )
  if (event === undefined || newest === undefined || event.position > newest.size) return null
  const path = await inclusionPath(db, event.position - 1, newest.size)
  return { eventId, ...event, ...newest, path }
}

/** The sealed record as it was hashed, from a position on, a page at a time. Events that retention removed are left out. */
export async function* sealedEntries(
  storage: Storage,
  from: number,
): AsyncGenerator<readonly { readonly entry: string; readonly leaf: Buffer }[]> {
  for (let after = from - 1; ; after += VERIFY_BLOCK) {
    const through = after + VERIFY_BLOCK
    const page = await storage.read(PLATFORM_SCOPE, async (db) => ({
      sealed: await sealedSize(db),
      rows: await db.query<{ entry: string; leaf: Buffer }>(
        `select ${ENTRY} as entry, leaf.hash as leaf from event_leaf leaf
         join event_order placed on placed.position = leaf.position join event on event.id = placed.event_id
         where leaf.position > $1 and leaf.position <= $2 order by leaf.position`,
        [after, through],
      ),
    }))
    if (page.rows.length > 0) yield page.rows
    if (through >= page.sealed) return
  }
}

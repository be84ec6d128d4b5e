import { Fault, type Instant } from '@budeng/kernel'
import { newestPosition } from '../feed.ts'
import type { Scoped, Unit } from '../unit.ts'
import { ENTRY, leafOf } from './leaf.ts'
import { appendLeaf, keepLeaves, loadFrontier, sealedSize, type Subtree } from './tree.ts'

/** A log of so many entries with this root: what is signed. */
export interface SealedTree {
  readonly size: number
  readonly root: Uint8Array
  readonly at: Instant
}

/** Makes the signed note of a tree, and reads one back: the worker has the key, not this room. */
export interface Notary {
  sign(tree: SealedTree & { readonly origin: string }): string
  /** @throws when it is no note of ours */
  read(note: string): SealedTree & { readonly origin: string }
}

export interface SealingState {
  readonly newestPosition: number
  readonly sealedSize: number
}

/** How far events are placed, and how far they are sealed. */
export async function sealingState(db: Scoped): Promise<SealingState> {
  return { newestPosition: Number(await newestPosition(db)), sealedSize: await sealedSize(db) }
}

/** The newest signed note, or null before the first. */
export async function lastNote(db: Scoped): Promise<string | null> {
  const [row] = await db.query<{ note: string }>('select note from event_checkpoint order by size desc limit 1')
  return row?.note ?? null
}

/**
 * Hashes the next events in the order of their positions, keeps their leaves, and signs the tree that they make, in one
 * transaction; answers its size, or null when nothing was there to seal. The log that it continues must be the one that
 * was signed last: a log that was meddled with is not signed on. Under the lock of the job.
 * @throws Fault when the kept tree is not the signed one
 */
export async function sealNext(unit: Unit, limit: number, notary: Notary): Promise<number | null> {
  const size = await sealedSize(unit)
  const note = await lastNote(unit)
  const signed = note === null ? null : notary.read(note)
  const frontier = await loadFrontier(unit, size)
  if ((signed?.size ?? 0) !== size || (signed !== null && !Buffer.from(frontier.root()).equals(signed.root)))
    throw new Fault(`the log of ${size} events is not the one that was signed at ${signed?.size ?? 0}`)
  const rows = await unit.query<{ position: number; entry: string }>(
    `select placed.position, ${ENTRY} as entry from event_order placed join event on event.id = placed.event_id
     where placed.position > $1 order by placed.position limit $2`,
    [size, limit],
  )
  if (rows.length === 0) return null
  const leaves: Buffer[] = []
  const subtrees: Subtree[] = []
  for (const { position, entry } of rows) {
    if (position !== frontier.size + 1) throw new Fault(`there is no event at position ${frontier.size + 1}`)
    const leaf = leafOf(entry)
    leaves.push(leaf)
    subtrees.push(...appendLeaf(frontier, leaf))
  }
  await keepLeaves(unit, size, leaves, subtrees)
  const at = unit.clock.now()
  const origin = signed?.origin ?? `budeng/${unit.newId('log')}`
  await unit.execute('insert into event_checkpoint (size, at, note) values ($1, $2, $3)', [
    frontier.size,
    new Date(at),
    notary.sign({ origin, size: frontier.size, root: frontier.root(), at }),
  ])
  return frontier.size
}

import { Fault, Frontier, inclusionRanges, type LeafRange } from '@budeng/kernel'
import { eventLeafTable, eventSubtreeTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { sha256 } from '../sha256.ts'

/** Roots of full subtrees are kept of 256, 65,536, … leaves: a proof reads a few short ranges, however long the log is. */
const LEVEL_BITS = 8
const FANOUT = 2 ** LEVEL_BITS

/** A full subtree that came to be: `place` counts those of its level from 0. */
export interface Subtree {
  readonly level: number
  readonly place: number
  readonly hash: Buffer
}

/** Leaves that are kept: the size of the log. */
export async function sealedSize(db: Scoped): Promise<number> {
  const [row] = await db.query<{ size: number }>('select coalesce(max(position), 0) as size from event_leaf')
  return row?.size ?? 0
}

/** The tree of the first `size` leaves, from what is kept. @throws Fault when something is missing */
export async function loadFrontier(db: Scoped, size: number): Promise<Frontier> {
  const frontier = new Frontier(sha256)
  await appendRange(db, frontier, { from: 0, to: size })
  return frontier
}

/** The root over leaves `from` up to, not including, `to`, as a part of the tree. */
export async function rangeRoot(db: Scoped, range: LeafRange): Promise<Buffer> {
  const frontier = new Frontier(sha256)
  await appendRange(db, frontier, range)
  return Buffer.from(frontier.root())
}

/** The roots that lead from a leaf to the tree's root. */
export async function inclusionPath(db: Scoped, index: number, size: number): Promise<Buffer[]> {
  const path: Buffer[] = []
  for (const range of inclusionRanges(index, size)) path.push(await rangeRoot(db, range))
  return path
}

async function appendRange(db: Scoped, frontier: Frontier, { from, to }: LeafRange): Promise<void> {
  let at = from
  for (let level = levelsBelow(to - from); level >= 0; level--) {
    const width = FANOUT ** level
    const count = Math.floor((to - at) / width)
    if (count === 0) continue
    const hashes = await kept(db, level, at / width, count)
    if (hashes.length !== count) throw new Fault(`of the log’s tree ${count - hashes.length} hashes are missing`)
    for (const hash of hashes) frontier.appendSubtree(level * LEVEL_BITS, hash)
    at += count * width
  }
}

function levelsBelow(count: number): number {
  let level = 0
  while (FANOUT ** (level + 1) <= count) level++
  return level
}

async function kept(db: Scoped, level: number, place: number, count: number): Promise<Buffer[]> {
  const rows =
    level === 0
      ? await db.query<{ hash: Buffer }>(
          'select hash from event_leaf where position > $1 and position <= $2 order by position',
          [place, place + count],
        )
      : await db.query<{ hash: Buffer }>(
          'select hash from event_subtree where level = $1 and place >= $2 and place < $3 order by place',
          [level, place, place + count],
        )
  return rows.map(({ hash }) => hash)
}

/** Appends a leaf; answers the kept subtrees that it completes. */
export function appendLeaf(frontier: Frontier, leaf: Uint8Array): Subtree[] {
  const formed: Subtree[] = []
  const size = frontier.size + 1
  frontier.append(leaf, (height, root) => {
    if (height % LEVEL_BITS === 0)
      formed.push({ level: height / LEVEL_BITS, place: size / 2 ** height - 1, hash: Buffer.from(root) })
  })
  return formed
}

/** Keeps new leaves and the subtrees that they complete. */
export async function keepLeaves(
  unit: Unit,
  after: number,
  leaves: readonly Buffer[],
  subtrees: readonly Subtree[],
): Promise<void> {
  await unnestInsert(
    unit,
    eventLeafTable,
    leaves.map((hash, index) => ({ position: after + index + 1, hash })),
  )
  await unnestInsert(unit, eventSubtreeTable, subtrees)
}

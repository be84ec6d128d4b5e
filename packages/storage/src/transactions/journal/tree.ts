import { Frontier, HASH_BYTES, leafHash } from '@budeng/kernel'
import { sha256 } from '../../sha256.ts'

/** The root of a journal without records. */
export const EMPTY_ROOT = Buffer.from(sha256(new Uint8Array(0)))

/** A tree as a row keeps it: its size, and the roots of its full subtrees in one row of bytes. */
export interface StoredTree {
  readonly size: number
  readonly frontier: Buffer
}

/** The tree with these leaves behind. [P-17.6] */
export function grow(
  { size, frontier }: StoredTree,
  leaves: Iterable<Uint8Array>,
): StoredTree & { readonly root: Buffer } {
  const peaks = Array.from({ length: frontier.length / HASH_BYTES }, (_, place) =>
    frontier.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES),
  )
  const tree = Frontier.of(sha256, size, peaks)
  for (const leaf of leaves) tree.append(leafHash(sha256, leaf))
  return { size: tree.size, frontier: Buffer.concat(tree.peaks), root: Buffer.from(tree.root()) }
}

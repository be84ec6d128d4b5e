import { Fault, Frontier, type HashBytes, HASH_BYTES, inclusionRanges, leafHash, rootByInclusion } from '@budeng/kernel'
import { hexText, joinBytes } from './bytes.ts'

/**
 * The tree of one terminal and epoch: its entries are the 32-byte leaves, entry n - 1 is record `seq` n. Leaves never
 * change and the tree only grows, so that the root at every earlier number stays what it was.
 */
export class JournalTree {
  readonly #hash: HashBytes
  readonly #frontier: Frontier

  constructor(hash: HashBytes, frontier = new Frontier(hash)) {
    this.#hash = hash
    this.#frontier = frontier
  }

  /** The number of the last record in it; 0 for none. */
  get throughSeq(): number {
    return this.#frontier.size
  }

  /** Takes the leaf of the next record: of no other. */
  append(seq: number, leaf: Uint8Array): void {
    if (seq !== this.throughSeq + 1) throw new Fault(`record ${seq} does not follow ${this.throughSeq}`)
    if (leaf.length !== HASH_BYTES) throw new Fault(`a leaf has ${HASH_BYTES} bytes, not ${leaf.length}`)
    this.#frontier.append(leafHash(this.#hash, leaf))
  }

  /** Over all that is in it. */
  root(): Uint8Array {
    return this.#frontier.root()
  }

  /** All that must be kept beside `throughSeq` to go on: 32 bytes for each set bit of it. */
  toBytes(): Uint8Array {
    return joinBytes(this.#frontier.peaks)
  }

  /** The tree through that number whose `toBytes` these are. */
  static fromBytes(hash: HashBytes, throughSeq: number, bytes: Uint8Array): JournalTree {
    const peaks = Array.from({ length: Math.ceil(bytes.length / HASH_BYTES) }, (_, place) =>
      bytes.slice(place * HASH_BYTES, (place + 1) * HASH_BYTES),
    )
    return new JournalTree(hash, Frontier.of(hash, throughSeq, peaks))
  }
}

/** The tree over the leaves of records 1, 2, 3 … */
export function treeOf(hash: HashBytes, leaves: Iterable<Uint8Array>): JournalTree {
  const tree = new JournalTree(hash)
  for (const leaf of leaves) tree.append(tree.throughSeq + 1, leaf)
  return tree
}

/** The roots of the parts that lead from record `seq` to the root through the last of these leaves. */
export function inclusionProof(hash: HashBytes, leaves: readonly Uint8Array[], seq: number): Uint8Array[] {
  return inclusionRanges(seq - 1, leaves.length).map(({ from, to }) => treeOf(hash, leaves.slice(from, to)).root())
}

/** True when the proof shows that record `seq` has this leaf in the tree through `throughSeq` with this root. */
export function isIncluded(
  hash: HashBytes,
  claim: { readonly leaf: Uint8Array; readonly seq: number; readonly throughSeq: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  const place = { leaf: leafHash(hash, claim.leaf), index: claim.seq - 1, size: claim.throughSeq }
  const root = rootByInclusion(hash, place, proof)
  return root !== null && hexText(root) === hexText(claim.root)
}

/** What was proven of one journal, stored for good. */
export interface ConsistencyProof {
  readonly epoch: number
  readonly throughSeq: number
  /** Hex. */
  readonly rootTerminal: string
  readonly rootHost: string
  readonly isEqual: boolean
  readonly provenAt: number
  /** Hex: the terminal's tag over its root, and ours over the acknowledgement. */
  readonly tags: { readonly terminal: string; readonly host: string }
}

/** The proof of two roots at one number. */
export function consistencyProof(
  at: { readonly epoch: number; readonly throughSeq: number; readonly provenAt: number },
  roots: { readonly terminal: Uint8Array; readonly host: Uint8Array },
  tags: ConsistencyProof['tags'],
): ConsistencyProof {
  const rootTerminal = hexText(roots.terminal)
  const rootHost = hexText(roots.host)
  return { ...at, rootTerminal, rootHost, isEqual: rootTerminal === rootHost, tags }
}

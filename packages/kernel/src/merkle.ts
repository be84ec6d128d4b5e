import { Fault } from './decision.ts'

/**
 * A Merkle log by RFC 9162 §2.1: append-only, one root for any size. The hash comes as an argument: shells pass
 * `node:crypto` in, the browser a hash of its own.
 */
export type HashBytes = (bytes: Uint8Array) => Uint8Array

export const HASH_BYTES = 32
const LEAF_PREFIX = 0
const NODE_PREFIX = 1

/** The hash of one entry; its prefix keeps an entry from passing for an inner node. */
export function leafHash(hash: HashBytes, entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + entry.length)
  bytes[0] = LEAF_PREFIX
  bytes.set(entry, 1)
  return hash(bytes)
}

/** The hash of a node over its two halves. */
export function nodeHash(hash: HashBytes, left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + 2 * HASH_BYTES)
  bytes[0] = NODE_PREFIX
  bytes.set(left, 1)
  bytes.set(right, 1 + HASH_BYTES)
  return hash(bytes)
}

interface Peak {
  /** The subtree has 2^height leaves. */
  readonly height: number
  readonly root: Uint8Array
}

/**
 * The right edge of a growing tree: the roots of its full subtrees, largest first. All that is needed to append and to
 * tell the root of each size on the way.
 */
export class Frontier {
  readonly #hash: HashBytes
  readonly #peaks: Peak[] = []
  #size = 0

  constructor(hash: HashBytes) {
    this.#hash = hash
  }

  /** The frontier of a tree of that size, from what `peaks` gave of it. */
  static of(hash: HashBytes, size: number, peaks: readonly Uint8Array[]): Frontier {
    const frontier = new Frontier(hash)
    const heights = heightsOf(size)
    if (heights.length !== peaks.length) throw new Fault(`a tree of ${size} has not ${peaks.length} peaks`)
    for (const [place, height] of heights.entries()) frontier.appendSubtree(height, peaks[place] ?? new Uint8Array(0))
    return frontier
  }

  /** Roots of the full subtrees, the largest first. */
  get peaks(): readonly Uint8Array[] {
    return this.#peaks.map(({ root }) => root)
  }

  /** How many leaves the tree has. */
  get size(): number {
    return this.#size
  }

  /** `formed` hears of the full subtrees that end with this leaf, the smallest first. */
  append(leaf: Uint8Array, formed?: (height: number, root: Uint8Array) => void): void {
    this.appendSubtree(0, leaf, formed)
  }

  /** Appends a full subtree of 2^height leaves; the tree's size so far must be a multiple of that. */
  appendSubtree(height: number, root: Uint8Array, formed?: (height: number, root: Uint8Array) => void): void {
    if (this.#size % 2 ** height !== 0) throw new Fault(`a subtree of height ${height} does not fit at ${this.#size}`)
    this.#size += 2 ** height
    let grown: Peak = { height, root }
    for (let last = this.#peaks.at(-1); last?.height === grown.height; last = this.#peaks.at(-1)) {
      this.#peaks.pop()
      grown = { height: grown.height + 1, root: nodeHash(this.#hash, last.root, grown.root) }
      formed?.(grown.height, grown.root)
    }
    this.#peaks.push(grown)
  }

  /** The root of the tree as it stands; of an empty one the hash of nothing. */
  root(): Uint8Array {
    const last = this.#peaks.at(-1)
    if (last === undefined) return this.#hash(new Uint8Array(0))
    return this.#peaks.slice(0, -1).reduceRight((right, { root }) => nodeHash(this.#hash, root, right), last.root)
  }
}

/** The heights of the full subtrees of which a tree is made, the largest first: the ones in its size. */
function heightsOf(size: number): number[] {
  const bits = [...size.toString(2)]
  return bits.flatMap((bit, place) => (bit === '1' ? [bits.length - 1 - place] : []))
}

/** Leaves `from` (counted from 0) up to, not including, `to`: a part of the tree with a root of its own. */
export interface LeafRange {
  readonly from: number
  readonly to: number
}

/** The parts whose roots prove that a leaf is in a tree of that size, the nearest first: RFC 9162 §2.1.3.1. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  if (index < 0 || index >= size) throw new Fault(`leaf ${index} is not in a tree of ${size}`)
  const ranges: LeafRange[] = []
  for (let from = 0, to = size; to - from > 1; ) {
    const middle = from + largestPowerBelow(to - from)
    if (index < middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
    }
  }
  return ranges.reverse()
}

/** The parts whose roots prove that the tree of `size` begins with the tree of `oldSize`: RFC 9162 §2.1.4.1. */
export function consistencyRanges(oldSize: number, size: number): LeafRange[] {
  if (oldSize <= 0 || oldSize > size) throw new Fault(`a tree of ${size} does not begin with one of ${oldSize}`)
  const ranges: LeafRange[] = []
  let from = 0
  let to = size
  // true while the old tree is a whole subtree, whose root the asker knows
  let isWhole = true
  while (to !== oldSize) {
    const middle = from + largestPowerBelow(to - from)
    if (oldSize <= middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
      isWhole = false
    }
  }
  if (!isWhole) ranges.push({ from, to })
  return ranges.reverse()
}

/** 2^k with 2^k < count ≤ 2^(k+1). */
function largestPowerBelow(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/** The root that a leaf and its path lead to, or null when the path does not fit the place: RFC 9162 §2.1.3.2. */
export function rootByInclusion(
  hash: HashBytes,
  place: { readonly leaf: Uint8Array; readonly index: number; readonly size: number },
  path: readonly Uint8Array[],
): Uint8Array | null {
  if (place.index < 0 || place.index >= place.size) return null
  const sides = inclusionRanges(place.index, place.size)
  if (sides.length !== path.length) return null
  return path.reduce(
    (root, sibling, step) =>
      (sides[step]?.from ?? 0) > place.index ? nodeHash(hash, root, sibling) : nodeHash(hash, sibling, root),
    place.leaf,
  )
}

interface Tree {
  readonly size: number
  readonly root: Uint8Array
}

/** True when the path proves that the new tree begins with the whole old one: RFC 9162 §2.1.4.2. */
export function isConsistent(hash: HashBytes, old: Tree, grown: Tree, path: readonly Uint8Array[]): boolean {
  if (old.size === grown.size) return path.length === 0 && equalBytes(old.root, grown.root)
  if (old.size <= 0 || old.size > grown.size) return false
  const ranges = consistencyRanges(old.size, grown.size)
  if (ranges.length !== path.length) return false
  const parts = ranges.map((range, step) => ({ ...range, root: path[step] ?? old.root }))
  // the old tree is the first part itself, or made of the parts that lie in it
  const isWhole = !ranges.some(({ to }) => to === old.size)
  const before = parts.filter(({ to }) => to <= old.size)
  const first = isWhole ? { from: 0, to: old.size, root: old.root } : before.shift()
  if (first === undefined) return false
  const oldRoot = before.reduce((right, part) => nodeHash(hash, part.root, right), first.root)
  const grownRoot = (isWhole ? parts : parts.slice(1)).reduce(
    (root, part) => (part.from >= old.size ? nodeHash(hash, root, part.root) : nodeHash(hash, part.root, root)),
    first.root,
  )
  return equalBytes(oldRoot, old.root) && equalBytes(grownRoot, grown.root)
}

/** For public hashes only: takes no care of time. */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

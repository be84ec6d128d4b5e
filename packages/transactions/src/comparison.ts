import { Fault, type HashBytes } from '@budeng/kernel'
import { joinBytes } from './bytes.ts'
import { COMPARE_DIGEST_BYTES, COMPARE_RANGE_MAX } from './limits.ts'

/** Records `from` to `to`, both included, in buckets of `size`: what a question names. */
export interface CompareRange {
  readonly from: number
  readonly to: number
  readonly size: number
}

/** The leaf at a number, or null where this side has none. */
export type LeafAt = (seq: number) => Uint8Array | null

/**
 * The question for a range. Half the square root of it share a bucket, which is balanced for a few differences: 63
 * buckets of 16 for 999 records.
 */
export function compareRange(from: number, to: number): CompareRange {
  const count = to - from + 1
  if (!(from >= 1 && count >= 1 && count <= COMPARE_RANGE_MAX))
    throw new Fault(`${from} to ${to} is no range to compare`)
  return { from, to, size: Math.max(BUCKET_SIZE_MIN, Math.ceil(Math.sqrt(count) / 2)) }
}

const BUCKET_SIZE_MIN = 4

/** How many buckets a range has. */
export function bucketCount({ from, to, size }: CompareRange): number {
  return Math.ceil((to - from + 1) / size)
}

/** The numbers in one bucket, counted from 0; none in one that is not there. */
export function bucketNumbers({ from, to, size }: CompareRange, bucket: number): number[] {
  const first = from + bucket * size
  return Array.from({ length: Math.max(0, Math.min(to, first + size - 1) - first + 1) }, (_, place) => first + place)
}

/** Round one: six bytes a bucket, the head of the hash over its leaves; zeros for one that lacks a leaf. */
export function bucketDigests(hash: HashBytes, range: CompareRange, leafAt: LeafAt): Uint8Array {
  const digests = Array.from({ length: bucketCount(range) }, (_, bucket) => {
    const leaves = bucketNumbers(range, bucket).map(leafAt)
    const held = leaves.filter((leaf) => leaf !== null)
    return held.length < leaves.length ? NO_DIGEST : hash(joinBytes(held)).slice(0, COMPARE_DIGEST_BYTES)
  })
  return joinBytes(digests)
}

/** Round two: six bytes a record of the named buckets, the head of its leaf; zeros for one that is not held. */
export function leafDigests(range: CompareRange, buckets: readonly number[], leafAt: LeafAt): Uint8Array {
  const numbers = buckets.flatMap((bucket) => bucketNumbers(range, bucket))
  return joinBytes(numbers.map((seq) => leafAt(seq)?.slice(0, COMPARE_DIGEST_BYTES) ?? NO_DIGEST))
}

const NO_DIGEST = new Uint8Array(COMPARE_DIGEST_BYTES)

/** The buckets in which two sides differ; null when the answer does not fit the question. */
export function differingBuckets(range: CompareRange, own: Uint8Array, theirs: Uint8Array): number[] | null {
  return differingPlaces(bucketCount(range), own, theirs)
}

/** The records in which two sides differ; null when the answer does not fit the question. */
export function differingSeqs(
  range: CompareRange,
  buckets: readonly number[],
  own: Uint8Array,
  theirs: Uint8Array,
): number[] | null {
  const numbers = buckets.flatMap((bucket) => bucketNumbers(range, bucket))
  const places = differingPlaces(numbers.length, own, theirs)
  return places && places.map((place) => numbers[place] ?? 0)
}

function differingPlaces(count: number, own: Uint8Array, theirs: Uint8Array): number[] | null {
  const size = COMPARE_DIGEST_BYTES
  if (own.length !== count * size || theirs.length !== count * size) return null
  const places: number[] = []
  for (let place = 0; place < count; place++)
    for (let at = place * size; at < (place + 1) * size; at++)
      if (own[at] !== theirs[at]) {
        places.push(place)
        break
      }
  return places
}

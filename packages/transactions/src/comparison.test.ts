import { sha256 } from '@noble/hashes/sha2.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bucketCount,
  bucketDigests,
  bucketNumbers,
  compareRange,
  differingBuckets,
  differingSeqs,
  leafDigests,
  type CompareRange,
} from './index.ts'

const leaf = (seq: number) => sha256(Uint8Array.of(seq >> 8, seq & 255))

const base64 = ({ length }: Uint8Array) => Math.ceil((length * 4) / 3)

/** Both rounds of one comparison, the terminal's side with these differences, and what it took on the wire. */
function compare(range: CompareRange, differing: ReadonlyMap<number, Uint8Array | null>) {
  const atTerminal = (seq: number) => (differing.has(seq) ? (differing.get(seq) ?? null) : leaf(seq))
  const first = bucketDigests(sha256, range, atTerminal)
  const buckets = differingBuckets(range, bucketDigests(sha256, range, leaf), first)
  if (!buckets) throw new Error('the same question')
  const second = leafDigests(range, buckets, atTerminal)
  const seqs = differingSeqs(range, buckets, leafDigests(range, buckets, leaf), second)
  // what goes over the wire beside the digests: questions and envelopes, as in PROTOCOL.md
  const envelope = 150
  const question = 120
  const bytes = base64(first) + base64(second) + 2 * envelope + 2 * question + JSON.stringify(buckets).length
  return { seqs, bytes }
}

describe('two rounds', () => {
  test('locate exactly the records that differ: altered, missing, at the edges', () => {
    const differences = fc
      .record({ from: fc.integer({ min: 1, max: 500 }), count: fc.integer({ min: 1, max: 999 }) })
      .chain(({ from, count }) =>
        fc.record({
          range: fc.constant(compareRange(from, from + count - 1)),
          differing: fc.uniqueArray(fc.integer({ min: from, max: from + count - 1 }), { maxLength: 12 }),
        }),
      )
    fc.assert(
      fc.property(differences, ({ range, differing }) => {
        const changed = new Map(differing.map((seq, place) => [seq, place % 2 === 0 ? null : leaf(seq + 40_000)]))
        expect(compare(range, changed).seqs).toEqual([...differing].sort((a, b) => a - b))
      }),
    )
  })

  test('take at most 2.5 kB for eight that differ in 999, wherever they are', () => {
    const range = compareRange(1, 999)
    const spread = new Map(Array.from({ length: 8 }, (_, n) => [1 + n * 124, null]))
    expect(compare(range, spread).bytes).toBeLessThanOrEqual(2_500)
    expect(compare(range, new Map([[500, null]])).bytes).toBeLessThanOrEqual(1_300)
    expect([range.size, bucketCount(range)]).toEqual([16, 63])
  })

  test('an answer to another question locates nothing', () => {
    const digests = bucketDigests(sha256, compareRange(1, 100), leaf)
    expect(differingBuckets(compareRange(1, 900), digests, digests)).toBeNull()
    expect(differingSeqs(compareRange(1, 100), [0], digests, digests)).toBeNull()
  })

  test('a range that is none, or too long, is a fault', () => {
    for (const [from, to] of [
      [0, 4],
      [5, 4],
      [1, 70_000],
    ] as const)
      expect(() => compareRange(from, to)).toThrow(/no range/)
  })

  test('the last bucket is shorter, and beyond it there is none', () => {
    const range = { from: 1, to: 15, size: 4 }
    expect(bucketNumbers(range, 3)).toEqual([13, 14, 15])
    expect(bucketNumbers(range, 4)).toEqual([])
  })
})

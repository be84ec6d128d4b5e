import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  journalAcknowledgementOf,
  AHEAD_RANGES_MAX,
  highestSeq,
  isReceived,
  missingRanges,
  NOTHING_RECEIVED,
  type Received,
  receiveSeqs,
} from './received.ts'

const all = (count: number) => Array.from({ length: count }, (_, at) => at + 1)
const take = (...parts: readonly (readonly number[])[]) =>
  parts.reduce<Received>((received, part) => receiveSeqs(received, part).received, NOTHING_RECEIVED)

describe('numbers of a journal', () => {
  test('in any order, repeated and split at will come to the same', () => {
    const shuffled = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 120 })
    fc.assert(
      fc.property(shuffled, fc.nat(120), (seqs, cut) => {
        const split = take(seqs.slice(0, cut), seqs.slice(cut), seqs)
        const set = new Set(seqs)
        expect(split).toEqual(take([...set].sort((a, b) => a - b)))
        for (let seq = 1; seq <= 61; seq++) expect(isReceived(split, seq)).toBe(set.has(seq))
      }),
    )
  })

  test('each is new once', () => {
    const first = receiveSeqs(NOTHING_RECEIVED, [3, 1, 3])
    expect(first.fresh).toEqual([1, 3])
    expect(receiveSeqs(first.received, [1, 2, 3]).fresh).toEqual([2])
  })

  test('a gap of one and one of ten thousand are told, and close', () => {
    const open = take([1, 3], [10_004])
    expect(missingRanges(open)).toEqual([
      { first: 2, last: 2 },
      { first: 4, last: 10_003 },
    ])
    expect(highestSeq(open)).toBe(10_004)
    expect(take([10_004, 1, 3], [2], all(10_003).slice(3))).toEqual({ throughSeq: 10_004, ahead: [] })
  })

  test('whoever leaves more gaps than are remembered is not heard beyond them', () => {
    const odd = all(AHEAD_RANGES_MAX + 5).map((seq) => 2 * seq)
    const { received, refused } = receiveSeqs(NOTHING_RECEIVED, odd)
    expect(received.ahead).toHaveLength(AHEAD_RANGES_MAX)
    expect(refused).toHaveLength(5)
    expect(receiveSeqs(received, [1, ...refused]).received.throughSeq).toBe(2)
  })
})

describe('the acknowledgement', () => {
  test('names what is missing, and with too many gaps ends before the next', () => {
    expect(journalAcknowledgementOf(take(all(7)), 16)).toEqual({ throughSeq: 7, missing: [] })
    const gaps = take(all(20).map((at) => 2 * at))
    const { throughSeq, missing } = journalAcknowledgementOf(gaps, 16)
    expect(missing).toHaveLength(16)
    expect(missing[15]).toEqual({ first: 31, last: 31 })
    expect(throughSeq).toBe(32)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acknowledgementOf, EMPTY_STREAM, foldStream, missingOf } from './stream.ts'

describe('a dense stream', () => {
  test('in order: nothing is missing', () => {
    expect(foldStream(EMPTY_STREAM, [1, 2, 3])).toEqual({
      state: { throughSeq: 3, ahead: [] },
      fresh: [1, 2, 3],
      repeated: [],
      refused: [],
      missing: [],
    })
  })
  test('a gap is named, and closes', () => {
    const gap = foldStream(EMPTY_STREAM, [1, 3, 6])
    expect(gap).toMatchObject({ state: { throughSeq: 1, ahead: [3, 6] }, missing: [2, 4, 5] })
    expect(foldStream(gap.state, [2, 5, 4])).toMatchObject({
      state: { throughSeq: 6, ahead: [] },
      fresh: [2, 4, 5],
      missing: [],
    })
  })
  test('repeats are acknowledged again and stored not again', () => {
    expect(foldStream({ throughSeq: 2, ahead: [4] }, [1, 4, 4, 5])).toMatchObject({ fresh: [5], repeated: [1, 4, 4] })
  })
  test('what is no number of a stream is refused', () => {
    expect(foldStream(EMPTY_STREAM, [0, -1, 1.5, Number.NaN, 1])).toMatchObject({
      state: { throughSeq: 1 },
      fresh: [1],
    })
    expect(foldStream(EMPTY_STREAM, [0, -1, 1.5]).refused).toEqual([-1, 0, 1.5])
  })
  test('what we hold beyond a gap is bounded, and nothing held is forgotten', () => {
    const { state, refused } = foldStream(
      EMPTY_STREAM,
      Array.from({ length: 300 }, (_, index) => index + 2),
    )
    expect({ held: state.ahead.length, last: state.ahead.at(-1), refused: refused.length }).toEqual({
      held: 255,
      last: 256,
      refused: 45,
    })
    expect(foldStream(state, [1, 257])).toMatchObject({ state: { throughSeq: 257, ahead: [] }, fresh: [1, 257] })
  })
  test('a long row without a gap is no leap', () => {
    const row = Array.from({ length: 1_000 }, (_, index) => index + 1)
    expect(foldStream(EMPTY_STREAM, row).state).toEqual({ throughSeq: 1_000, ahead: [] })
  })
  test('the list of what is missing is bounded, however far the leap', () => {
    expect(missingOf({ throughSeq: 0, ahead: [2 ** 50] })).toHaveLength(64)
  })
})

test('every number sent until it is held ends up in one dense row, whatever the order, losses and repeats', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 120 }),
      fc.array(fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 20 })),
      (last, deliveries) => {
        let state = EMPTY_STREAM
        const stored: number[] = []
        for (const delivery of [
          ...deliveries.map((seqs) => seqs.filter((seq) => seq <= last)),
          Array.from({ length: last }, (_, index) => last - index),
        ]) {
          const fold = foldStream(state, delivery)
          stored.push(...fold.fresh)
          expect(fold.missing.some((seq) => stored.includes(seq))).toBe(false)
          state = fold.state
        }
        expect(state).toEqual({ throughSeq: last, ahead: [] })
        expect(stored.sort((a, b) => a - b)).toEqual(Array.from({ length: last }, (_, index) => index + 1))
      },
    ),
  )
})

describe('what may be acknowledged', () => {
  test('everything through a number, but the gaps', () => {
    expect(acknowledgementOf({ throughSeq: 3, ahead: [] })).toEqual({ throughSeq: 3, missing: [] })
    expect(acknowledgementOf({ throughSeq: 3, ahead: [5, 8] })).toEqual({ throughSeq: 8, missing: [4, 6, 7] })
  })
  test('never names as received what is not held, however many gaps there are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 256 })), (seqs) => {
        const { state } = foldStream(EMPTY_STREAM, seqs)
        const { throughSeq, missing } = acknowledgementOf(state)
        const held = new Set(seqs)
        const named = new Set(missing)
        for (let seq = 1; seq <= throughSeq; seq++) expect(named.has(seq)).toBe(!held.has(seq))
        expect(throughSeq).toBeGreaterThanOrEqual(state.throughSeq)
      }),
    )
  })
})

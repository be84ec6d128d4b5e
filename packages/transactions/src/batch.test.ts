import { specification } from '@budeng/kernel/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Batch,
  type BatchCommand,
  type BatchEvent,
  decideBatch,
  evolveBatch,
  isBatchOver,
  isBatchWrap,
  openBatch,
  type Totals,
  totalsFromJson,
  totalsToJson,
} from './index.ts'

const TOTALS: Totals = [
  { currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'DEBIT', count: 3, minor: 123_456_789_012_345n },
]
const figures = { totals: TOTALS, root: 'aa' }
const other = { totals: [], root: 'bb' }

const OPEN = openBatch(1, '000727')
const CLOSE: BatchCommand = { kind: 'CLOSE', throughSeq: 9, figures }
const COMPARE: BatchCommand = { kind: 'COMPARE', figures, quarantined: 0, conflicts: 0 }
const closing: BatchEvent = { type: 'BatchClosing', throughSeq: 9, figures }
const comparing: BatchEvent = { type: 'BatchComparing' }
const balanced: BatchEvent = { type: 'BatchBalanced', figures }
const unbalanced: BatchEvent = { type: 'BatchUnbalanced', figures: other, imbalances: ['ROOT'] }
const uploading: BatchEvent = { type: 'BatchUploading', throughSeq: 9 }
const given = (...events: readonly BatchEvent[]) => specification(decideBatch, evolveBatch)(OPEN, ...events)

describe('closing', () => {
  test('given an open batch, when the terminal closes it, then it waits for all records through that number', () => {
    expect(given().when(CLOSE).then()).toEqual([closing])
    expect(given(closing).when({ kind: 'RECEIVED', throughSeq: 8 }).then()).toEqual([])
    expect(given(closing).when({ kind: 'RECEIVED', throughSeq: 9 }).then()).toEqual([comparing])
  })

  test('given that it closes, when the same is asked again, then nothing; when other figures come, then no', () => {
    expect(given(closing).when(CLOSE).then()).toEqual([])
    expect(given(closing, comparing, balanced).when(CLOSE).then()).toEqual([])
    expect(given(closing).when({ kind: 'CLOSE', throughSeq: 10, figures }).refused().code).toBe('CLOSE_DIFFERS')
    expect(given(closing).when({ kind: 'CLOSE', throughSeq: 9, figures: other }).refused().code).toBe('CLOSE_DIFFERS')
  })

  test('an open batch is not compared or finished', () => {
    expect(given().when(COMPARE).refused().code).toBe('BATCH_NOT_READY')
    expect(given().when({ kind: 'FINISH' }).refused().code).toBe('BATCH_NOT_READY')
  })
})

describe('comparing', () => {
  test('equal totals and roots balance', () => {
    expect(given(closing, comparing).when(COMPARE).then()).toEqual([balanced])
    expect(given(closing, comparing, balanced).when({ kind: 'FINISH' }).then()).toEqual([{ type: 'BatchClosed' }])
  })

  test.each([
    ['TOTALS', { figures: { ...figures, totals: [] } }],
    ['ROOT', { figures: { ...figures, root: 'bb' } }],
    ['QUARANTINED', { quarantined: 1 }],
    ['KEY_CONFLICT', { conflicts: 1 }],
  ])('%s alone keeps it from balance', (imbalance, change) => {
    const events = given(closing, comparing)
      .when({ ...COMPARE, ...change })
      .then()
    expect(events).toMatchObject([{ type: 'BatchUnbalanced', imbalances: [imbalance] }])
  })
})

describe('uploading', () => {
  const started = given(closing, comparing, unbalanced)

  test('goes on where it broke off, and never back', () => {
    expect(started.when({ kind: 'UPLOAD', throughSeq: 4 }).then()).toEqual([{ ...uploading, throughSeq: 4 }])
    const half = given(closing, comparing, unbalanced, { ...uploading, throughSeq: 4 })
    expect(half.when({ kind: 'UPLOAD', throughSeq: 4 }).then()).toEqual([])
    expect(half.when({ kind: 'UPLOAD', throughSeq: 3 }).then()).toEqual([])
    expect(half.when({ kind: 'RECONCILE', openDifferences: 0 }).refused().code).toBe('BATCH_NOT_READY')
  })

  test('is reconciled when all is here and no difference is open', () => {
    const whole = given(closing, comparing, unbalanced, uploading)
    expect(whole.when({ kind: 'RECONCILE', openDifferences: 2 }).refused()).toEqual({
      code: 'DIFFERENCES_OPEN',
      params: { count: 2 },
    })
    expect(whole.when({ kind: 'RECONCILE', openDifferences: 0 }).then()).toEqual([{ type: 'BatchReconciled' }])
  })

  test('an unbalanced batch is not simply finished', () => {
    expect(started.when({ kind: 'FINISH' }).refused().code).toBe('BATCH_NOT_READY')
  })
})

describe('a forced close', () => {
  test('needs a checker and a reason', () => {
    const force = { kind: 'FORCE_CLOSE', isChecker: true, reason: ' terminal stolen ' } as const
    expect(
      given()
        .when({ ...force, isChecker: false })
        .refused().code,
    ).toBe('CHECKER_NEEDED')
    expect(
      given()
        .when({ ...force, reason: ' ' })
        .refused().code,
    ).toBe('REASON_MISSING')
    const forced = { type: 'BatchForceClosed', from: 'OPEN', reason: 'terminal stolen' } as const
    expect(given().when(force).then()).toEqual([forced])
    expect(given(forced).when(force).then()).toEqual([])
    expect(given(forced).when(CLOSE).then()).toEqual([])
    expect(given(closing, comparing, balanced, { type: 'BatchClosed' }).when(force).refused().code).toBe('BATCH_OVER')
  })
})

describe('a late record', () => {
  test('is flagged once, in its own batch', () => {
    const closed = [closing, comparing, balanced, { type: 'BatchClosed' }] as const
    const late = { type: 'BatchLateArrival', seq: 12 } as const
    expect(
      given(...closed)
        .when({ kind: 'ARRIVE', seq: 12 })
        .then(),
    ).toEqual([late])
    expect(
      given(...closed, late)
        .when({ kind: 'ARRIVE', seq: 12 })
        .then(),
    ).toEqual([])
    expect(given(closing).when({ kind: 'ARRIVE', seq: 10 }).then()).toEqual([{ ...late, seq: 10 }])
  })

  test('what belongs to the closing and arrives while it closes is not late', () => {
    expect(given(closing).when({ kind: 'ARRIVE', seq: 9 }).then()).toEqual([])
    expect(given().when({ kind: 'ARRIVE', seq: 9 }).then()).toEqual([])
  })
})

test('whatever is asked, each step may be asked twice, and what is over stays over', () => {
  const command: fc.Arbitrary<BatchCommand> = fc.oneof(
    fc.record({
      kind: fc.constant('CLOSE' as const),
      throughSeq: fc.constant(9),
      figures: fc.constantFrom(figures, other),
    }),
    fc.record({ kind: fc.constantFrom('RECEIVED', 'UPLOAD'), throughSeq: fc.integer({ min: 8, max: 10 }) }),
    fc.record({
      kind: fc.constant('COMPARE' as const),
      figures: fc.constantFrom(figures, other),
      quarantined: fc.nat(1),
      conflicts: fc.nat(1),
    }),
    fc.record({ kind: fc.constant('RECONCILE' as const), openDifferences: fc.nat(1) }),
    fc.constant({ kind: 'FINISH' } as const),
    fc.record({ kind: fc.constant('FORCE_CLOSE' as const), isChecker: fc.boolean(), reason: fc.constantFrom('', 'x') }),
    fc.record({ kind: fc.constant('ARRIVE' as const), seq: fc.integer({ min: 8, max: 12 }) }),
  )
  const after = (batch: Batch, each: BatchCommand) => {
    const decision = decideBatch(batch, each)
    return decision.ok ? decision.events.reduce(evolveBatch, batch) : batch
  }
  fc.assert(
    fc.property(fc.array(command, { maxLength: 25 }), (commands) => {
      commands.reduce((batch, each) => {
        const once = after(batch, each)
        expect(after(once, each)).toEqual(once)
        if (isBatchOver(batch)) expect(once.state).toBe(batch.state)
        if (once.state === 'BALANCED') expect(once.own).toEqual(once.terminal)
        return once
      }, OPEN)
    }),
    { numRuns: 1_000 },
  )
})

test('a batch number that falls is a wrap', () => {
  expect(isBatchWrap('999999', '000001')).toBe(true)
  expect(isBatchWrap('000726', '000727')).toBe(false)
  expect(isBatchWrap('000727', '000727')).toBe(false)
})

test('totals go through JSON to the unit', () => {
  expect(totalsFromJson(JSON.parse(JSON.stringify(totalsToJson(TOTALS))))).toEqual(TOTALS)
})

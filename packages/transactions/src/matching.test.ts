import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  amountHint,
  type FileRow,
  findingsOf,
  isSameClaim,
  matchBothWays,
  type OwnTransaction,
  ownOf,
  standingChanges,
  standingOf,
  UNIONPAY_CALENDAR,
} from './index.ts'

const DAY = '2026-11-28'
const OWN: OwnTransaction = {
  id: 'txn_1',
  tid: '10016919',
  stan: '000079',
  rrn: 'X00004002761',
  type: 'PURCHASE',
  isEffective: true,
  minor: 1111n,
  currency: 'CNY',
  exponent: 2,
  businessDay: DAY,
}
const ROW: FileRow = {
  tid: OWN.tid,
  mid: null,
  stan: OWN.stan,
  rrn: OWN.rrn,
  authCode: null,
  responseCode: '00',
  panMasked: null,
  type: 'PURCHASE',
  minor: 1111n,
  currency: 'CNY',
  exponent: 2,
  feeMinor: null,
  settlementDate: DAY,
  localTime: null,
  originalStan: null,
  originalTime: null,
}
const REVERSAL: FileRow = { ...ROW, type: 'REVERSAL', stan: '000080', rrn: 'X00004002762', originalStan: OWN.stan }

describe('a line is of our transaction', () => {
  const find = (row: Partial<FileRow>, ...candidates: readonly Partial<OwnTransaction>[]) =>
    ownOf(
      { ...ROW, ...row },
      DAY,
      candidates.map((each) => ({ ...OWN, ...each })),
    )?.id ?? null

  test('by terminal, number and RRN', () => {
    expect(find({}, {})).toBe('txn_1')
    expect(find({}, { tid: '10016920' })).toBeNull()
    expect(find({}, { stan: '000078' })).toBeNull()
    expect(find({}, { rrn: 'X00004002762' })).toBeNull()
    expect(find({}, { rrn: null })).toBe('txn_1')
    expect(find({ stan: null }, { stan: '000078' })).toBe('txn_1')
    expect(find({ stan: null, rrn: null }, {})).toBeNull()
  })

  test('a reversal by the number of what it takes back', () => expect(find(REVERSAL, {})).toBe('txn_1'))

  test('when numbers came round again, by the nearest day', () => {
    const old = { id: 'txn_0', rrn: null, businessDay: '2026-11-24' }
    expect(find({ rrn: null }, old, {})).toBe('txn_1')
    expect(find({ rrn: null }, old, { businessDay: '2026-12-02' })).toBeNull()
    expect(find({}, { rrn: null, businessDay: '2026-11-20' })).toBeNull()
    // entered when it was found to be missing
    expect(find({}, { businessDay: '2026-12-20' })).toBe('txn_1')
    expect(find({}, { businessDay: '2027-02-20' })).toBeNull()
  })
})

describe('lines and our transaction', () => {
  test.each([
    ['agree', OWN, [ROW], []],
    ['agree, said twice', OWN, [ROW, ROW], []],
    ['agree that it was reversed', { ...OWN, isEffective: false }, [ROW, REVERSAL], []],
    ['differ in the amount', OWN, [{ ...ROW, minor: 1112n }], ['AMOUNT']],
    ['differ in the currency', OWN, [{ ...ROW, currency: 'USD' }], ['CURRENCY']],
    ['differ in the exponent', OWN, [{ ...ROW, exponent: 3 }], ['CURRENCY']],
    ['differ in the type', OWN, [{ ...ROW, type: 'REFUND' }], ['TYPE']],
    ['differ: never reversed there', { ...OWN, isEffective: false }, [ROW], ['STANDS_THERE']],
    ['differ: reversed there', OWN, [ROW, REVERSAL], ['REVERSED_THERE']],
    ['differ: two files contradict each other', OWN, [ROW, { ...ROW, minor: 1n }], ['AMOUNT', 'CONTRADICTING']],
  ] as const)('%s', (_, own, rows, findings) => expect(findingsOf(own, rows)).toEqual(findings))

  test('a repeat says the same', () => {
    expect(isSameClaim(ROW, { ...ROW, rrn: null })).toBe(true)
    expect(isSameClaim(ROW, { ...ROW, minor: 1n })).toBe(false)
  })
})

test('amounts that differ tell how', () => {
  expect([amountHint(100n, 10_000n), amountHint(10n, 1n)]).toEqual(['EXPONENT', 'EXPONENT'])
  expect([amountHint(1234n, 1243n), amountHint(91n, 19n)]).toEqual(['SWAPPED_DIGITS', 'SWAPPED_DIGITS'])
  expect([amountHint(100n, 105n), amountHint(5n, 5n), amountHint(0n, 90n)]).toEqual([null, null, null])
})

test('what is not there is expected, late, then missing', () => {
  const on = (today: string) => standingOf(DAY, today, UNIONPAY_CALENDAR)
  expect(['2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01', '2027-11-28'].map(on)).toEqual([
    'EXPECTED',
    'EXPECTED',
    'LATE',
    'MISSING',
    'MISSING',
  ])
  const changes = (today: string) => standingChanges(DAY, today, UNIONPAY_CALENDAR)
  expect([changes('2026-11-28'), changes('2026-11-30'), changes('2026-12-01')]).toEqual([
    '2026-11-30',
    '2026-12-01',
    null,
  ])
})

describe('both ways', () => {
  const owns = Array.from({ length: 40 }, (_, n) => ({
    ...OWN,
    id: `txn_${n}`,
    stan: String(n + 1).padStart(6, '0'),
    rrn: null,
    isEffective: n % 5 !== 0,
  }))
  const rowOf = (own: OwnTransaction) => ({ row: { ...ROW, stan: own.stan, rrn: 'X00000000001' }, day: DAY })

  test('every line and every transaction that stands is in one place, in whatever order', () => {
    const files = fc.record({
      shown: fc.subarray(owns),
      strange: fc.integer({ min: 0, max: 3 }),
      order: fc.infiniteStream(fc.nat(1_000)),
    })
    fc.assert(
      fc.property(files, ({ shown, strange, order }) => {
        const unknown = Array.from({ length: strange }, (_, n) => rowOf({ ...OWN, stan: `99999${n}` }))
        const lines = [...shown.map(rowOf), ...unknown]
        const shuffled = lines
          .map((line) => ({ line, at: order.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ line }) => line)
        const result = matchBothWays(owns, shuffled, '2026-12-05', UNIONPAY_CALENDAR)
        const standing = shown.filter(({ isEffective }) => isEffective)
        expect(result.matched.map(({ own }) => own.id).sort()).toEqual(standing.map(({ id }) => id).sort())
        expect(result.differing.length).toBe(shown.length - standing.length)
        expect(result.onlyThere.length).toBe(strange)
        expect(result.onlyHere.length).toBe(owns.filter(({ isEffective }) => isEffective).length - standing.length)
        expect(result.onlyHere.every((each) => each.standing === 'MISSING')).toBe(true)
      }),
    )
  })
})

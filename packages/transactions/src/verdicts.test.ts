import { describe, expect, test } from 'vitest'
import { type FileRow, findingsOf, isOfSame, type LineVerdict, type OwnTransaction, verdictsOf } from './index.ts'

const DAY = '2026-11-28'
const OWN: OwnTransaction = {
  ...{ id: 'txn_1', tid: '10016919', stan: '000079', rrn: 'X00004002761', type: 'PURCHASE', isEffective: true },
  ...{ minor: 1111n, currency: 'CNY', exponent: 2, businessDay: DAY },
}
const ROW: FileRow = {
  ...{ tid: OWN.tid, mid: null, stan: OWN.stan, rrn: OWN.rrn, authCode: null, responseCode: '00', panMasked: null },
  ...{ type: 'PURCHASE', minor: 1111n, currency: 'CNY', exponent: 2, feeMinor: null, settlementDate: DAY },
  ...{ localTime: null, originalStan: null, originalTime: null },
}
const REVERSAL: FileRow = { ...ROW, type: 'REVERSAL', stan: '000080', rrn: 'X00004002762', originalStan: OWN.stan }
const REVERSED = { ...OWN, isEffective: false }
const statesOf = (verdicts: readonly LineVerdict[]) => verdicts.map(({ state }) => state).join(' ')

describe('lines of one transaction, in the order in which they were read', () => {
  test.each([
    ['one that says the same', OWN, [ROW], 'MATCHED'],
    ['said again', OWN, [ROW, ROW], 'MATCHED REPEATED'],
    ['said otherwise than by us', OWN, [{ ...ROW, minor: 1112n }], 'CONTRADICTING'],
    ['said otherwise by a second file', OWN, [ROW, { ...ROW, minor: 5n }, ROW], 'MATCHED CONTRADICTING REPEATED'],
    ['taken back, as with us', REVERSED, [ROW, REVERSAL], 'MATCHED MATCHED'],
    ['taken back before it was said', REVERSED, [REVERSAL, ROW], 'MATCHED MATCHED'],
    ['taken back there only', OWN, [ROW, REVERSAL, REVERSAL], 'MATCHED CONTRADICTING REPEATED'],
    ['taken back here only', REVERSED, [ROW], 'CONTRADICTING'],
    ['of nothing that we have', null, [ROW, ROW, { ...ROW, minor: 1n }], 'ALONE REPEATED CONTRADICTING'],
  ] as const)('%s', (_, own, rows, states) => {
    const verdicts = verdictsOf(own, rows)
    expect(statesOf(verdicts)).toBe(states)
    // what is found of a transaction is what is found of its lines, and nothing else
    if (own === null) return
    expect(findingsOf(own, rows)).toEqual([...new Set(verdicts.flatMap(({ findings }) => findings))].sort(byList))
    expect(verdicts.every(({ state, findings }) => (state === 'CONTRADICTING') === findings.length > 0)).toBe(true)
  })
})

const ORDER = ['AMOUNT', 'CURRENCY', 'TYPE', 'STANDS_THERE', 'REVERSED_THERE', 'CONTRADICTING']
const byList = (one: string, other: string) => ORDER.indexOf(one) - ORDER.indexOf(other)

test('lines of one thing that we do not have know each other by number, RRN and day', () => {
  const same = (one: Partial<FileRow>, other: Partial<FileRow>) =>
    isOfSame({ row: { ...ROW, ...one }, day: DAY }, { row: { ...ROW, ...other }, day: DAY })
  expect([same({}, {}), same({}, REVERSAL), same({ rrn: null }, {})]).toEqual([true, true, true])
  expect([same({}, { rrn: 'X1' }), same({}, { stan: '000001' }), same({}, { tid: '1' })]).toEqual([false, false, false])
  expect([same({ stan: null }, { stan: null }), same({ stan: null, rrn: null }, { stan: null })]).toEqual([true, false])
  expect(same({}, { settlementDate: '2026-12-06' })).toBe(false)
})

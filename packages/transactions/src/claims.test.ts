import { money } from '@budeng/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkZero, claimOf, clearingOf, type FileRow, type Posting, settlementPostings } from './index.ts'
import { factsAfter, following, placed, saleRecord } from './testing.ts'

const ROW: FileRow = {
  ...{ tid: '10016919', mid: null, stan: '000079', rrn: null, authCode: null, responseCode: '00', panMasked: null },
  ...{ type: 'PURCHASE', minor: 1000n, currency: 'CNY', exponent: 2, feeMinor: 4n, settlementDate: '2026-11-28' },
  ...{ localTime: null, originalStan: null, originalTime: null },
}
const linesOf = (postings: readonly Posting[]) => postings.map(({ account, minor }) => `${account} ${minor}`)
const CNY = (minor: bigint) => money(minor, 'CNY', 2)

test('the files claim what was said first, and nothing that was taken back', () => {
  expect(claimOf([ROW, { ...ROW, minor: 5n }])).toEqual({ currency: 'CNY', minor: 1000n, fee: 4n })
  expect(claimOf([{ ...ROW, type: 'REFUND' }])?.minor).toBe(-1000n)
  expect(claimOf([ROW, { ...ROW, type: 'REVERSAL' }])).toBeNull()
  expect([claimOf([]), claimOf([{ ...ROW, type: 'PREAUTH' }])]).toEqual([null, null])
})

test('what a transaction has moved: by its side, and nothing once it was reversed', () => {
  const sale = saleRecord({ amount: '1000' })
  const refund = following('REFUND', sale, { stan: '000002', amount: '400' })
  const reversal = following('REVERSAL', sale, { stan: '000003', outcome: 'REQUIRED' })
  expect(clearingOf(factsAfter(sale, placed(sale, refund)))?.minor).toBe(1000n)
  expect(clearingOf(factsAfter(refund, placed(sale, refund)))?.minor).toBe(-400n)
  expect(clearingOf(factsAfter(sale, placed(sale, reversal)))).toBeNull()
})

test.each([
  ['as ours, with the fee of the scheme', 1000n, 1000n, 4n, 'RECEIVABLE 996|FEE 4|CLEARING -1000'],
  ['more than ours', 1000n, 1005n, 0n, 'RECEIVABLE 1005|CLEARING -1000|LONG -5'],
  ['less than ours', 1000n, 990n, 0n, 'RECEIVABLE 990|CLEARING -1000|SHORT 10'],
  ['a refund that is in no file', -1000n, null, 0n, 'CLEARING 1000|LONG -1000'],
  ['a sale that is in no file', 1000n, null, 0n, 'CLEARING -1000|SHORT 1000'],
  ['a line of something that we do not have', null, 700n, 3n, 'RECEIVABLE 697|FEE 3|LONG -700'],
  ['a fee that the scheme gives', 1000n, 1000n, -4n, 'RECEIVABLE 1004|FEE -4|CLEARING -1000'],
] as const)('cleared: %s', (_, ours, theirs, fee, lines) => {
  const claim = theirs === null ? null : { currency: 'CNY', minor: theirs, fee }
  const short = { RECEIVABLE: 'ACQUIRER_RECEIVABLE', FEE: 'FEE_INCOME', CLEARING: 'TERMINAL_CLEARING' }
  const whole = { ...short, LONG: 'SUSPENSE_LONG', SHORT: 'SUSPENSE_SHORT' } as Record<string, string>
  const expected = lines.split('|').map((each) => each.replace(/^\w+/, (word) => whole[word] ?? word))
  expect(linesOf(settlementPostings(ours === null ? null : CNY(ours), claim))).toEqual(expected)
})

test('whatever both sides say, in whatever currencies, the entry is zero and empties the clearing', () => {
  const minor = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n })
  const currency = fc.constantFrom('CNY', 'JPY')
  const claims = fc.option(fc.record({ currency, minor, fee: fc.bigInt({ min: -99n, max: 99n }) }))
  fc.assert(
    fc.property(minor, claims, (ours, claim) => {
      const postings = settlementPostings(CNY(ours), claim)
      checkZero(postings)
      const cleared = postings.find(({ account }) => account === 'TERMINAL_CLEARING')
      expect(cleared?.minor ?? 0n).toBe(-ours)
    }),
  )
})

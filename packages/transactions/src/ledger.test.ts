import { DAY, money } from '@budeng/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyRecord,
  balancesOf,
  type Book,
  checkZero,
  entryOf,
  type JournalRecord,
  negatePostings,
  payoutPostings,
  payoutReturnRefusal,
  type PlacedRecord,
  type Posting,
  repost,
  suspensePostings,
  type TariffTerms,
  writeOffPostings,
} from './index.ts'
import { bookOf, deliveries, EMPTY_BOOK, factsAfter, following, placed, saleRecord } from './testing.ts'

const TERMS: TariffTerms = { percentBps: 60, capMinor: 8_000n, minimumMinor: 10n, agentShareBps: 2_500 }
const SALE = saleRecord({ amount: '100000' })
const CNY = (minor: bigint) => money(minor, 'CNY', 2)

const entryAfter = (of: JournalRecord, ...more: readonly JournalRecord[]) =>
  entryOf(factsAfter(of, placed(of, ...more)), TERMS, true)
const linesOf = (postings: readonly Posting[]) => postings.map(({ account, minor }) => `${account} ${minor}`)

describe('the entry of', () => {
  test('a sale: the merchant is owed all but the fee', () => {
    const { postings, gross, fee } = entryAfter(SALE)
    expect(linesOf(postings)).toEqual([
      'TERMINAL_CLEARING 100000',
      'MERCHANT_PAYABLE -99400',
      'FEE_INCOME -450',
      'AGENT_COMMISSION -150',
    ])
    expect([gross?.minor, fee?.minor]).toEqual([100_000n, 600n])
  })

  test('a sale without a tariff: no fee', () => {
    expect(linesOf(entryOf(factsAfter(SALE, placed(SALE)), null, true).postings)).toEqual([
      'TERMINAL_CLEARING 100000',
      'MERCHANT_PAYABLE -100000',
    ])
  })

  test('a refund: the amount back; the sale’s fee is reckoned on what is left', () => {
    const refund = following('REFUND', SALE, { stan: '000002', amount: '99000' })
    const records = placed(SALE, refund)
    expect(linesOf(entryOf(factsAfter(refund, records), TERMS, true).postings)).toEqual([
      'TERMINAL_CLEARING -99000',
      'MERCHANT_PAYABLE 99000',
    ])
    const { fee, feeBase, gross } = entryOf(factsAfter(SALE, records), TERMS, true)
    expect([gross?.minor, feeBase?.minor, fee?.minor]).toEqual([100_000n, 1_000n, 10n])
  })

  test('a voided sale: no fee is left, and both together move nothing', () => {
    const undo = following('PURCHASE_VOID', SALE, { stan: '000002', amount: '100000' })
    const records = placed(SALE, undo)
    const both = [SALE, undo].flatMap((each) => entryOf(factsAfter(each, records), TERMS, true).postings)
    expect(balancesOf(both)).toEqual([])
  })

  test.each([
    ['declined', saleRecord({ outcome: 'DECLINED' }), []],
    ['unknown', saleRecord({ outcome: 'UNKNOWN' }), []],
    ['reversed', SALE, [following('REVERSAL', SALE, { stan: '000002', outcome: 'REQUIRED' })]],
    ['a hold', saleRecord({ type: 'PREAUTH' }), []],
    ['of amount 0', saleRecord({ amount: '0' }), []],
  ])('what is %s: nothing', (_, of, more) => expect(entryAfter(of, ...more).postings).toEqual([]))

  test('the largest sale in a currency without a point', () => {
    const { postings } = entryAfter(saleRecord({ amount: '999999999999', currency: 'JPY', exponent: 0 }))
    expect(linesOf(postings)).toContain('MERCHANT_PAYABLE -999999991999')
    expect(() => checkZero(postings)).not.toThrow()
  })
})

describe('whatever the journal and its way', () => {
  const postingsOf = (book: Book) => [...book.values()].flatMap((facts) => entryOf(facts, TERMS, true).postings)

  test('every entry is zero, and all together are the same', () => {
    fc.assert(
      fc.property(deliveries, ({ journal, pieces }) => {
        const book = bookOf(pieces)
        for (const facts of book.values()) checkZero(entryOf(facts, TERMS, true).postings)
        expect(balancesOf(postingsOf(book))).toEqual(balancesOf(postingsOf(bookOf([journal]))))
      }),
    )
  })

  test('taking back and posting anew with each change ends in the same balances', () => {
    fc.assert(
      fc.property(deliveries, ({ pieces }) => {
        const { book, ledger } = pieces.flat().reduce(bookAndPost, { book: EMPTY_BOOK, ledger: [] })
        checkZero(ledger)
        expect(balancesOf(ledger)).toEqual(balancesOf(postingsOf(book)))
      }),
    )
  })
})

function bookAndPost(state: { book: Book; ledger: Posting[] }, one: PlacedRecord): { book: Book; ledger: Posting[] } {
  const { book, changed } = applyRecord(state.book, one)
  const ledger = [...state.ledger]
  for (const key of changed) {
    const [was, is] = [state.book.get(key), book.get(key)]
    const posted = repost(was ? entryOf(was, TERMS, true).postings : [], is ? entryOf(is, TERMS, true).postings : [])
    if (posted) ledger.push(...posted.negated, ...posted.posted)
  }
  return { book, ledger }
}

test('a payout is sent back once, whole, and within half a year', () => {
  const at = Date.parse('2027-01-20T02:00:00Z')
  const code = (returnedAt: number | null, days: number) =>
    payoutReturnRefusal({ at, returnedAt }, at + days * DAY)?.refusal.code ?? null
  expect([code(null, 0), code(null, 180), code(null, 181), code(at, 1)]).toEqual([
    null,
    null,
    'PAYOUT_TOO_OLD',
    'PAYOUT_RETURNED',
  ])
  const paid = payoutPostings(CNY(7n))
  expect(linesOf(negatePostings(paid))).toEqual(['MERCHANT_PAYABLE -7', 'ACQUIRER_RECEIVABLE 7'])
})

test('money paid out, in suspense or lost: each entry is zero', () => {
  const entries = [payoutPostings(CNY(7n)), writeOffPostings(CNY(3n))]
  for (const entry of [...entries, suspensePostings(CNY(5n)), suspensePostings(CNY(-5n))]) {
    expect(entry.length).toBe(2)
    expect(() => checkZero(entry)).not.toThrow()
  }
  expect(linesOf(suspensePostings(CNY(5n)))).toEqual(['ACQUIRER_RECEIVABLE 5', 'SUSPENSE_LONG -5'])
  expect(linesOf(suspensePostings(CNY(-5n)))).toEqual(['SUSPENSE_SHORT 5', 'TERMINAL_CLEARING -5'])
  expect(suspensePostings(CNY(0n))).toEqual([])
})

test('an entry that is off is a fault, and equal versions post nothing', () => {
  const [first, second] = payoutPostings(CNY(7n))
  if (!first || !second) throw new Error('two lines')
  expect(() => checkZero([first])).toThrow(/off by 7 CNY/)
  expect(() => checkZero([first, { ...second, currency: 'USD' }])).toThrow(/off by/)
  expect(repost([first, second], [second, first])).toBeNull()
  expect(repost([first, second], [])).toEqual({ negated: negatePostings([first, second]), posted: [] })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  batchTotals,
  type JournalRecord,
  moneyApart,
  netOfTotals,
  type PlacedRecord,
  type RecordType,
  type TotalsLine,
  totalsText,
} from './index.ts'
import { bookOf, journals } from './testing.ts'

/** [P-21.7] word by word, from records alone: what a terminal of another make would reckon. */
function byProtocol(records: readonly PlacedRecord[], batch: string): string {
  const sides: Partial<Record<RecordType, string>> = {
    PURCHASE: 'DEBIT',
    QR_PAY: 'DEBIT',
    PREAUTH_COMPLETION: 'DEBIT',
    OFFLINE_SALE: 'DEBIT',
    PURCHASE_VOID: 'CREDIT',
    REFUND: 'CREDIT',
    QR_REFUND: 'CREDIT',
    COMPLETION_VOID: 'CREDIT',
  }
  const isAuth = (type: RecordType) => type === 'PREAUTH' || type === 'PREAUTH_VOID' || type === 'BALANCE_INQUIRY'
  const names = ({ original }: JournalRecord, { batch: of, stan, type }: JournalRecord) =>
    original?.batch === of && original?.stan === stan && isAuth(original?.type ?? 'PURCHASE') === isAuth(type)
  const naming = (record: JournalRecord, types: readonly RecordType[]) =>
    records.filter((each) => types.includes(each.record.type) && names(each.record, record))
  const counts = (record: JournalRecord): boolean => {
    const answers = naming(record, ['ADVICE']).map(({ record: { outcome } }) => outcome)
    const isRefused = answers.includes('REFUSED') && !answers.includes('ACCEPTED')
    const isApproved = record.outcome === 'APPROVED' || (record.outcome === 'OFFLINE_APPROVED' && !isRefused)
    return isApproved && naming(record, ['REVERSAL', 'REVERSAL_STATUS']).length === 0
  }
  const adjusting = (type: RecordType): readonly RecordType[] =>
    type === 'PURCHASE' ? ['TIP_ADJUST'] : type === 'OFFLINE_SALE' ? ['TIP_ADJUST', 'OFFLINE_ADJUST'] : []
  const sums = new Map<string, [number, bigint]>()
  for (const { record } of records) {
    const side = sides[record.type]
    if (record.batch !== batch || side === undefined || !counts(record)) continue
    const last = naming(record, adjusting(record.type)).findLast((each) => counts(each.record))
    const row = `${record.currency}/${record.exponent}:${record.scope ?? 'DOMESTIC'}:${side}`
    const [count, minor] = sums.get(row) ?? [0, 0n]
    sums.set(row, [count + 1, minor + BigInt((last?.record ?? record).amount ?? 0)])
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([row, [count, minor]]) => `${row}=${count}:${minor};`)
    .join('')
}

test('totals of any journal are those of the protocol', () => {
  fc.assert(
    fc.property(journals, (journal) => {
      const book = [...bookOf([journal]).values()]
      for (const batch of ['000727', '000728'])
        expect(totalsText(batchTotals(book.filter(({ key }) => key.batch === batch)))).toBe(byProtocol(journal, batch))
    }),
    { numRuns: 500 },
  )
})

test('the net of totals is what was charged less what was given back, by currency', () => {
  const line = (currency: string, side: 'DEBIT' | 'CREDIT', minor: bigint) => ({ currency, exponent: 2, side, minor })
  const lines = [
    line('USD', 'CREDIT', 5n),
    line('CNY', 'DEBIT', 1_800n),
    line('CNY', 'CREDIT', 300n),
    line('CNY', 'DEBIT', 1n),
  ]
  expect(netOfTotals(lines)).toEqual([
    { currency: 'CNY', exponent: 2, minor: 1_501n },
    { currency: 'USD', exponent: 2, minor: -5n },
  ])
  expect(netOfTotals([])).toEqual([])
})

test('what lies between two totals is the least money that explains it, in one currency', () => {
  const line = (minor: bigint, more: Partial<TotalsLine> = {}): TotalsLine => ({
    ...{ currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'DEBIT', count: 1, minor },
    ...more,
  })
  const cny = (minor: bigint) => ({ currency: 'CNY', exponent: 2, minor })
  expect(moneyApart([line(11_800n)], [line(1_800n)])).toEqual(cny(10_000n))
  expect(moneyApart([line(1_800n)], [line(11_800n)])).toEqual(cny(10_000n))
  // one payment under another heading is its amount, and not twice that
  expect(moneyApart([line(700n)], [line(700n, { scope: 'FOREIGN' })])).toEqual(cny(700n))
  expect(moneyApart([line(700n)], [line(500n), line(300n, { side: 'CREDIT' })])).toEqual(cny(300n))
  expect(moneyApart([line(700n)], [line(700n, { count: 2 })])).toEqual(cny(0n))
  expect(moneyApart([line(700n)], [line(700n)])).toBeNull()
  expect(moneyApart([line(700n)], [line(700n, { currency: 'USD' })])).toBeNull()
})

import fc from 'fast-check'
import {
  applyRecords,
  type Book,
  type JournalRecord,
  type PlacedRecord,
  type RecordType,
  stanKeyOf,
  stanKeyText,
  type TransactionFacts,
} from './index.ts'

/** A sale as a terminal writes it, with what a test changes. */
export function saleRecord(change: Partial<JournalRecord> = {}): JournalRecord {
  return {
    type: 'PURCHASE',
    batch: '000727',
    stan: '000001',
    amount: '1000',
    currency: 'CNY',
    exponent: 2,
    outcome: 'APPROVED',
    ...change,
  }
}

/** A record that follows another one up. */
export function following(type: RecordType, of: JournalRecord, change: Partial<JournalRecord> = {}): JournalRecord {
  const { batch = '', stan = '' } = of
  return saleRecord({ type, original: { batch, stan, type: of.type }, ...change })
}

/** Journal numbers 1, 2, 3 … for records in the order in which they were written. */
export function placed(...records: readonly JournalRecord[]): PlacedRecord[] {
  return records.map((record, place) => ({ seq: place + 1, record }))
}

export const EMPTY_BOOK: Book = new Map()

/** What is known of a record's transaction after these records. */
export function factsAfter(of: JournalRecord, records: readonly PlacedRecord[]): TransactionFacts {
  const key = stanKeyOf(of)
  const facts = key && applyRecords(EMPTY_BOOK, records).book.get(stanKeyText(key))
  if (!facts) throw new Error('no such transaction')
  return facts
}

const FOLLOW_UPS: readonly (readonly [RecordType, RecordType])[] = [
  ['PURCHASE', 'PURCHASE_VOID'],
  ['PURCHASE', 'REFUND'],
  ['PURCHASE', 'TIP_ADJUST'],
  ['OFFLINE_SALE', 'OFFLINE_ADJUST'],
  ['OFFLINE_SALE', 'PURCHASE_VOID'],
  ['PREAUTH', 'PREAUTH_VOID'],
  ['PREAUTH', 'PREAUTH_COMPLETION'],
  ['PREAUTH_COMPLETION', 'COMPLETION_VOID'],
  ['QR_PAY', 'QR_REFUND'],
]
const FIRST: readonly RecordType[] = ['PURCHASE', 'OFFLINE_SALE', 'PREAUTH', 'QR_PAY', 'REFUND', 'BALANCE_INQUIRY']
const KINDS = [
  ['CNY', 2],
  ['JPY', 0],
  ['KWD', 3],
  ['CLF', 4],
] as const
const AMOUNTS = ['0', '1', '1000', '1001', '33333', '999999999999']
const AUTH = ['APPROVED', 'APPROVED', 'APPROVED', 'DECLINED', 'UNKNOWN'] as const
const STATUSES = ['SENT', 'CONFIRMED', 'NOT_NEEDED', 'ABANDONED'] as const

/** One step of a cashier's day: what is done, to which earlier record, with which amount and outcome. */
const step = fc.record({
  act: fc.constantFrom('FIRST', 'FOLLOW', 'FOLLOW', 'REVERSE', 'STATUS', 'ADVICE'),
  pick: fc.nat(1_000),
  amount: fc.constantFrom(...AMOUNTS),
  outcome: fc.constantFrom(...AUTH),
  isForeign: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** Journals of one terminal and epoch in which every key is used once; all else that can happen does, right or wrong. */
export const journals: fc.Arbitrary<PlacedRecord[]> = fc
  .record({ steps: fc.array(step, { minLength: 1, maxLength: 30 }), kind: fc.constantFrom(...KINDS) })
  .map(({ steps, kind }) => {
    const written: JournalRecord[] = []
    steps.forEach((each, place) => {
      const record = recordOf(each, written, String(place + 1).padStart(6, '0'))
      if (record !== null)
        written.push(record.amount === undefined ? record : { ...record, currency: kind[0], exponent: kind[1] })
    })
    return placed(...written)
  })

function recordOf({ act, pick, amount, outcome, isForeign }: Step, written: readonly JournalRecord[], stan: string) {
  // two batches, so that some follow-ups cross the border
  const batch = Number(stan) % 7 === 0 ? '000728' : '000727'
  const scope = isForeign ? 'FOREIGN' : 'DOMESTIC'
  const members = { batch, stan, amount, scope, outcome } as const
  const money = written.filter(({ type }) => !type.startsWith('REVERSAL') && type !== 'ADVICE')
  const of = money[pick % Math.max(1, money.length)]
  if (act === 'FIRST' || of === undefined) {
    const type = FIRST[pick % FIRST.length] ?? 'PURCHASE'
    return saleRecord({ ...members, type, outcome: type === 'OFFLINE_SALE' ? 'OFFLINE_APPROVED' : outcome })
  }
  if (act === 'FOLLOW') {
    const fits = FOLLOW_UPS.filter(([type]) => type === of.type)
    const [, type] = fits[pick % Math.max(1, fits.length)] ?? []
    return type ? following(type, of, members) : null
  }
  if (of.type === 'BALANCE_INQUIRY') return null
  const { amount: _amount, currency: _currency, exponent: _exponent, ...bare } = following('REVERSAL', of, members)
  if (act === 'REVERSE') return { ...bare, outcome: 'REQUIRED' } as JournalRecord
  if (act === 'ADVICE') {
    if (of.outcome !== 'OFFLINE_APPROVED') return null
    return { ...bare, type: 'ADVICE', outcome: pick % 3 === 0 ? 'REFUSED' : 'ACCEPTED' } as JournalRecord
  }
  const { batch: _batch, stan: _stan, ...status } = bare
  return { ...status, type: 'REVERSAL_STATUS', outcome: STATUSES[pick % STATUSES.length] } as JournalRecord
}

/** A journal and the same records in another order, some more than once, in pieces. */
export const deliveries = journals.chain((journal) =>
  fc
    .tuple(
      fc.shuffledSubarray(journal, { minLength: journal.length, maxLength: journal.length }),
      fc.array(fc.nat(Math.max(0, journal.length - 1)), { maxLength: 20 }),
      fc.array(fc.nat(journal.length), { maxLength: 5 }),
    )
    .map(([shuffled, again, cuts]) => {
      const all = [...shuffled, ...again.flatMap((place) => journal[place] ?? [])]
      const borders = [0, ...cuts.sort((a, b) => a - b), all.length]
      return { journal, pieces: borders.slice(1).map((to, place) => all.slice(borders[place], to)) }
    }),
)

/** The book after pieces that came one by one. */
export function bookOf(pieces: readonly (readonly PlacedRecord[])[]): Book {
  return pieces.reduce((book, piece) => applyRecords(book, piece).book, EMPTY_BOOK)
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AmendmentOrder,
  amendmentRecord,
  answerOrder,
  applyRecords,
  axesOf,
  batchOf,
  batchTotals,
  effectiveMoney,
  entryOf,
  factsInVersion,
  fieldTexts,
  type JournalRecord,
  keysToLoad,
  labelOf,
  parseRecord,
  type PlacedRecord,
  postAmendment,
  recordedFounding,
  recordText,
  stanKeyOf,
  stanKeyText,
  type TransactionFacts,
} from './index.ts'
import { EMPTY_BOOK, following, journals, placed, saleRecord } from './testing.ts'

const TRUST_ALL = () => true
const SALE = saleRecord()

function order(of: JournalRecord, change: Partial<AmendmentOrder> = {}): AmendmentOrder {
  const { batch = '', stan = '', type } = of
  const target = { targetSeq: 1, targetLeaf: 'ab'.repeat(32) }
  return {
    op: 'AMEND',
    correctionId: 'cor_1',
    version: 1,
    ...target,
    patch: {},
    original: { batch, stan, type },
    ...change,
  }
}

function insertOf(record: JournalRecord, version = 1): AmendmentOrder {
  return { op: 'INSERT', correctionId: 'cor_i', version, patch: fieldTexts(record), original: null }
}

const amend = (of: JournalRecord, change: Partial<AmendmentOrder> = {}) => amendmentRecord(order(of, change))

function after(of: JournalRecord, records: readonly PlacedRecord[], trusts = TRUST_ALL): TransactionFacts {
  const key = stanKeyOf(of)
  const facts = key && applyRecords(EMPTY_BOOK, records, trusts).book.get(stanKeyText(key))
  if (!facts) throw new Error('no such transaction')
  return facts
}

describe('an amendment', () => {
  test('given an amended amount, then the new one counts and the recorded one stays readable', () => {
    const facts = after(SALE, placed(SALE, amend(SALE, { patch: { amount: '1100' } })))
    expect(effectiveMoney(facts)?.minor).toBe(1100n)
    expect(recordedFounding(facts)?.money?.minor).toBe(1000n)
    expect(effectiveMoney(factsInVersion(facts, 0))?.minor).toBe(1000n)
    expect(batchTotals([facts])[0]?.minor).toBe(1100n)
  })

  test('given nobody’s trust, then it changes nothing', () => {
    const forged = amend(SALE, { patch: { amount: '1' } })
    const facts = applyRecords(EMPTY_BOOK, placed(SALE, forged)).book
    expect(facts).toEqual(applyRecords(EMPTY_BOOK, placed(SALE)).book)
  })

  test('given three versions, then of each member the last word counts', () => {
    const records = placed(
      SALE,
      amend(SALE, { patch: { amount: '1100', cardType: 'DEBIT' } }),
      amend(SALE, { version: 2, correctionId: 'cor_2', patch: { amount: '1200' } }),
      amend(SALE, { version: 3, correctionId: 'cor_3', patch: { amount: '1000' } }),
    )
    const facts = after(SALE, records)
    expect([1, 2, 3].map((version) => effectiveMoney(factsInVersion(facts, version))?.minor)).toEqual([
      1100n,
      1200n,
      1000n,
    ])
    expect(facts.founding?.cardType).toBe('DEBIT')
    expect(facts.appliedVersion).toBe(3)
  })

  test.each([
    ['MARK_DUPLICATE', 'REVERSED'],
    ['MARK_REVERSED', 'REVERSED'],
    ['MARK_DISPUTED', 'APPROVED'],
  ] as const)('%s makes it %s', (op, label) => {
    const facts = after(SALE, placed(SALE, amend(SALE, { op })))
    expect(labelOf(axesOf(facts))).toBe(label)
    expect(entryOf(facts, null, false).gross === null).toBe(label === 'REVERSED')
  })

  test('given a mark, when a later version sets the status, then it counts again', () => {
    const undo = amend(SALE, { op: 'SET_STATUS', version: 2, correctionId: 'cor_2', patch: { outcome: 'APPROVED' } })
    const facts = after(SALE, placed(SALE, amend(SALE, { op: 'MARK_REVERSED' }), undo))
    expect(batchTotals([facts])[0]?.minor).toBe(1000n)
  })

  test('an unknown outcome is resolved', () => {
    const unknown = saleRecord({ outcome: 'UNKNOWN' })
    const facts = after(unknown, placed(unknown, amend(unknown, { op: 'SET_STATUS', patch: { outcome: 'APPROVED' } })))
    expect(axesOf(facts).auth).toBe('APPROVED')
  })

  test('an inserted record is a transaction, and gives way to the real one when that comes', () => {
    const insert = amendmentRecord(insertOf(SALE))
    expect(parseRecord(recordText(insert)).ok).toBe(true)
    expect(batchTotals([after(SALE, placed(insert))])[0]?.minor).toBe(1000n)
    const real = saleRecord({ amount: '1200' })
    expect(effectiveMoney(after(SALE, placed(insert, real)))?.minor).toBe(1200n)
    expect(after(SALE, placed(insert))).toMatchObject({ recorded: null, founding: { seq: 1 } })
  })

  test('a refund that is tied to another sale is seen by that one alone', () => {
    const other = saleRecord({ stan: '000002' })
    const refund = following('REFUND', SALE, { stan: '000003' })
    const tie = amend(refund, {
      op: 'RELINK',
      patch: { originalBatch: '000727', originalStan: '000002', originalType: 'PURCHASE' },
    })
    const records = placed(SALE, other, refund, tie)
    expect(labelOf(axesOf(after(SALE, records)))).toBe('APPROVED')
    expect(labelOf(axesOf(after(other, records)))).toBe('REFUNDED')
    expect(after(SALE, records.toReversed())).toEqual(after(SALE, records))
  })

  test('a record of another batch counts in the one into which it was moved', () => {
    expect(batchOf(after(SALE, placed(SALE)))).toBe('000727')
    expect(batchOf(after(SALE, placed(SALE, amend(SALE, { op: 'RELINK', patch: { batch: '000728' } }))))).toBe('000728')
  })

  test('an amended refund moves what is left of its sale', () => {
    const refund = following('REFUND', SALE, { stan: '000003', amount: '400' })
    const records = placed(SALE, refund, amend(refund, { patch: { amount: '1000' } }))
    expect(labelOf(axesOf(after(SALE, records)))).toBe('REFUNDED')
  })
})

test('posted first and written by the terminal later, or the other way round, it is one version', () => {
  const key = stanKeyOf(SALE)
  if (key === null) throw new Error('a sale has a key')
  const [sale, written] = placed(SALE, amend(SALE, { patch: { amount: '1100' } }))
  if (!sale || !written) throw new Error('two records')
  const posted = { version: 1, op: 'AMEND', correctionId: 'cor_1', patch: { amount: '1100' }, seq: null } as const
  const start = applyRecords(EMPTY_BOOK, [sale]).book
  const first = postAmendment(start, key, posted)
  expect(axesOf(first.book.get(stanKeyText(key)) ?? after(SALE, []))).toMatchObject({ sync: 'AMENDED_PENDING_ACK' })
  const one = applyRecords(first.book, [written], TRUST_ALL).book
  const other = postAmendment(applyRecords(start, [written], TRUST_ALL).book, key, posted)
  expect(other.changed.size).toBe(0)
  expect(one).toEqual(other.book)
  expect(axesOf(one.get(stanKeyText(key)) ?? after(SALE, [])).sync).toBe('TERMINAL_ONLY')
})

test('what must be loaded for a tie: what is tied, what it was tied to and what it shall be', () => {
  const refund = following('REFUND', SALE, { stan: '000003' })
  const patch = { originalBatch: '000727', originalStan: '000002', originalType: 'PURCHASE' }
  const records = placed(amend(refund, { op: 'RELINK', patch }))
  const texts = (book: Parameters<typeof keysToLoad>[0]) => keysToLoad(book, records).map(({ stan }) => stan)
  expect(texts(EMPTY_BOOK)).toEqual(['000003', '000002'])
  expect(texts(applyRecords(EMPTY_BOOK, placed(refund)).book)).toEqual(['000002'])
})

describe('an order at the terminal', () => {
  const journal = {
    epoch: 3,
    leafAt: (seq: number) => (seq === 1 ? 'ab'.repeat(32) : null),
    versionAt: () => 1,
    holdsKey: ({ stan }: { readonly stan: string }) => stan === '000001',
  }

  test('is appended when epoch, base and version fit', () => {
    const fits = order(SALE, { version: 2, patch: { amount: '1100' } })
    expect(answerOrder(fits, 3, journal)).toEqual({ kind: 'APPEND', record: amendmentRecord(fits) })
    expect(answerOrder(insertOf(saleRecord({ stan: '000009' })), 3, journal).kind).toBe('APPEND')
  })

  test.each([
    ['of another epoch', order(SALE, { version: 2 }), 2, { kind: 'NACK_POLICY', reason: 'OTHER_EPOCH' }],
    [
      'of another base',
      order(SALE, { targetLeaf: 'cd'.repeat(32) }),
      3,
      { kind: 'NACK_BASE', ownLeaf: 'ab'.repeat(32) },
    ],
    ['of what it holds no more', order(SALE, { targetSeq: 9 }), 3, { kind: 'NACK_BASE', ownLeaf: null }],
    ['of an old version', order(SALE), 3, { kind: 'NACK_POLICY', reason: 'OLD_VERSION' }],
    ['to insert what it has', insertOf(SALE), 3, { kind: 'NACK_POLICY', reason: 'KEY_TAKEN' }],
    ['to insert what is no record', { ...insertOf(SALE), patch: {} }, 3, { kind: 'NACK_POLICY', reason: 'UNREADABLE' }],
  ] as const)('%s is answered with the reason', (_, asked, epoch, answer) => {
    expect(answerOrder(asked, epoch, journal)).toEqual(answer)
  })
})

const PATCHES: readonly Pick<AmendmentOrder, 'op' | 'patch'>[] = [
  { op: 'AMEND', patch: { amount: '7' } },
  { op: 'AMEND', patch: { type: 'REFUND' } },
  { op: 'AMEND', patch: { currency: 'USD', exponent: '2', amount: '5' } },
  { op: 'MARK_DUPLICATE', patch: {} },
  { op: 'MARK_REVERSED', patch: {} },
  { op: 'MARK_DISPUTED', patch: {} },
  { op: 'RELINK', patch: { originalBatch: '000727', originalStan: '000001', originalType: 'PURCHASE' } },
  { op: 'RELINK', patch: { batch: '000728' } },
  { op: 'SET_STATUS', patch: { outcome: 'DECLINED' } },
  { op: 'SET_STATUS', patch: { outcome: 'APPROVED' } },
]

/** A journal whose transactions are amended, some more than once, and some with a record inserted. */
const amendedJournals = fc
  .tuple(journals, fc.array(fc.tuple(fc.nat(1_000), fc.nat(PATCHES.length - 1)), { maxLength: 12 }), fc.boolean())
  .map(([journal, picks, inserts]) => {
    const targets = journal.filter(({ record }) => stanKeyOf(record)?.msgClass.match(/FIN|AUTH/))
    const written = picks.flatMap(([pick, which], place) => {
      const of = targets[pick % Math.max(1, targets.length)]
      const what = PATCHES[which]
      if (of === undefined || what === undefined) return []
      return [amend(of.record, { ...what, version: place + 1, correctionId: `cor_${place}`, targetSeq: of.seq })]
    })
    const missing = saleRecord({ stan: '000999', amount: '77' })
    const insert = inserts
      ? [amendmentRecord(insertOf(missing)), amend(missing, { patch: { amount: '78' }, version: 2 })]
      : []
    return placed(...journal.map(({ record }) => record), ...written, ...insert)
  })

test('any amended journal, in any order and with repeats, leads to one book', () => {
  fc.assert(
    fc.property(
      amendedJournals.chain((journal) =>
        fc.tuple(
          fc.constant(journal),
          fc.shuffledSubarray(journal, { minLength: journal.length, maxLength: journal.length }),
        ),
      ),
      ([journal, shuffled]) => {
        const straight = applyRecords(EMPTY_BOOK, journal, TRUST_ALL).book
        const other = applyRecords(EMPTY_BOOK, [...shuffled, ...shuffled.slice(0, 5)], TRUST_ALL).book
        expect([...other.keys()].sort()).toEqual([...straight.keys()].sort())
        for (const [key, facts] of straight) expect(other.get(key)).toEqual(facts)
        // every original is readable for ever
        const bare = applyRecords(EMPTY_BOOK, journal).book
        for (const [key, facts] of straight) expect(recordedFounding(facts)).toEqual(bare.get(key)?.founding ?? null)
      },
    ),
    { numRuns: 500 },
  )
})

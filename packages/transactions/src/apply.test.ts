import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Axes,
  applyRecord,
  axesOf,
  batchTotals,
  equalTotals,
  type JournalRecord,
  keysToLoad,
  LEGAL_MOVES,
  labelOf,
  moveTotals,
  observe,
  parseRecord,
  type PlacedRecord,
  recordText,
  type Totals,
  tombstone,
} from './index.ts'
import { bookOf, deliveries, EMPTY_BOOK, factsAfter, following, journals, placed, saleRecord } from './testing.ts'

const SALE = saleRecord()
const REVERSAL = following('REVERSAL', SALE, { stan: '000002', outcome: 'REQUIRED' })
const VOID = following('PURCHASE_VOID', SALE, { stan: '000003' })

const labelAfter = (of: JournalRecord, ...records: readonly PlacedRecord[]) => labelOf(axesOf(factsAfter(of, records)))

describe('reversals', () => {
  test('given a reversal, when its original comes late, then that is dead on arrival', () => {
    const [sale, reversal] = placed(SALE, REVERSAL)
    if (!sale || !reversal) throw new Error('two records')
    const facts = factsAfter(SALE, [reversal, sale])
    expect(axesOf(facts)).toMatchObject({ auth: 'APPROVED', reversal: 'REQUIRED' })
    expect(batchTotals([facts])).toEqual([])
    expect(factsAfter(SALE, [sale, reversal])).toEqual(facts)
  })

  test('given a reversed sale, when it is reversed again, then nothing changes', () => {
    const again = following('REVERSAL', SALE, { stan: '000009', outcome: 'REQUIRED' })
    const once = bookOf([placed(SALE, REVERSAL)])
    const twice = applyRecord(once, { seq: 9, record: again })
    expect(twice.changed.size).toBe(0)
    expect(twice.book).toEqual(once)
  })

  test('given a confirmed one, when older news of it comes, then it stays confirmed', () => {
    const status = (outcome: 'SENT' | 'CONFIRMED') => following('REVERSAL_STATUS', SALE, { outcome })
    expect(labelAfter(SALE, ...placed(SALE, status('CONFIRMED'), REVERSAL, status('SENT')))).toBe('REVERSED')
  })

  test('given a voided sale, when the void is reversed, then the sale stands again', () => {
    const undo = following('REVERSAL', VOID, { stan: '000004', outcome: 'CONFIRMED' })
    expect(labelAfter(SALE, ...placed(SALE, VOID))).toBe('VOIDED')
    expect(labelAfter(SALE, ...placed(SALE, VOID, undo))).toBe('APPROVED')
    expect(labelAfter(SALE, ...placed(undo, VOID, SALE))).toBe('APPROVED')
  })
})

describe('follow-ups', () => {
  test('a sale and its void count both, one on each side', () => {
    const book = bookOf([placed(SALE, VOID)])
    expect(batchTotals(book.values()).map(({ side, count, minor }) => [side, count, minor])).toEqual([
      ['CREDIT', 1, 1000n],
      ['DEBIT', 1, 1000n],
    ])
  })

  test('refunds add up', () => {
    const part = (stan: string, amount: string) => following('REFUND', SALE, { stan, amount })
    expect(labelAfter(SALE, ...placed(SALE, part('000005', '400')))).toBe('PARTLY_REFUNDED')
    expect(labelAfter(SALE, ...placed(SALE, part('000005', '400'), part('000006', '600')))).toBe('REFUNDED')
  })

  test('a voided completion gives the hold back', () => {
    const hold = saleRecord({ type: 'PREAUTH' })
    const taken = following('PREAUTH_COMPLETION', hold, { stan: '000002', amount: '1150' })
    const undone = following('COMPLETION_VOID', taken, { stan: '000003', amount: '1150' })
    expect(labelAfter(hold, ...placed(hold, taken))).toBe('CAPTURED')
    expect(labelAfter(hold, ...placed(undone, taken, hold))).toBe('APPROVED')
  })

  test('of several adjustments the last written counts, whichever came first', () => {
    const tip = (stan: string, amount: string) => following('TIP_ADJUST', SALE, { stan, amount })
    const records = placed(SALE, tip('000002', '1100'), tip('000003', '1050'))
    expect(batchTotals([factsAfter(SALE, records.toReversed())])[0]?.minor).toBe(1050n)
  })

  test('a refused offline sale does not count, an accepted one does', () => {
    const sale = saleRecord({ type: 'OFFLINE_SALE', outcome: 'OFFLINE_APPROVED' })
    const advice = (outcome: 'ACCEPTED' | 'REFUSED') => following('ADVICE', sale, { outcome })
    expect(batchTotals([factsAfter(sale, placed(sale, advice('REFUSED')))])).toEqual([])
    expect(labelAfter(sale, ...placed(sale, advice('REFUSED'), advice('ACCEPTED')))).toBe('APPROVED')
  })

  test('records that refer to each other in a ring come to rest', () => {
    const one = following('PURCHASE_VOID', saleRecord({ stan: '000002' }), { stan: '000001' })
    const other = following('PURCHASE_VOID', saleRecord({ stan: '000001' }), { stan: '000002' })
    const self = following('PURCHASE_VOID', saleRecord({ stan: '000003' }), { stan: '000003' })
    expect(bookOf([placed(one, other, self)]).size).toBe(3)
  })
})

test('what must be loaded: a record, its original, and that one’s original', () => {
  const hold = saleRecord({ type: 'PREAUTH' })
  const taken = following('PREAUTH_COMPLETION', hold, { stan: '000002' })
  const undone = following('COMPLETION_VOID', taken, { stan: '000003' })
  const texts = (book: Parameters<typeof keysToLoad>[0]) =>
    keysToLoad(book, [{ seq: 3, record: undone }]).map(({ stan, msgClass }) => `${stan} ${msgClass}`)
  expect(texts(EMPTY_BOOK)).toEqual(['000003 FIN', '000002 FIN'])
  const loaded = new Map(bookOf([placed(hold, taken)]))
  loaded.delete('000727:000001:AUTH')
  loaded.set('000727:000003:FIN', tombstone({ batch: '000727', stan: '000003', msgClass: 'FIN' }))
  expect(texts(loaded)).toEqual(['000001 AUTH'])
})

describe('any journal', () => {
  test('is made of records that read back', () => {
    fc.assert(
      fc.property(journals, (journal) => {
        for (const { record } of journal) expect(parseRecord(recordText(record))).toMatchObject({ ok: true })
      }),
    )
  })

  test('in any order, with any repetition and split, leads to the same book and totals', () => {
    fc.assert(
      fc.property(deliveries, ({ journal, pieces }) => {
        const straight = bookOf([journal])
        const other = bookOf(pieces)
        expect([...other.keys()].sort()).toEqual([...straight.keys()].sort())
        for (const [key, facts] of straight) expect(other.get(key)).toEqual(facts)
        expect(equalTotals(batchTotals(other.values()), batchTotals(straight.values()))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('moves every axis only where it may go, and totals kept by difference are the totals', () => {
    fc.assert(
      fc.property(deliveries, ({ pieces }) => {
        let book = EMPTY_BOOK
        let totals: Totals = []
        for (const one of pieces.flat()) {
          const next = applyRecord(book, one)
          for (const key of next.changed) {
            const [before, after] = [book.get(key), next.book.get(key)]
            if (!after) throw new Error('a key that changed is there')
            if (before) checkMoves(axesOf(before), axesOf(after))
            totals = moveTotals(totals, before, after)
          }
          book = next.book
        }
        expect(totals).toEqual(batchTotals(book.values()))
      }),
      { numRuns: 300 },
    )
  })
})

function checkMoves(before: Axes, after: Axes): void {
  for (const axis of Object.keys(LEGAL_MOVES) as (keyof Axes)[]) {
    const [from, to] = [before[axis], after[axis]]
    const moves: Readonly<Record<string, readonly string[]>> = LEGAL_MOVES[axis]
    if (from !== to && !moves[from]?.includes(to)) throw new Error(`${axis}: ${from} → ${to}`)
  }
}

test('observations may come in any order too', () => {
  const kinds = ['BATCH_CLOSED', 'CLEARED', 'DISPUTED', 'DISPUTE_ENDED', 'HOLD_EXPIRED'] as const
  const view = fc.record({
    at: fc.nat(3),
    outcome: fc.constantFrom('APPROVED', 'DECLINED', 'REVERSED'),
    money: fc.constantFrom({ minor: 1000n, currency: 'CNY', exponent: 2 }, { minor: 1n, currency: 'CNY', exponent: 2 }),
  })
  const observation = fc.oneof(
    fc.record({ kind: fc.constantFrom(...kinds) }),
    fc.record({ kind: fc.constant('HOST_SEEN' as const), view }),
    fc.record({
      kind: fc.constantFrom('PAID_OUT', 'PAYMENT_RETURNED'),
      payoutId: fc.constantFrom('chg_a', 'chg_b'),
    }),
    fc.record({
      kind: fc.constantFrom('AMENDMENT_POSTED', 'AMENDMENT_APPLIED'),
      version: fc.integer({ min: 1, max: 3 }),
    }),
  )
  fc.assert(
    fc.property(fc.array(observation, { maxLength: 12 }), fc.boolean(), (observations, hasSale) => {
      const start = hasSale ? factsAfter(SALE, placed(SALE)) : tombstone({ batch: '1', stan: '1', msgClass: 'FIN' })
      const one = observations.reduce((facts, each) => {
        const next = observe(facts, each)
        checkMoves(axesOf(facts), axesOf(next))
        return next
      }, start)
      expect(observations.toReversed().reduce(observe, start)).toEqual(one)
    }),
    { numRuns: 500 },
  )
})

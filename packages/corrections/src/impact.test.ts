import { describe, expect, test } from 'vitest'
import { applyRecords, batchTotals, checkZero, type JournalRecord, stanKeyText } from '@budeng/transactions'
import { problemsOf } from './check.ts'
import { diffOf } from './diff.ts'
import { type Base, impactOf } from './impact.ts'
import { CORRECTION_KINDS } from './kind-names.ts'
import { KIND_RULES } from './kinds.ts'
import {
  baseOf,
  following,
  LEAF,
  placed,
  proposalOf,
  SALE_BASE,
  SALE_KEY,
  saleRecord,
  targetOf,
  TERMS,
} from './testing.ts'

const SALE = saleRecord()
const fen = (list: readonly { readonly minor: bigint }[]) => list.map(({ minor }) => minor)

function openBase(...records: readonly JournalRecord[]): Base {
  const base = baseOf(placed(...records))
  return { ...base, batches: [{ batch: '000727', state: 'OPEN', totals: batchTotals(base.book.values()) }] }
}

describe('a wrong amount', () => {
  const impact = impactOf(proposalOf('WRONG_AMOUNT', { patch: { amount: '900' } }), openBase(SALE))

  test('moves postings, payable, fee and commission by the difference', () => {
    // 0.6 % of 10.00 is 0.06, of 9.00 0.05 half up; a third of them 0.02
    expect([fen(impact.payable), fen(impact.fee), fen(impact.commission)]).toEqual([[-99n], [-1n], []])
    expect(fen(impact.stake)).toEqual([100n])
    expect(impact.moneyLeaves).toBe(false)
  })

  test('moves the totals of the open batch', () => {
    const [move] = impact.batches
    expect(move).toMatchObject({ isFrozen: false, adjustment: null })
    expect([move?.before[0]?.minor, move?.after[0]?.minor]).toEqual([1000n, 900n])
  })

  test('tells the terminal what to append, without a root', () => {
    expect(impact.order).toEqual({
      op: 'AMEND',
      correctionId: 'cor_1',
      version: 1,
      patch: { amount: '900' },
      targetSeq: 1,
      targetLeaf: LEAF,
      original: { batch: '000727', stan: '000001', type: 'PURCHASE' },
    })
  })

  test('shows each member before and after', () => {
    const { fields } = diffOf(proposalOf('WRONG_AMOUNT'), impact)
    expect(fields).toEqual([{ field: 'amount', before: '1000', after: '900' }])
  })

  test('given a settled batch, then that stays frozen and the open one is adjusted with a link', () => {
    const base = openBase(SALE)
    const settled: Base = {
      ...base,
      batches: base.batches.map((batch) => ({ ...batch, state: 'CLOSED' })),
      openBatch: '000728',
      firstOpenDate: '2026-12-01',
    }
    const { batches, touchesSettled, effectiveDate, originalDate } = impactOf(proposalOf('WRONG_AMOUNT'), settled)
    expect(touchesSettled).toBe(true)
    expect(batches[0]).toMatchObject({
      isFrozen: true,
      adjustment: { batch: '000728', links: [{ stan: '000001' }], lines: [{ count: 0, minor: -100n }] },
    })
    expect([effectiveDate, originalDate]).toEqual(['2026-12-01', '2026-11-28'])
  })

  test('given it raises what the merchant gets, then money leaves', () => {
    expect(impactOf(proposalOf('WRONG_AMOUNT', { patch: { amount: '1100' } }), SALE_BASE).moneyLeaves).toBe(true)
  })
})

test('a corrected refund moves the fee of its sale too', () => {
  const refund = following('REFUND', SALE, { stan: '000003', amount: '400' })
  const proposal = proposalOf('WRONG_AMOUNT', { target: targetOf(refund, { seq: 2 }), patch: { amount: '1000' } })
  const { entries } = impactOf(proposal, baseOf(placed(SALE, refund)))
  expect(entries.map(({ key }) => key).sort()).toEqual([SALE_KEY, stanKeyText(targetOf(refund).key)].sort())
  const sale = entries.find(({ key }) => key === SALE_KEY)
  expect([sale?.before.fee?.minor, sale?.after.fee?.minor]).toEqual([4n, 0n])
})

test('what was never charged is a claim: no payable, no charge, no order', () => {
  const impact = impactOf(proposalOf('NOT_CHARGED'), SALE_BASE)
  expect(impact.claim.map(({ account, minor }) => [account, minor])).toEqual([
    ['ACQUIRER_RECEIVABLE', 1000n],
    ['SUSPENSE_LONG', -1000n],
  ])
  expect([impact.payable, impact.order, impact.entries, fen(impact.stake)]).toEqual([[], null, [], [1000n]])
})

test('a wrong fee moves the fee legs only', () => {
  const tariffsAfter = { termsOf: () => ({ ...TERMS, percentBps: 100 }), hasAgent: true }
  const impact = impactOf(proposalOf('WRONG_FEE'), { ...SALE_BASE, tariffsAfter })
  expect([fen(impact.payable), fen(impact.fee), fen(impact.commission)]).toEqual([[-4n], [3n], [1n]])
  expect([impact.amendment, impact.order, impact.batches]).toEqual([null, null, []])
})

test('what was posted to another merchant is taken back there and booked here, though the sums are the same', () => {
  const proposal = proposalOf('MISPOSTED', { patch: { midSent: '898000000000002' }, moveTo: 'mch_2' })
  const { entries, stake } = impactOf(proposal, SALE_BASE)
  expect(entries).toHaveLength(1)
  expect(entries[0]).toMatchObject({ movesTo: 'mch_2' })
  expect(fen(stake)).toEqual([1000n])
})

test('a record moved to another batch moves both', () => {
  const { batches } = impactOf(proposalOf('MISPOSTED', { patch: { batch: '000728' } }), openBase(SALE))
  expect(batches.map(({ batch, after }) => [batch, after.length])).toEqual([
    ['000727', 0],
    ['000728', 1],
  ])
})

test('an insert founds the transaction', () => {
  const impact = impactOf(proposalOf('MISSING_IN_TERMINAL'), openBase(SALE))
  expect(impact.order).toMatchObject({ op: 'INSERT', original: null })
  expect(impact.order?.targetSeq).toBeUndefined()
  expect(fen(impact.payable)).toEqual([994n])
  expect(impact.batches[0]?.after[0]).toMatchObject({ count: 2, minor: 2000n })
})

test('a refund of a second charge leaves the books until the refund comes', () => {
  const impact = impactOf(proposalOf('DUPLICATE_CHARGE'), SALE_BASE)
  expect([impact.entries, impact.flow, fen(impact.stake), impact.moneyLeaves]).toEqual([[], 'REFUND', [1000n], true])
})

test('many small steps away from the record count together', () => {
  const { book } = applyRecords(new Map(), placed(SALE))
  const first = impactOf(proposalOf('WRONG_AMOUNT', { patch: { amount: '600' } }), { ...SALE_BASE, book })
  const next = new Map(book)
  for (const { key, after } of first.changed) next.set(key, after)
  const second = impactOf(proposalOf('WRONG_AMOUNT', { id: 'cor_2', baseVersion: 1, patch: { amount: '300' } }), {
    ...SALE_BASE,
    book: next,
  })
  expect(fen(second.stake)).toEqual([700n])
})

test('an exponent ten times off counts in real yuan', () => {
  const wrong = saleRecord({ amount: '10', exponent: 0 })
  const proposal = proposalOf('WRONG_CURRENCY_EXPONENT', { patch: { exponent: '2' }, target: targetOf(wrong) })
  const impact = impactOf(proposal, baseOf(placed(wrong)))
  expect(impact.changed[0]?.after.founding?.money).toEqual({ minor: 10n, currency: 'CNY', exponent: 2 })
})

test.each(CORRECTION_KINDS)('%s posts zero, and tells what its kind says', (kind) => {
  const impact = impactOf(proposalOf(kind), SALE_BASE)
  for (const { negated, posted } of impact.entries) checkZero([...negated, ...posted])
  checkZero(impact.claim)
  expect(impact.order?.op ?? null).toBe(KIND_RULES[kind].command)
  expect(impact.flow).toBe(KIND_RULES[kind].flow)
})

describe('what cannot be', () => {
  const VOIDED = baseOf(placed(SALE, following('PURCHASE_VOID', SALE, { stan: '000002' })))
  const REFUNDED = baseOf(placed(SALE, following('REFUND', SALE, { stan: '000002', amount: '400' })))
  const TIPPED = baseOf(placed(SALE, following('TIP_ADJUST', SALE, { stan: '000002', amount: '1100' })))
  const NOTHING = baseOf([])

  test.each(CORRECTION_KINDS)('%s of a plain sale can be', (kind) => {
    expect(problemsOf(proposalOf(kind), SALE_BASE)).toEqual([])
  })

  test.each([
    ['of nothing', proposalOf('WRONG_AMOUNT'), NOTHING, 'NO_TARGET'],
    ['after a void', proposalOf('WRONG_AMOUNT'), VOIDED, 'ALREADY_VOIDED'],
    ['a refund after a refund', proposalOf('DUPLICATE_CHARGE'), REFUNDED, 'ALREADY_REFUNDED'],
    [
      'an amount below what was refunded',
      proposalOf('WRONG_AMOUNT', { patch: { amount: '300' } }),
      REFUNDED,
      'ABOVE_NET',
    ],
    ['an amount that was adjusted since', proposalOf('WRONG_AMOUNT'), TIPPED, 'ADJUSTED_SINCE'],
    [
      'a currency in a correction of the amount',
      proposalOf('WRONG_AMOUNT', { patch: { amount: '9', currency: 'USD' } }),
      SALE_BASE,
      'FIELD_NOT_ALLOWED',
    ],
    [
      'no such currency',
      proposalOf('WRONG_CURRENCY_EXPONENT', { patch: { currency: 'XXQ' } }),
      SALE_BASE,
      'CURRENCY_DIFFERS',
    ],
    [
      'an exponent that the currency has not',
      proposalOf('WRONG_CURRENCY_EXPONENT', { patch: { currency: 'JPY' } }),
      SALE_BASE,
      'EXPONENT_DIFFERS',
    ],
    ['no form', proposalOf('WRONG_AMOUNT', { patch: { amount: '-5' } }), SALE_BASE, 'WRONG_FORM'],
    ['the same again', proposalOf('WRONG_AMOUNT', { patch: { amount: '1000' } }), SALE_BASE, 'NOTHING_CHANGES'],
    ['a hold for a sale', proposalOf('WRONG_TYPE', { patch: { type: 'PREAUTH' } }), SALE_BASE, 'CLASS_DIFFERS'],
    [
      'a copy of itself',
      proposalOf('DUPLICATE_RECORD', {
        patch: { originalBatch: '000727', originalStan: '000001', originalType: 'PURCHASE' },
      }),
      SALE_BASE,
      'LINK_TO_ITSELF',
    ],
    [
      'what is there',
      proposalOf('MISSING_IN_TERMINAL', {
        target: targetOf(SALE),
        patch: { ...proposalOf('MISSING_IN_TERMINAL').patch, stan: '000001' },
      }),
      SALE_BASE,
      'KEY_TAKEN',
    ],
    [
      'a record of another key',
      proposalOf('MISSING_IN_TERMINAL', { target: targetOf(saleRecord({ stan: '000051' })) }),
      SALE_BASE,
      'KEY_DIFFERS',
    ],
    ['a fee without a tariff', proposalOf('WRONG_FEE', { tariff: null }), SALE_BASE, 'NO_TARIFF'],
    ['a move in a correction of the amount', proposalOf('WRONG_AMOUNT', { moveTo: 'mch_2' }), SALE_BASE, 'NO_PLACE'],
    ['what is taken out already', proposalOf('PHANTOM'), takenOut(), 'ALREADY_TAKEN_OUT'],
    [
      'an amount of what was declined',
      proposalOf('WRONG_AMOUNT'),
      baseOf(placed(saleRecord({ outcome: 'DECLINED' }))),
      'NOT_EFFECTIVE',
    ],
  ])('%s', (_, proposal, base, problem) => {
    expect(problemsOf(proposal, base)).toContain(problem)
  })
})

function takenOut(): Base {
  const [change] = impactOf(proposalOf('FALSE_REVERSAL'), SALE_BASE).changed
  return { ...SALE_BASE, book: new Map(change ? [[change.key, change.after]] : []) }
}

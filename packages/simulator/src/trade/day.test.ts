import { HOUR } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { isLuhn, maskPan, testCard } from './cards.ts'
import { type DayOptions, type Intent, planDay } from './day.ts'
import { isOpen, MERCHANT_KINDS, merchantKindOf } from './kinds.ts'

const day = (options: Partial<DayOptions> = {}): readonly Intent[] =>
  planDay({
    seed: 42,
    acquirer: 'huaxin',
    tid: '10016901',
    date: '2026-11-28',
    kind: merchantKindOf('898310580000001'),
    salesPerHour: 6,
    ...options,
  })

/** Many terminals of every kind. */
const days = MERCHANT_KINDS.flatMap((kind) =>
  Array.from({ length: 40 }, (_, index) => ({ kind, plan: day({ kind, tid: String(10_016_901 + index) }) })),
)

describe('a day at the till', () => {
  test('is the same for the same seed, terminal and date, and another for any other', () => {
    expect(day()).toEqual(day())
    for (const other of [{ seed: 43 }, { tid: '10016902' }, { date: '2026-11-29' }, { acquirer: 'harbour' }])
      expect(day(other)).not.toEqual(day())
  })

  test('everything of it happens somewhere', () => {
    const acts = new Set(days.flatMap(({ plan }) => plan.map(({ act }) => act)))
    expect(acts.size).toBe(14)
  })

  test('follow-ups come after what they follow, and refer to what they may', () => {
    const may: Record<string, readonly string[]> = {
      PURCHASE_VOID: ['PURCHASE'],
      TIP_ADJUST: ['PURCHASE'],
      REFUND: ['PURCHASE'],
      QR_REFUND: ['QR_PAY'],
      OFFLINE_ADJUST: ['OFFLINE_SALE'],
      PREAUTH_VOID: ['PREAUTH'],
      PREAUTH_COMPLETION: ['PREAUTH'],
      COMPLETION_VOID: ['PREAUTH_COMPLETION'],
    }
    for (const { plan } of days)
      for (const [place, intent] of plan.entries()) {
        if (!('of' in intent)) continue
        expect(intent.of).toBeLessThan(place)
        expect(may[intent.act]).toContain(plan[intent.of]?.act)
      }
  })

  test('people come while the shop is open, about as many as asked for, and pay whole amounts', () => {
    for (const { kind, plan } of days)
      for (const intent of plan) {
        if (intent.act === 'CLOSE_BATCH' || 'of' in intent) continue
        expect(isOpen(kind, Math.floor(intent.atMs / HOUR))).toBe(true)
        if (intent.act !== 'BALANCE_INQUIRY') expect(intent.amount % BigInt(kind.step)).toBe(0n)
      }
    const hours = days.reduce(
      (sum, { kind }) =>
        sum + Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => isOpen(kind, hour)).length,
      0,
    )
    const sales = days.reduce((sum, { plan }) => sum + plan.filter((intent) => 'card' in intent).length, 0)
    expect(sales / hours).toBeGreaterThan(4.5)
    expect(sales / hours).toBeLessThan(7.5)
  })

  test('the batch is closed once', () => {
    for (const { plan } of days) expect(plan.filter(({ act }) => act === 'CLOSE_BATCH')).toHaveLength(1)
  })
})

test('cards are test cards with a right check digit, and their mask shows ten digits', () => {
  const cards = Array.from({ length: 2_000 }, (_, number) => testCard(42, number))
  expect(cards.every(({ pan }) => pan.length === 16 && isLuhn(pan))).toBe(true)
  expect(new Set(cards.map(({ pan }) => pan)).size).toBe(2_000)
  const foreign = cards.filter(({ scope }) => scope === 'FOREIGN').length
  expect(foreign).toBeGreaterThan(100)
  expect(foreign).toBeLessThan(300)
  expect(maskPan(['6250', '9470', '0000', '0014'].join(''))).toBe('625094******0014')
})

import type { JournalRecord } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { openDoors } from '../doors.fixture.ts'
import { agreeTariff, handClock, open } from '../fleet.fixture.ts'
import {
  entriesOfTransactions,
  payablesOf,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Scoped,
  statementBounds,
  statementLines,
  statementTotals,
  foldLedger,
} from '../index.ts'
import { arrived, booksOf, follow, type JournalHand, makeJournal, reversal, sale } from './journal/journal.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, gateway, worker, database } = await openDoors(clock, 'owner', 'gateway', 'worker')
let made = 0

/** A terminal whose merchant pays 0.6 %, at least 1, at most 100; 30 % of it is the agent's. From the 16th on 1 %. */
async function journal(hasTariff = true): Promise<JournalHand> {
  const code = `b${String.fromCharCode(97 + made++)}`
  return await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const hand = await makeJournal(unit, gateway, code)
    if (!hasTariff) return hand
    const limits = { minimumMinor: 1n, capMinor: 100n }
    for (const product of ['CARD', 'QR']) {
      await agreeTariff(unit, hand.scope, { ...limits, validFrom: '2020-01-01', percentBps: 60 }, product)
      await agreeTariff(unit, hand.scope, { ...limits, validFrom: '2027-01-16', percentBps: 100 }, product)
    }
    return hand
  })
}

async function bring(hand: JournalHand, placed: readonly (readonly [number, JournalRecord])[]): Promise<void> {
  await hand.book(placed.map(([seq, record]) => arrived(record, seq)))
}
const bringAll = (hand: JournalHand, ...records: JournalRecord[]) =>
  bring(
    hand,
    records.map((record, place) => [place + 1, record]),
  )

const read = <T>(work: (db: Scoped) => Promise<T>) => worker.read(PLATFORM_SCOPE, work)

const standing = (hand: JournalHand) => booksOf(worker, hand.scope.acquirerId)

describe('what records mean in the books', () => {
  test('a sale: what the terminal took, what is owed, the fee in its parts', async () => {
    const hand = await journal()
    await bringAll(hand, sale(1, { amount: '10000' }))
    expect(await standing(hand)).toEqual({
      TERMINAL_CLEARING: 10_000n,
      MERCHANT_PAYABLE: -9_940n,
      FEE_INCOME: -42n,
      AGENT_COMMISSION: -18n,
    })
  })

  test('a sale that was declined, one that is unknown and an inquiry: nothing', async () => {
    const hand = await journal()
    await bringAll(
      hand,
      sale(1, { outcome: 'DECLINED' }),
      sale(2, { outcome: 'UNKNOWN' }),
      { type: 'BALANCE_INQUIRY', batch: '000001', stan: '000003', outcome: 'APPROVED' },
      { type: 'SIGN_ON', batch: '000001', stan: '000004', outcome: 'APPROVED' },
    )
    expect(await standing(hand)).toEqual({})
  })

  test('minimum, cap, half up, and terms by the business day', async () => {
    const hand = await journal()
    await bringAll(
      hand,
      sale(1, { amount: '10' }), // 0.06: the minimum
      sale(2, { amount: '1000000' }), // 60.00: the cap
      sale(3, { amount: '1083' }), // 6.498
      sale(4, { amount: '1084' }), // 6.504
      sale(5, { amount: '1750' }), // 10.5 → 11
      sale(6, { amount: '1000', at: '2027-01-15T16:30:00Z' }), // the 16th in Shanghai, but that lies ahead
    )
    const fees = await fees_(hand)
    expect(fees).toEqual([1n, 100n, 6n, 7n, 11n, 6n])
    clock.advance(12 * 3_600_000)
    await bring(hand, [[7, sale(7, { amount: '1000', at: '2027-01-15T16:30:00Z' })]])
    expect((await fees_(hand)).at(-1)).toBe(10n)
    clock.advance(-12 * 3_600_000)
  })

  test('no tariff: no fee; another currency is apart', async () => {
    const hand = await journal(false)
    await bringAll(hand, sale(1, { amount: '500' }), sale(2, { amount: '700', currency: 'JPY', exponent: 0 }))
    expect(await standing(hand)).toEqual({
      TERMINAL_CLEARING: 500n,
      MERCHANT_PAYABLE: -500n,
      'TERMINAL_CLEARING JPY': 700n,
      'MERCHANT_PAYABLE JPY': -700n,
    })
  })

  async function fees_(hand: JournalHand): Promise<bigint[]> {
    const rows = await read((db) =>
      db.query<{ fee: bigint }>(
        `select fee_minor::numeric as fee from ledger_entry where terminal_id = $1 order by id`,
        [hand.terminalId],
      ),
    )
    return rows.map(({ fee }) => fee)
  }
})

describe('in any order, however often', () => {
  const first = sale(1, { amount: '10000' })
  const second = sale(2, { amount: '8000' })
  const records: readonly JournalRecord[] = [
    first,
    second,
    follow('PURCHASE_VOID', first, 3, { amount: '10000' }),
    follow('REFUND', second, 4, { amount: '3000' }),
    sale(5, { outcome: 'UNKNOWN' }),
    reversal(sale(5), 6),
    sale(7, { amount: '4000' }),
    reversal(sale(7), 8),
    { type: 'REVERSAL_STATUS', outcome: 'CONFIRMED', original: { batch: '000001', stan: '000007', type: 'PURCHASE' } },
    sale(9, { amount: '999999999999' }),
  ]

  async function brought(order: readonly number[], size: number): Promise<Record<string, bigint>> {
    const hand = await journal()
    const placed = order.map((seq) => [seq, records[seq - 1]] as const)
    for (let from = 0; from < placed.length; from += size)
      await bring(hand, placed.slice(from, from + size) as [number, JournalRecord][])
    // and all of it once more
    await bring(hand, placed as [number, JournalRecord][])
    return await standing(hand)
  }

  test('the books are the same', async () => {
    const numbers = records.map((_, place) => place + 1)
    const expected = await brought(numbers, records.length)
    expect(Object.values(expected).reduce((sum, each) => sum + each, 0n)).toBe(0n)
    // sale 2 less its refund, and the largest amount
    expect(expected['TERMINAL_CLEARING']).toBe(5_000n + 999_999_999_999n)
    for (const [order, size] of [
      [numbers.toReversed(), 1],
      [numbers.toReversed(), 3],
      [numbers, 1],
      [[8, 3, 10, 1, 6, 5, 9, 4, 7, 2], 1],
      [[8, 3, 10, 1, 6, 5, 9, 4, 7, 2], 4],
    ] as const)
      expect(await brought(order, size), `${order.join()} by ${size}`).toEqual(expected)
  })
})

test('a statement: what was owed before, each line, what is owed after', async () => {
  const hand = await journal()
  const { merchantId, agentId, path, acquirerId } = hand.scope
  await bringAll(
    hand,
    sale(1, { amount: '10000', at: '2027-01-14T08:00:00Z' }),
    ...[2, 3, 4, 5, 6].map((number) => sale(number, { amount: `${number}000` })),
    follow('PURCHASE_VOID', sale(2), 7, { amount: '2000' }),
  )
  const period = { from: '2027-01-15', to: '2027-01-15' }
  const look = async () =>
    await read(async (db) => {
      const accounts = await payablesOf(db, merchantId, 'CNY')
      const bounds = await statementBounds(db, accounts, period)
      const lines = []
      for (let after: Parameters<typeof statementLines>[3] = null; ; ) {
        const page: Awaited<ReturnType<typeof statementLines>> = await statementLines(db, accounts, period, after, 2)
        lines.push(...page)
        after = page.at(-1) ?? null
        if (page.length < 2) return { bounds, lines, accounts }
      }
    })
  const { bounds, lines, accounts } = await look()
  expect(bounds.opening).toBe(9_940n)
  expect(lines.reduce((sum, { net }) => sum + net, bounds.opening)).toBe(bounds.closing)
  expect(lines.every(({ gross, fee, net }) => (gross ?? 0n) - (fee ?? 0n) === net)).toBe(true)
  expect(lines[1]).toMatchObject({ gross: 3_000n, fee: 18n, commission: 5n, net: 2_982n })
  while ((await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => foldLedger(unit, 100))) > 0);
  expect((await look()).bounds).toEqual(bounds)
  const totals = await read((db) => statementTotals(db, accounts, period))
  expect(totals.credit - totals.debit).toBe(bounds.closing - bounds.opening)

  // the merchant sees the own account only, the agent the commission too
  const app = await open(database.url, 'app', clock)
  const seen = async (place: string) =>
    await app.read({ path: place }, async (db) => {
      const [, line] = await statementLines(db, await payablesOf(db, merchantId, 'CNY'), period, null, 2)
      const entries = await entriesOfTransactions(db, [line?.transactionId ?? ''])
      const kinds = [...entries.values()].flat().flatMap(({ postings }) => postings.map(({ account }) => account.kind))
      return { commission: line?.commission, kinds: [...new Set(kinds)].sort() }
    })
  const merchantPath = path.split('.').slice(0, -1).join('.')
  expect(await seen(merchantPath)).toEqual({ commission: null, kinds: ['MERCHANT_PAYABLE', 'TERMINAL_CLEARING'] })
  expect(await seen(`${acquirerId}.${agentId}`)).toMatchObject({
    commission: expect.any(BigInt),
    kinds: ['AGENT_COMMISSION', 'MERCHANT_PAYABLE', 'TERMINAL_CLEARING'],
  })
  await app.close()
})

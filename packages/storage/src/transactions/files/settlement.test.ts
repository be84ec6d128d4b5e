import type { JournalRecord } from '@budeng/transactions'
import { expect, test } from 'vitest'
import { byPlatform, openDoors } from '../../doors.fixture.ts'
import { handClock } from '../../fleet.fixture.ts'
import {
  archiveLedgerMonth,
  foldLedger,
  judgeUnfiled,
  matchFilesAgain,
  matchStrangersAgain,
  notePayout,
  type MomentKey,
  notePayoutReturn,
  payableOf,
  payablesOf,
  payoutById,
  payoutsOf,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  postEntries,
  shortOf,
  statementBounds,
  statementLines,
  tellPaid,
  tellReturned,
  writeOff,
} from '../../index.ts'
import { standingOf } from '../booking.ts'
import { follow, reversal, sale } from '../journal/journal.fixture.ts'
import { aheadOf, House } from './trading-house.fixture.ts'

const DAY = '2027-01-15'
const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, gateway, worker, app } = await openDoors(clock, 'owner', 'gateway', 'worker', 'app')
const doors = { owner, gateway, worker, app, clock }
const work = byPlatform(worker)
const later = aheadOf(clock)
async function lookAgain(): Promise<void> {
  await work((unit) => matchFilesAgain(unit, 0, 100))
  await work((unit) => matchStrangersAgain(unit, '2027-01-01', 0, 100))
}

test('what the file has is cleared: off the terminal’s clearing, the scheme’s fee off the acquirer’s income', async () => {
  const house = await House.make(doors)
  const [one, two] = [sale(1, { amount: '10000' }), sale(2, { amount: '5000' })]
  const refund = follow('REFUND', two, 3, { amount: '1000' })
  await house.bring(one, two, refund)
  const taken = { MERCHANT_PAYABLE: -13_916n, FEE_INCOME: -59n, AGENT_COMMISSION: -25n }
  expect(await house.books()).toEqual({ TERMINAL_CLEARING: 14_000n, ...taken })
  const row = await house.file(
    DAY,
    house.line(one, { feeMinor: 20n }),
    house.line(two, { feeMinor: -3n }),
    house.line(refund),
  )
  expect(row).toMatchObject({ matched: 3, missingHere: 0, contradicting: 0, repeated: 0 })
  expect(await house.books()).toEqual({ ...taken, ACQUIRER_RECEIVABLE: 13_983n, FEE_INCOME: -42n })
  expect(await house.notes()).toEqual(['000001', '000002', '000003'].map((stan) => `${stan} MATCHED CLEARED`))
  // the same again, by another file and by another look: nothing is booked twice
  const entries = await house.entries()
  expect(await house.file(DAY, house.line(one), house.line(two))).toMatchObject({ matched: 0, repeated: 2 })
  await lookAgain()
  expect(await house.entries()).toBe(entries)
})

test('two files that contradict: the first one stands in the books, the difference is told', async () => {
  const house = await House.make(doors)
  const one = sale(1, { amount: '10000' })
  await house.bring(one)
  await house.file(DAY, house.line(one, { minor: 9_990n }))
  const books = await house.books()
  expect(books).toMatchObject({ ACQUIRER_RECEIVABLE: 9_990n, SUSPENSE_SHORT: 10n })
  const second = await house.file(DAY, house.line(one), house.line(one, { minor: 9_990n }))
  expect(second).toMatchObject({ matched: 0, contradicting: 1, repeated: 1 })
  expect(await house.books()).toEqual(books)
  expect(await house.lines()).toEqual([
    '000001 CONTRADICTING AMOUNT',
    '000001 CONTRADICTING CONTRADICTS',
    '000001 REPEATED REPEATED',
  ])
  expect(await house.notes()).toEqual(['000001 CONTRADICTING CLEARED'])
})

test('a reversal in the file is of what it takes back, in whatever file and order both come', async () => {
  const house = await House.make(doors)
  const [one, two] = [sale(1), sale(2)]
  await house.bring(one, two, reversal(one, 9))
  const back = (of: JournalRecord, stan: string) =>
    house.line(of, { type: 'REVERSAL', stan, originalStan: of.stan ?? '' })
  await house.file(DAY, back(one, '000009'))
  await house.file('2027-01-16', house.line(one), house.line(two), back(two, '000010'))
  expect(await house.lines()).toEqual([
    '000009 MATCHED',
    '000001 MATCHED',
    '000002 MATCHED',
    '000010 CONTRADICTING REVERSED_THERE',
  ])
  // of the one nothing was moved on either side; of the other nothing comes
  expect(await house.books()).toMatchObject({ SUSPENSE_SHORT: 102n })
  expect((await house.books())['ACQUIRER_RECEIVABLE']).toBeUndefined()
  // our reversal comes late: both sides agree, and nothing is short
  await house.bring(reversal(two, 10))
  await lookAgain()
  expect(await house.notes()).toEqual(['000001 MATCHED CLEARED', '000002 MATCHED CLEARED'])
  expect(await house.books()).toEqual({})
})

test('lines that only the file has: expected, late, then in suspense; the record comes and takes it out', async () => {
  const house = await House.make(doors)
  const one = sale(1, { amount: '700' })
  await house.file(DAY, house.line(one, { feeMinor: 3n }), house.line(one, { tid: 'NOBODY01', minor: 50n }))
  expect([await house.notes(), await house.books()]).toEqual([['stranger EXPECTED -', 'stranger EXPECTED -'], {}])
  await later(48, lookAgain)
  expect([await house.notes(), await house.books()]).toEqual([['stranger LATE -', 'stranger LATE -'], {}])
  await later(72, lookAgain)
  expect(await house.notes()).toEqual(['stranger MISSING_HERE -', 'stranger MISSING_HERE -'])
  expect(await house.books()).toEqual({ ACQUIRER_RECEIVABLE: 747n, FEE_INCOME: 3n, SUSPENSE_LONG: -750n })
  // a second file says the same, and later otherwise: nothing twice
  await later(72, () => house.file('2027-01-16', house.line(one, { feeMinor: 3n }), house.line(one, { minor: 9n })))
  expect(await house.books()).toMatchObject({ SUSPENSE_LONG: -750n })
  await house.bring(one)
  await later(73, lookAgain)
  expect(await house.books()).toMatchObject({ ACQUIRER_RECEIVABLE: 747n, SUSPENSE_LONG: -50n })
  expect(await house.notes()).toEqual(['000001 CONTRADICTING CLEARED', 'stranger MISSING_HERE -'])
})

test('what no file has is short when it is missing, written off by two, and back when it comes', async () => {
  const house = await House.make(doors)
  const one = sale(1, { amount: '8000' })
  await house.bring(one)
  const unfiled = (state: 'LATE' | 'MISSING_THERE') =>
    work((unit) => judgeUnfiled(unit, { acquirerId: house.scope.acquirerId, day: DAY }, state, null, 100))
  await later(48, () => unfiled('LATE'))
  expect([await house.notes(), (await house.books())['TERMINAL_CLEARING']]).toEqual([
    ['000001 LATE IN_OPEN_BATCH'],
    8_000n,
  ])
  await later(72, () => unfiled('MISSING_THERE'))
  expect(await house.notes()).toEqual(['000001 MISSING_THERE IN_OPEN_BATCH'])
  expect(await house.books()).toMatchObject({ SUSPENSE_SHORT: 8_000n })
  const match = await house.matchOf('000001')
  const short = await worker.read(PLATFORM_SCOPE, (db) => shortOf(db, match))
  expect(short).toMatchObject({ minor: 8_000n, currency: 'CNY', isWrittenOff: false, version: 1 })
  if (short === null) throw new Error('nothing is short')
  const write = () =>
    app.write({ path: house.scope.acquirerId }, PLATFORM_ACTOR, (unit) =>
      writeOff(unit, short, { changeId: 'chg_x', zone: 'Asia/Shanghai' }),
    )
  await write()
  await write()
  const books = await house.books()
  expect([books['WRITE_OFF'], books['SUSPENSE_SHORT']]).toEqual([8_000n, undefined])
  await later(73, () => house.file(DAY, house.line(one)))
  const after = await house.books()
  expect([after['WRITE_OFF'], after['SUSPENSE_SHORT'], after['ACQUIRER_RECEIVABLE']]).toEqual([
    undefined,
    undefined,
    8_000n,
  ])
})

test('a payout pays what is cleared and owed, once, and its transactions are told', async () => {
  const house = await House.make(doors)
  const { merchantId, acquirerId, agentId, path } = house.scope
  const [one, two] = [sale(1, { amount: '10000' }), sale(2, { amount: '20000' })]
  await house.bring(one, two)
  const merchant = { id: merchantId, acquirerId }
  const payable = () => app.read({ path: acquirerId }, (db) => payableOf(db, merchant, 'CNY', DAY))
  expect(await payable()).toEqual({ owed: 29_820n, held: 29_820n, payouts: 0, isFiled: false })
  await house.file(DAY, house.line(one))
  expect(await payable()).toEqual({ owed: 29_820n, held: 19_880n, payouts: 0, isFiled: true })
  await app.write({ path: acquirerId }, PLATFORM_ACTOR, (unit) =>
    notePayout(unit, {
      ...{ id: 'chg_payout', acquirerId, agentId, merchantId, path, currency: 'CNY', minor: 9_940n },
      ...{ throughDate: DAY, reference: 'bank 1', zone: 'Asia/Shanghai' },
    }),
  )
  expect(await house.books()).toMatchObject({ MERCHANT_PAYABLE: -19_880n, ACQUIRER_RECEIVABLE: 60n })
  // a page of one at a time, from what is committed
  while ((await work((unit) => tellPaid(unit, 1))) !== null);
  expect(await house.notes()).toEqual(['000001 MATCHED PAID_OUT'])
  expect(await payable()).toMatchObject({ owed: 19_880n, held: 19_880n, payouts: 1 })
  const lines = await statement(house)
  expect(lines.map(({ book, gross, fee, net }) => [book, gross, fee, net])).toEqual([
    ['TRADE', 10_000n, 60n, 9_940n],
    ['TRADE', 20_000n, 120n, 19_880n],
    ['PAYOUT', null, null, -9_940n],
  ])
})

test('a payout that the bank sent back is owed again, once; paid anew, its transactions follow', async () => {
  const house = await House.make(doors)
  const { merchantId, acquirerId, agentId, path } = house.scope
  const one = sale(1, { amount: '10000' })
  await house.bring(one)
  await house.file(DAY, house.line(one))
  const payable = () =>
    app.read({ path: acquirerId }, (db) => payableOf(db, { id: merchantId, acquirerId }, 'CNY', DAY))
  const pay = (id: string) =>
    app.write({ path: acquirerId }, PLATFORM_ACTOR, (unit) =>
      notePayout(unit, {
        ...{ id, acquirerId, agentId, merchantId, path, currency: 'CNY', minor: 9_940n },
        ...{ throughDate: DAY, reference: 'bank 1', zone: 'Asia/Shanghai' },
      }),
    )
  const bounce = (payoutId: string) =>
    app.write({ path: acquirerId }, PLATFORM_ACTOR, async (unit) => {
      const payout = await payoutById(unit, payoutId)
      if (payout === null) throw new Error('no payout')
      const word = { id: `${payoutId}_back`, reference: 'bank 2', reason: 'account closed', agentId }
      await notePayoutReturn(unit, payout, { ...word, zone: 'Asia/Shanghai' })
    })
  const tell = async () => {
    while ((await work(async (unit) => (await tellReturned(unit, 1)) ?? (await tellPaid(unit, 1)))) !== null);
  }
  const books = { MERCHANT_PAYABLE: -9_940n, ACQUIRER_RECEIVABLE: 10_000n }
  await pay('chg_first')
  await tell()
  expect(await house.notes()).toEqual(['000001 MATCHED PAID_OUT'])
  // days later, in a day of its own
  await later(48, async () => {
    await bounce('chg_first')
    await bounce('chg_first')
  })
  expect(await house.books()).toMatchObject(books)
  expect(await payable()).toEqual({ owed: 9_940n, held: 0n, payouts: 2, isFiled: true })
  // paid anew before the transactions heard of the return: told after it all the same
  await pay('chg_second')
  expect(await payable()).toMatchObject({ owed: 0n, payouts: 3 })
  await tell()
  expect(await house.notes()).toEqual(['000001 MATCHED PAID_OUT'])
  await bounce('chg_second')
  await tell()
  expect(await house.notes()).toEqual(['000001 MATCHED CLEARED'])
  const page = async (after: MomentKey | null) => {
    const rows = await app.read({ path: acquirerId }, (db) => payoutsOf(db, merchantId, { after, limit: 1 }))
    return rows[0] ?? null
  }
  const [newest, oldest] = [await page(null), await page(await page(null))]
  expect([newest?.id, oldest?.id, await page(oldest)]).toEqual(['chg_second', 'chg_first', null])
  expect(await house.books()).toMatchObject(books)
  expect((await statement(house)).map(({ book, kind, net }) => [book, kind, net])).toEqual([
    ['TRADE', 'BOOKED', 9_940n],
    ['PAYOUT', 'BOOKED', -9_940n],
    ['PAYOUT', 'BOOKED', -9_940n],
    ['PAYOUT', 'REVERSED', 9_940n],
    ['PAYOUT', 'REVERSED', 9_940n],
  ])
})

/** The lines of a merchant’s statement; they add up, each by itself and all together. */
async function statement(house: House) {
  const period = { from: DAY, to: '2027-01-31' }
  return await worker.read(PLATFORM_SCOPE, async (db) => {
    const accounts = await payablesOf(db, house.scope.merchantId, 'CNY')
    const { opening, closing } = await statementBounds(db, accounts, period)
    const lines = await statementLines(db, accounts, period, null, 100)
    for (const { book, gross, fee, net } of lines) if (book === 'TRADE') expect((gross ?? 0n) - (fee ?? 0n)).toBe(net)
    expect(lines.reduce((sum, { net }) => sum + net, opening)).toBe(closing)
    return lines
  })
}

test.each(['in one', 'one after the other'])(
  'a sale and its refund, %s: the fee says what it is reckoned on',
  async (how) => {
    const house = await House.make(doors)
    const one = sale(1, { amount: '11800' })
    const refund = follow('REFUND', one, 2, { amount: '1800' })
    if (how === 'in one') await house.bring(one, refund)
    else {
      await house.bring(one)
      await house.bring(refund)
    }
    const lines = await statement(house)
    expect(lines.map(({ gross, feeBase, fee, net }) => [gross, feeBase, fee, net])).toEqual(
      how === 'in one'
        ? [
            [11_800n, 10_000n, 60n, 11_740n],
            [-1_800n, 0n, 0n, -1_800n],
          ]
        : [
            [11_800n, 11_800n, 71n, 11_729n],
            [-1_800n, 0n, 0n, -1_800n],
            [11_800n, 10_000n, 60n, 11_740n],
            [-11_800n, -11_800n, -71n, -11_729n],
          ],
    )
    expect(lines.reduce((sum, { net }) => sum + net, 0n)).toBe(9_940n)
  },
)

test('a month of postings is archived when it is old and sealed; what is dated there is not taken back any more', async () => {
  const house = await House.make(doors)
  const archive = () => work(archiveLedgerMonth)
  const [id] = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await unit.query(`select ledger_month_make('2010-01-01')`)
    const postings = [
      { account: 'TERMINAL_CLEARING' as const, minor: 5n, currency: 'CNY' },
      { account: 'MERCHANT_PAYABLE' as const, minor: -5n, currency: 'CNY' },
    ]
    const old = { transactionId: 'txn_old', version: 1, businessDate: '2010-01-05', occurredAt: null, postings }
    return await postEntries(unit, [{ kind: 'BOOKED', terminal: house.scope, ...old }])
  })
  expect(id?.effectiveDate).toBe('2010-01-05')
  await expect(archive()).rejects.toThrow('not sealed')
  while ((await work((unit) => foldLedger(unit, 64))) > 0);
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await unit.execute(`update ledger_balance set closing = debit - credit where effective_date = '2010-01-05'`)
  })
  expect([await archive(), await archive()]).toEqual([true, false])
  const standing = await work((unit) => standingOf(unit, ['txn_old']))
  expect(standing.get('txn_old')).toMatchObject({ version: 1, postings: [], isArchived: true })
  // what was booked stays in the balances
  expect(await house.books()).toEqual({ TERMINAL_CLEARING: 5n, MERCHANT_PAYABLE: -5n })
})

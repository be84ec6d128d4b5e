import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { type Branch, handClock, makeBranch, makeTerminals, scopeAt } from '../fleet.fixture.ts'
import {
  balancesOf,
  balancesRecorded,
  closeLedgerDay,
  daysToClose,
  foldLedger,
  listAccounts,
  makeLedgerMonths,
  type NewEntry,
  PLATFORM_SCOPE,
  postEntries,
  type Scoped,
  sealLedgerDay,
  type TerminalScope,
  trialBalance,
} from '../index.ts'

// 30 December 2026, 10:00 in Shanghai
const clock = handClock(Date.UTC(2026, 11, 30, 2))
const HOUR = 3_600_000
const { owner, gateway, worker, app, database } = await openDoors(clock, 'owner', 'gateway', 'worker', 'app')
const asOwner = byPlatform(owner)
const asGateway = byPlatform(gateway)
const asWorker = byPlatform(worker)
const mine = await asOwner((unit) => makeBranch(unit, 'mine'))
const theirs = await asOwner((unit) => makeBranch(unit, 'theirs', mine.acquirer))
const placed = async (branch: Branch, count: number, prefix: string) =>
  (await asOwner((unit) => makeTerminals(unit, branch, count, prefix))).terminalIds.map((id) => scopeAt(branch, id))
const terminals = [...(await placed(mine, 3, 'M')), ...(await placed(theirs, 1, 'N'))]
let sales = 0

const read = <T>(work: (db: Scoped) => Promise<T>, path = mine.acquirer.path) => app.read({ path }, work)
const post = (...entries: NewEntry[]) => asGateway((unit) => postEntries(unit, entries))
const fold = () => asWorker((unit) => foldLedger(unit, 100))

function sale(amount: bigint, over: Partial<NewEntry> & { at?: number } = {}): NewEntry {
  const terminal = terminals[over.at ?? 0] as TerminalScope
  const fee = amount / 100n
  return {
    kind: 'BOOKED',
    terminal,
    transactionId: `txn_${++sales}`,
    version: 1,
    businessDate: '2026-12-30',
    occurredAt: clock.now(),
    gross: amount,
    fee,
    postings: [
      { account: 'ACQUIRER_RECEIVABLE', minor: amount, currency: 'CNY' },
      { account: 'MERCHANT_PAYABLE', minor: fee - amount, currency: 'CNY' },
      { account: 'FEE_INCOME', minor: -fee, currency: 'CNY' },
    ],
    ...over,
  }
}

async function payable(asOf: string | null = null): Promise<bigint> {
  const level = { id: mine.merchant.id, kind: 'MERCHANT', path: mine.merchant.path } as const
  return await read(async (db) => {
    const [account] = await listAccounts(db, { level, kind: 'MERCHANT_PAYABLE', afterId: null, limit: 10 })
    if (account === undefined) throw new Error('the merchant has no account')
    return (await balancesOf(db, [account.id], asOf)).get(account.id) ?? 0n
  })
}

const zero = async (asOf: string | null = null) =>
  (await read((db) => trialBalance(db, mine.acquirer.id, asOf))).reduce((sum, { balance }) => sum + balance, 0n)

async function refused(sql: string): Promise<string> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    await client.query('set role budeng_owner')
    await client.query(sql)
    return 'done'
  } catch (error) {
    return (error as Error).message
  } finally {
    await client.end()
  }
}

describe('posting', () => {
  test('counts at once, before and after it is added up', async () => {
    const [posted] = await post(sale(10_000n))
    expect(posted).toMatchObject({ effectiveDate: '2026-12-30' })
    expect(await payable()).toBe(-9_900n)
    expect(await zero()).toBe(0n)
    expect(await fold()).toBe(1)
    expect(await payable()).toBe(-9_900n)
    expect(await zero()).toBe(0n)
    expect(await read((db) => trialBalance(db, mine.acquirer.id))).toEqual([
      { kind: 'ACQUIRER_RECEIVABLE', currency: 'CNY', balance: 10_000n },
      { kind: 'FEE_INCOME', currency: 'CNY', balance: -100n },
      { kind: 'MERCHANT_PAYABLE', currency: 'CNY', balance: -9_900n },
    ])
  })

  test('the same key again changes nothing, also beside new ones', async () => {
    const before = await payable()
    const known = sale(500n)
    expect(await post(known)).toEqual([expect.anything()])
    const answers = await post(known, sale(700n), known)
    expect(answers.map((answer) => answer !== null)).toEqual([false, true, false])
    expect(await payable()).toBe(before - 495n - 693n)
  })

  test('takes a version back on the accounts of then, once, and books the next', async () => {
    const before = await payable()
    const first = sale(1_000n)
    await post(first)
    const next = sale(2_000n, { transactionId: first.transactionId, version: 2 })
    const back = { ...first, kind: 'REVERSED', postings: undefined } as unknown as NewEntry
    expect((await post(back, next)).every((answer) => answer !== null)).toBe(true)
    expect(await post(back)).toEqual([null])
    expect(await payable()).toBe(before - 1_980n)
    // never booked: nothing to take back
    expect(await post({ ...back, transactionId: 'txn_none' })).toEqual([null])
    expect(await zero()).toBe(0n)
  })

  test('a booking and its end may come in one call', async () => {
    const before = await payable()
    const both = sale(900n)
    const answers = await post({ ...both, kind: 'REVERSED' } as unknown as NewEntry, both)
    expect(answers.every((answer) => answer !== null)).toBe(true)
    expect(await payable()).toBe(before)
  })

  test('more than a block in one call, and the largest amount', async () => {
    const before = await payable()
    const many = Array.from({ length: 2_500 }, () => sale(200n))
    expect((await post(...many)).filter((answer) => answer !== null)).toHaveLength(2_500)
    await post(sale(999_999_999_999n))
    expect(await payable()).toBe(before - 2_500n * 198n - (999_999_999_999n - 9_999_999_999n))
    expect(await zero()).toBe(0n)
  })

  test('what is not zero in each currency is refused whole', async () => {
    const lopsided = (postings: object[]) => post(sale(1n), { ...sale(1n), postings } as NewEntry)
    await expect(lopsided([{ account: 'FEE_INCOME', minor: 1n, currency: 'CNY' }])).rejects.toThrow(/is off by 1 CNY/)
    await expect(
      lopsided([
        { account: 'FEE_INCOME', minor: 1n, currency: 'CNY' },
        { account: 'MERCHANT_PAYABLE', minor: -1n, currency: 'USD' },
      ]),
    ).rejects.toThrow(/is off by/)
    expect(await refused(`insert into ledger_posting values (1, 0, 1, '2026-12-30', 5, 'CNY')`)).toMatch(/off by 5/)
    expect(
      await refused(
        `insert into ledger_posting values (1, 0, 1, '2026-12-30', 5, 'CNY'), (1, 1, 1, '2026-12-30', -5, 'CNY')`,
      ),
    ).toMatch(/no entry of their date/)
    expect(await zero()).toBe(0n)
  })

  test.each([
    'update ledger_posting set minor = minor',
    'delete from ledger_posting',
    'truncate ledger_posting',
    'update partition.ledger_posting_rest set minor = minor',
    'update ledger_entry set version = 9',
    'delete from ledger_entry',
    'truncate ledger_entry',
  ])('not even the owner may: %s', async (sql) => {
    expect(await refused(sql)).toMatch(/append-only/)
  })

  test('from many sides at once, while it is added up, is zero at every moment', async () => {
    const before = await payable()
    const writers = Array.from({ length: 8 }, async (_, at) => {
      for (let round = 0; round < 6; round++)
        await post(...Array.from({ length: 50 }, () => sale(300n, { at: at % 4 })))
    })
    const end = { reached: false }
    const readers = (async () => {
      let looks = 0
      for (; !end.reached; looks++) expect(await zero()).toBe(0n)
      return looks
    })()
    const folder = (async () => {
      while (!end.reached) await fold()
    })()
    await Promise.all(writers)
    end.reached = true
    expect(await readers).toBeGreaterThan(0)
    await folder
    expect(await payable()).toBe(before - 6n * 6n * 50n * 297n)
    await fold()
    expect(await payable()).toBe(before - 6n * 6n * 50n * 297n)
  })

  test('each sees the accounts of their own subtree', async () => {
    const level = { id: theirs.agent.id, kind: 'AGENT', path: theirs.agent.path } as const
    const kinds = await read(
      async (db) => (await listAccounts(db, { level, kind: null, afterId: null, limit: 50 })).map(({ kind }) => kind),
      theirs.agent.path,
    )
    expect(kinds).toEqual(['MERCHANT_PAYABLE'])
    const other = { id: mine.agent.id, kind: 'AGENT', path: mine.agent.path } as const
    expect(
      await read((db) => listAccounts(db, { level: other, kind: null, afterId: null, limit: 50 }), theirs.agent.path),
    ).toEqual([])
  })
})

describe('days', () => {
  const due = () => read((db) => daysToClose(db, clock.now(), 6 * HOUR))
  const dueNow = () => worker.read(PLATFORM_SCOPE, (db) => daysToClose(db, clock.now(), 6 * HOUR))
  const close = (businessDate: string) =>
    asWorker((unit) => closeLedgerDay(unit, { acquirerId: mine.acquirer.id, businessDate }))
  /** Until somebody stands behind what this one holds. */
  const untilBehind = async (unit: Scoped) => {
    const [own] = await unit.query<{ pid: number }>('select pg_backend_pid() as pid')
    const behind = () =>
      owner.read(PLATFORM_SCOPE, (db) =>
        db.query('select from pg_stat_activity where $1::int = any(pg_blocking_pids(pid))', [own?.pid]),
      )
    await expect.poll(behind).toHaveLength(1)
  }
  const seal = async () => {
    while ((await fold()) > 0);
    for (;;) {
      const sealed = await asWorker((unit) => sealLedgerDay(unit, 2))
      if (sealed !== false) return sealed
    }
  }

  test('a day is closed some hours after it ended in the zone of its acquirer', async () => {
    expect(await dueNow()).toEqual([])
    clock.advance(19 * HOUR) // 05:00 on the 31st
    expect(await dueNow()).toEqual([])
    clock.advance(2 * HOUR)
    expect(await dueNow()).toEqual([{ acquirerId: mine.acquirer.id, businessDate: '2026-12-30' }])
    expect(await due()).toHaveLength(1)
  })

  test('closing waits for who is writing; what comes later counts in the first open day and keeps its own', async () => {
    const before = await payable()
    let closing: Promise<boolean> | undefined
    await asGateway(async (unit) => {
      expect(await postEntries(unit, [sale(1_000n)])).toEqual([
        expect.objectContaining({ effectiveDate: '2026-12-30' }),
      ])
      closing = close('2026-12-30')
      await untilBehind(unit)
      // still open to this one
      expect(await postEntries(unit, [sale(1_000n)])).toEqual([
        expect.objectContaining({ effectiveDate: '2026-12-30' }),
      ])
    })
    expect(await closing).toBe(true)
    expect(await close('2026-12-30')).toBe(false)
    const late = sale(1_000n)
    expect(await post(late)).toEqual([expect.objectContaining({ effectiveDate: '2026-12-31' })])
    const [entry] = await read((db) =>
      db.query('select original_date as "originalDate" from ledger_entry where transaction_id = $1', [
        late.transactionId,
      ]),
    )
    expect(entry).toEqual({ originalDate: '2026-12-30' })
    expect(await payable()).toBe(before - 2_970n)
    expect(await payable('2026-12-30')).toBe(before - 1_980n)
    expect(
      await refused(
        `insert into ledger_entry (id, transaction_id, version, kind, terminal_id, acquirer_id, path, effective_date, original_date, recorded_at)
         values (1, 'x', 1, 'BOOKED', 't', '${mine.acquirer.id}', 'x', '2026-12-30', '2026-12-30', now())`,
      ),
    ).toMatch(/is closed/)
  })

  test('a sealed day and the tail say the same as before it was sealed', async () => {
    const [before, dayBefore] = [await payable(), await payable('2026-12-30')]
    expect(await asWorker((unit) => sealLedgerDay(unit, 2))).toBe(null) // not added up yet
    expect(await seal()).toBe(true)
    expect(await payable()).toBe(before)
    expect(await payable('2026-12-30')).toBe(dayBefore)
    expect(await zero('2026-12-30')).toBe(0n)
    expect(await zero()).toBe(0n)
    expect(await asWorker((unit) => sealLedgerDay(unit, 2))).toBe(null)
  })

  test('over the turn of the year, with partitions made late', async () => {
    const old = await payable('2026-12-31')
    await post(sale(1_000n, { businessDate: '2027-01-01' }))
    expect(await asWorker(makeLedgerMonths)).toBe(3)
    expect(await asWorker(makeLedgerMonths)).toBe(0)
    await post(sale(1_000n, { businessDate: '2027-01-01' }), sale(1_000n, { businessDate: '2026-12-31' }))
    clock.advance(48 * HOUR)
    for (const day of ['2026-12-31', '2027-01-01']) {
      expect((await dueNow())[0]?.businessDate).toBe(day)
      expect(await close(day)).toBe(true)
    }
    expect(await seal()).toBe(true)
    expect(await seal()).toBe(true)
    expect(await seal()).toBe(null)
    expect(await payable('2026-12-31')).toBe(old - 990n)
    expect(await payable('2027-01-01')).toBe(old - 2_970n)
    expect(await zero()).toBe(0n)
    // a record of a year ago
    expect(await post(sale(1_000n, { businessDate: '2026-01-05' }))).toEqual([
      expect.objectContaining({ effectiveDate: '2027-01-02' }),
    ])
    expect(await zero()).toBe(0n)
  })

  test('what was known at a moment does not change with what is recorded later', async () => {
    const level = { id: mine.merchant.id, kind: 'MERCHANT', path: mine.merchant.path } as const
    const known = () =>
      read(async (db) => {
        const [account] = await listAccounts(db, { level, kind: 'MERCHANT_PAYABLE', afterId: null, limit: 1 })
        return [...(await balancesRecorded(db, [account?.id ?? 0], at)).values()][0]
      })
    const at = clock.now()
    const now = await payable()
    expect(await known()).toBe(now)
    clock.advance(1_000)
    await post(sale(1_000n, { businessDate: '2027-01-02' }))
    expect(await known()).toBe(now)
    expect(await payable()).toBe(now - 990n)
  })
})

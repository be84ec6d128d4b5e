import { afterAll, beforeAll, expect, test } from 'vitest'
import { handClock, open } from './fleet.fixture.ts'
import {
  bookChanges,
  foldLedger,
  ingestJournals,
  LEDGER_FOLD_BLOCKS,
  placeWaiting,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  raiseEra,
  readEra,
  reckonAgain,
  type Storage,
} from './index.ts'
import { type TestDatabase, testDatabase } from './testing.ts'
import { arrived, type JournalHand, makeJournals, sale } from './transactions/journal/journal.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
let database: TestDatabase
let owner: Storage
let gateway: Storage
let worker: Storage
let hand: JournalHand

beforeAll(async () => {
  database = await testDatabase()
  owner = await open(database.url, 'owner', clock)
  gateway = await open(database.url, 'gateway', clock)
  worker = await open(database.url, 'worker', clock)
  const [made] = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeJournals(unit, gateway, 2, 're'))
  if (made === undefined) throw new Error('no terminal')
  hand = made
  const records = [1, 2, 3].map((number) => arrived(sale(number), number))
  await gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    ingestJournals(unit, 'gateway', [hand.arrival(records)], bookChanges),
  )
  await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => foldLedger(unit, LEDGER_FOLD_BLOCKS))
})
afterAll(async () => {
  for (const storage of [worker, gateway, owner]) await storage.close()
  await database.drop()
})

const change = (sql: string, params: unknown[] = []) =>
  owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => unit.execute(sql, params))

test('books and journals are reckoned again from what lies there, and what is not as it is kept is named', async () => {
  expect(await reckonAgain(owner)).toEqual({ acquirers: 1, journals: 1, records: 3, unbalanced: [], differing: [] })
  const [kept] = await owner.read(PLATFORM_SCOPE, (db) => db.query<{ root: Buffer }>('select root from journal_stream'))
  const keep = (root: Buffer, through: number) =>
    change('update journal_stream set root = $1, through_seq = $2', [root, through])
  expect(await keep(Buffer.alloc(32), 3)).toBe(1)
  expect((await reckonAgain(owner)).differing).toEqual([`${hand.terminalId} 1`])
  // one record fewer than the journal says
  await keep(kept?.root ?? Buffer.alloc(0), 4)
  expect((await reckonAgain(owner)).differing).toEqual([`${hand.terminalId} 1`])
  await keep(kept?.root ?? Buffer.alloc(0), 3)
  const lost = `update ledger_total set debit = debit + $1 where kind = 'TERMINAL_CLEARING'`
  expect(await change(lost, [1])).toBe(1)
  expect((await reckonAgain(owner)).unbalanced).toEqual([expect.stringMatching(/ CNY$/)])
  await change(lost, [-1])
  expect(await reckonAgain(owner)).toMatchObject({ unbalanced: [], differing: [] })
})

test('events without a place have one afterwards', async () => {
  const [waiting] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ count: number }>('select count(*) as count from event_pending'),
  )
  expect(waiting?.count).toBeGreaterThan(0)
  expect(await placeWaiting(owner)).toBe(waiting?.count)
  expect(await placeWaiting(owner)).toBe(0)
})

test('the era rises above all that was told, also when the same backup is restored once more', async () => {
  const raise = () => owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, raiseEra)
  const era = () => gateway.read(PLATFORM_SCOPE, readEra)
  expect(await era()).toBe(1)
  const first = await raise()
  expect(await era()).toBe(first)
  expect(await raise()).toBe(first + 1)
  await change(`delete from setting where key = 'era'`)
  clock.advance(60_000)
  expect(await raise()).toBeGreaterThan(first + 1)
  const told = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ path: string }>(`select path from event where type = 'EraRaised'`),
  )
  expect(told).toEqual([1, 2, 3].map(() => ({ path: hand.arrival([]).scope.acquirerId })))
})

import { DAY } from '@budeng/kernel'
import {
  dayLooked,
  lookAtTerminals,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  recordLineTable,
  type Storage,
  transactionTable,
  type Unit,
  unnestInsert,
} from '@budeng/storage'
import { handClock, makeBranch, makeTerminals, open } from '@budeng/storage/fleet-fixture'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DetectionDays } from './detection-days.ts'
import { saleRowOf } from './files/file-rows.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T04:00:00Z'))
let database: TestDatabase
let owner: Storage
let worker: Storage
let acquirerId = ''

const asWorker = <T>(work: (unit: Unit) => Promise<T>) => worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, work)
const through = () => asWorker((unit) => dayLooked(unit, acquirerId))

beforeAll(async () => {
  database = await testDatabase()
  owner = await open(database.url, 'owner', clock)
  worker = await open(database.url, 'worker', clock)
  acquirerId = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const branch = await makeBranch(unit, 'a')
    const { terminalIds } = await makeTerminals(unit, branch, 1)
    const at = Date.parse('2027-01-16T04:00:00Z')
    const row = saleRowOf({ branch, terminalId: terminalIds[0] ?? '', at }, unit.newId('transaction'), 1)
    await unnestInsert(unit, transactionTable, [row])
    await unnestInsert(unit, recordLineTable, [{ ...row, at, first6: null, last4: null }])
    return branch.acquirer.id
  })
})
afterAll(async () => {
  for (const storage of [worker, owner]) await storage.close()
  await database.drop()
})

test('given a worker that stood still for days, then each of them is looked at in turn, and only when the one before was', async () => {
  const days = new DetectionDays(worker, 1)
  const look = () => asWorker((unit) => lookAtTerminals(unit))
  await days.turn()
  await look()
  expect(await through()).toBe('2027-01-14')
  clock.advance(3 * DAY)
  expect(await days.turn(), 'more days are behind').toBe(0)
  expect(await through()).toBe('2027-01-15')
  expect(await days.turn()).toBeGreaterThan(0)
  expect(await through(), 'its terminal was not looked at yet').toBe('2027-01-15')
  expect(await look(), 'the day on which it sold').toMatchObject({ terminals: 1, transactions: 1 })
  expect(await days.turn()).toBe(0)
  expect(await look()).toMatchObject({ terminals: 1, transactions: 0 })
  expect(await days.turn()).toBeGreaterThan(0)
  await look()
  expect(await through()).toBe('2027-01-17')
  expect(await days.turn()).toBeGreaterThan(0)
  expect(await through(), 'nothing more is over').toBe('2027-01-17')
})

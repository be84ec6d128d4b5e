import { DAY } from '@budeng/kernel'
import { dayLooked, lookAtTerminals, recordLineTable, transactionTable, unnestInsert } from '@budeng/storage'
import { byPlatform, openDoors } from '@budeng/storage/doors-fixture'
import { handClock, makeBranch, makeTerminal } from '@budeng/storage/fleet-fixture'
import { expect, test } from 'vitest'
import { DetectionDays } from './detection-days.ts'
import { saleRowOf } from './files/file-rows.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T04:00:00Z'))
const { owner, worker } = await openDoors(clock, 'owner', 'worker')
const asWorker = byPlatform(worker)
const acquirerId = await byPlatform(owner)(async (unit) => {
  const branch = await makeBranch(unit, 'a')
  const [terminalId, at] = [await makeTerminal(unit, branch), Date.parse('2027-01-16T04:00:00Z')]
  const row = saleRowOf({ branch, terminalId, at }, unit.newId('transaction'), 1)
  await unnestInsert(unit, transactionTable, [row])
  await unnestInsert(unit, recordLineTable, [{ ...row, at, first6: null, last4: null }])
  return branch.acquirer.id
})
const through = () => asWorker((unit) => dayLooked(unit, acquirerId))

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

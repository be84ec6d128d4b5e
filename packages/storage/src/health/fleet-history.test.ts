import { DAY, HOUR, type Instant, MINUTE } from '@budeng/kernel'
import { expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { type Branch, handClock, makeBranch, makeTerminals } from '../fleet.fixture.ts'
import { FLEET_MOMENT_MS, fleetHistory, PLATFORM_ACTOR, PLATFORM_SCOPE, recordFleet } from '../index.ts'

const NOON = Date.parse('2027-03-02T04:00:00Z')
const clock = handClock(NOON)
const { owner, worker, app } = await openDoors(clock, 'owner', 'worker', 'app')
const asOwner = byPlatform(owner)
const upper = await asOwner((unit) => makeBranch(unit, 'a'))
const nested = await asOwner((unit) => makeBranch(unit, 'n', upper.agent))
const other = await asOwner((unit) => makeBranch(unit, 'b'))
const terminals = await asOwner(async (unit) => {
  const [own, below, elsewhere] = [
    await makeTerminals(unit, upper, 4, 'U'),
    await makeTerminals(unit, nested, 3, 'N'),
    await makeTerminals(unit, other, 2, 'O'),
  ]
  return { own: own.terminalIds, below: below.terminalIds, elsewhere: elsewhere.terminalIds }
})

const record = () => worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, recordFleet)
const seen = (by: Branch, of: Branch['agent'] = by.agent) =>
  app.read({ path: by.agent.path }, (db) => fleetHistory(db, of.id))
const become = (id: string | undefined, change: string) =>
  asOwner((unit) => unit.execute(`update terminal set ${change} where id = $1`, [id]))

/** Payments of a terminal at a moment, by what became of them. */
async function pays(terminalId: string | undefined, at: Instant, states: readonly string[]): Promise<void> {
  await asOwner((unit) =>
    unit.execute(
      `insert into record_line (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, at, id, batch_no, stan, auth_state, reversal_state, follow_up_state, settlement_state, late, recorded_at)
       select id, acquirer_id, agent_id, merchant_id, store_id, path, $2, id || told || $4, '000001', '000001', told, 'x', 'x', 'x', false, $2
       from terminal, unnest($3::text[]) told where id = $1`,
      [terminalId, new Date(at), states, at],
    ),
  )
}

test('every ten minutes it is written down once how many are online, of each agent with all below it', async () => {
  await become(terminals.own[0], `presence = 'OFFLINE'`)
  await become(terminals.below[0], `presence = 'DEGRADED'`)
  // who is not in use is no part of it
  await become(terminals.below[1], `state = 'RETIRED', presence = 'OFFLINE'`)
  expect(await record()).toBe(5)
  expect(await record()).toBe(0)
  clock.advance(FLEET_MOMENT_MS)
  await become(terminals.own[0], `presence = 'ONLINE'`)
  expect(await record()).toBe(5)
  expect((await seen(upper)).moments).toEqual([
    { at: NOON, online: 4, degraded: 1, offline: 1 },
    { at: NOON + FLEET_MOMENT_MS, online: 5, degraded: 1, offline: 0 },
  ])
  expect((await seen(nested)).moments.at(-1)).toMatchObject({ online: 1, degraded: 1, offline: 0 })
})

test('nobody sees the curve of another', async () => {
  expect((await seen(other)).moments.at(-1)).toMatchObject({ online: 2 })
  expect((await seen(other, upper.agent)).moments).toEqual([])
  expect((await seen(nested, upper.agent)).moments).toEqual([])
})

test('payments are counted when they came, those that came late as well, and go up to all agents above', async () => {
  const slot = Math.floor(clock.now() / FLEET_MOMENT_MS) * FLEET_MOMENT_MS
  await pays(terminals.below[0], slot + MINUTE, ['APPROVED', 'DECLINED', 'PENDING'])
  await pays(terminals.elsewhere[0], slot + MINUTE, ['DECLINED'])
  clock.advance(FLEET_MOMENT_MS)
  await record()
  expect((await seen(upper)).approvals).toEqual({ approved: 1, answered: 2 })
  expect((await seen(nested)).approvals).toEqual({ approved: 1, answered: 2 })
  expect((await seen(other)).approvals).toEqual({ approved: 0, answered: 1 })
  await pays(terminals.own[1], slot + 2 * MINUTE, ['ACCEPTED'])
  clock.advance(HOUR - FLEET_MOMENT_MS)
  await record()
  expect((await seen(upper)).approvals).toEqual({ approved: 2, answered: 3 })
  expect((await seen(nested)).approvals).toEqual({ approved: 1, answered: 2 })
})

test('after a day they are what the next one is compared with, after eight they are gone', async () => {
  clock.advance(DAY)
  await record()
  expect(await seen(upper)).toMatchObject({
    approvals: { approved: 0, answered: 0 },
    approvalsWeekBefore: { approved: 2, answered: 3 },
  })
  clock.advance(8 * DAY)
  expect(await seen(upper)).toEqual({
    moments: [],
    approvals: { approved: 0, answered: 0 },
    approvalsWeekBefore: { approved: 0, answered: 0 },
  })
})

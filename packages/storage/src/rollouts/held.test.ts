import type { RolloutState, RolloutWhyCode } from '@budeng/fleet'
import { expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { type Branch, handClock, makeBranch, makeTerminals } from '../fleet.fixture.ts'
import { countHeldRollouts } from '../index.ts'
import { fastPlan, makeRollout } from './rollouts.fixture.ts'

const clock = handClock(Date.parse('2027-03-02T04:00:00Z'))
const { owner, app } = await openDoors(clock, 'owner', 'app')
const asOwner = byPlatform(owner)
const branch = await asOwner((unit) => makeBranch(unit, 'a'))
const other = await asOwner((unit) => makeBranch(unit, 'b'))
const held = ({ acquirer: { path } }: Branch) => app.read({ path }, (db) => countHeldRollouts(db, path))
let made = 0

async function stands(state: RolloutState, code: RolloutWhyCode): Promise<void> {
  await asOwner(async (unit) => {
    const { terminalIds } = await makeTerminals(unit, branch, 1, `H${made++}X`)
    const id = await makeRollout(unit, branch, terminalIds, fastPlan())
    const why = JSON.stringify({ code, params: {} })
    await unit.execute('update rollout set state = $2, why = $3 where id = $1', [id, state, why])
  })
}

test.each<[RolloutState, RolloutWhyCode, boolean]>([
  ['RUNNING', 'GOES_ON', false],
  ['PAUSED', 'BY_PERSON', false],
  ['STOPPED', 'TOO_MANY_BAD', true],
  ['STOPPED', 'APPROVALS_FELL', true],
  ['PAUSED', 'BELOW_SUCCESS', true],
  ['PAUSED', 'NOTHING_PROVEN', true],
  // somebody has decided since
  ['CANCELLED', 'TOO_MANY_BAD', false],
  ['FINISHED', 'ALL_DONE', false],
])('%s because %s waits for a person: %j', async (state, code, waits) => {
  const before = await held(branch)
  await stands(state, code)
  expect(await held(branch)).toBe(before + (waits ? 1 : 0))
  expect(await held(other)).toBe(0)
})

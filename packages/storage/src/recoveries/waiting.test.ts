import type { Recovery } from '@budeng/fleet'
import { SECOND } from '@budeng/kernel'
import { expect, test } from 'vitest'
import { byOperator, byPlatform, openDoors } from '../doors.fixture.ts'
import { handClock, makeBranch, makeTerminal } from '../fleet.fixture.ts'
import { countWaitingRecoveries, listRecoveries, loadRecoveries, sayToRecovery, startRecovery } from '../index.ts'

const clock = handClock(1_800_000_000_000)
const { owner, app } = await openDoors(clock, 'owner', 'app')
const asOwner = byPlatform(owner)
const branch = await asOwner((unit) => makeBranch(unit, 'a'))

const asPerson = byOperator(app, branch.agent)
const QUERY = { terminalId: null, running: true, waiting: true, ends: [], after: null, limit: 9 } as const

async function begun(prefix: string, playbook: Recovery['playbook'] = 'NET'): Promise<string> {
  const terminalId = await asOwner((unit) => makeTerminal(unit, branch, prefix))
  const by = { personId: 'usr_operator', humanId: 'usr_operator', rightsPath: branch.acquirer.path }
  const made = await asPerson((unit) => startRecovery(unit, { terminalId, playbook, reason: 'no answer', by }))
  if (made === 'NOT_FOUND' || 'refusal' in made) throw new Error(JSON.stringify(made))
  return made.id
}
const asks = (id: string) => asOwner((unit) => unit.execute(`update recovery set step = 'place' where id = $1`, [id]))
const ends = (id: string) => asPerson((unit) => sayToRecovery(unit, id, { kind: 'giveUp', at: clock.now(), note: '' }))
const load = async (id: string) => (await app.read({ path: branch.acquirer.path }, (db) => loadRecoveries(db, [id])))[0]
const waiting = () =>
  app.read({ path: branch.acquirer.path }, async (db) => {
    const lists = [branch.acquirer, branch.agent, branch.store].map((level) => listRecoveries(db, { level, ...QUERY }))
    const ids = (await Promise.all(lists)).map((rows) => rows.map(({ id }) => id))
    return [...ids, await countWaitingRecoveries(db, branch.agent, 9)]
  })

test('who stands at a step for a person is listed and counted among those that wait, the oldest first', async () => {
  const [first, busy] = [await begun('W1X'), await begun('W2X')]
  expect(await waiting()).toEqual([[], [], [], 0])
  await asks(first)
  expect(await waiting()).toEqual([[first], [first], [first], 1])
  clock.advance(SECOND)
  const later = await begun('W3X')
  await asks(later)
  expect(await waiting()).toEqual([[first, later], [first, later], [first, later], 2])
  // the next page goes on behind the last one
  const startedAt = (await load(first))?.startedAt ?? 0
  const next = await app.read({ path: branch.acquirer.path }, (db) =>
    listRecoveries(db, { ...QUERY, level: branch.agent, after: { startedAt, id: first } }),
  )
  expect(next.map(({ id }) => id)).toEqual([later])
  await ends(first)
  await ends(later)
  expect(await waiting()).toEqual([[], [], [], 0])
  expect((await load(busy))?.step).not.toBeNull()
})

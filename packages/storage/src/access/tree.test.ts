import { expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { handClock, makeBranch, makeTerminals, request } from '../fleet.fixture.ts'
import { changeLabels, moveConsequences, moveNode, PLATFORM_ACTOR, PLATFORM_SCOPE, saveTraits } from '../index.ts'

/** The largest move that is one transaction. */
const TERMINALS = 1_000
const QUEUED = 800

const clock = handClock(1_800_000_000_000)
const { owner } = await openDoors(clock, 'owner')
const asOwner = byPlatform(owner)
const from = await asOwner((unit) => makeBranch(unit, 'from'))
const to = await asOwner((unit) => makeBranch(unit, 'to', from.acquirer))
const { terminalIds } = await asOwner((unit) => makeTerminals(unit, from, TERMINALS))
await asOwner(async (unit) => {
  const nothing = { operator: null, cell: null, iccid: null }
  await saveTraits(
    unit,
    terminalIds.map((terminalId) => ({ ...nothing, terminalId, app: '4.2.0' })),
  )
  await changeLabels(unit, terminalIds, { add: ['vip'], remove: [] })
})
await asOwner((unit) => request(unit, terminalIds.slice(0, QUEUED), 'STATUS_GET'))

test('a merchant with a thousand terminals moves in one short transaction, and nothing of it is left behind', async () => {
  const counts = await owner.read(PLATFORM_SCOPE, (db) => moveConsequences(db, from.merchant, to.agent.path))
  expect(counts).toEqual({
    organisations: 2,
    terminals: TERMINALS,
    people: 0,
    queuedCommands: QUEUED,
    endedGrantIds: [],
  })
  const startedAt = performance.now()
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => moveNode(unit, from.merchant, to.agent))
  console.log(`${TERMINALS} terminals moved in ${Math.round(performance.now() - startedAt)} ms`)
  const [left] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query(
      `select (select count(*) from terminal where path <@ $1::ltree or agent_id <> $3) as terminals,
         (select count(*) from device where path <@ $1::ltree) as devices,
         (select count(*) from node where path <@ $1::ltree) as nodes,
         (select count(*) from terminal where path <@ $2::ltree) as moved,
         (select count(*) from terminal_label where agent_id = $3 and label = 'vip') as labels,
         (select count(*) from terminal_trait where agent_id = $3 and app = '4.2.0') as traits,
         (select count(*) from command where state = 'REMOVED' and path <@ $1::ltree) as removed,
         (select count(*) from command where state = 'QUEUED' and look_at <= $4) as looked`,
      [from.merchant.path, to.agent.path, to.agent.id, new Date(clock.now())],
    ),
  )
  // what was written stays where it was written; of the waiting commands the worker ends those that are left
  expect(left).toEqual({
    ...{ terminals: 0, devices: 0, nodes: 0, moved: TERMINALS, labels: TERMINALS, traits: TERMINALS },
    ...{ removed: 500, looked: QUEUED - 500 },
  })
})

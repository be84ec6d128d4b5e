import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Branch, handClock, makeBranch, makeTerminals, open, request } from '../fleet.fixture.ts'
import { moveConsequences, moveNode, PLATFORM_ACTOR, PLATFORM_SCOPE, type Storage } from '../index.ts'
import { testDatabase, type TestDatabase } from '../testing.ts'

/** The largest move that is one transaction. */
const TERMINALS = 1_000
const QUEUED = 800

const clock = handClock(1_800_000_000_000)
let database: TestDatabase
let owner: Storage
let from: Branch
let to: Branch
let terminalIds: string[]

beforeAll(async () => {
  database = await testDatabase()
  owner = await open(database.url, 'owner', clock)
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    from = await makeBranch(unit, 'from')
    to = await makeBranch(unit, 'to', from.acquirer)
  })
  terminalIds = await owner.write(
    PLATFORM_SCOPE,
    PLATFORM_ACTOR,
    async (unit) => (await makeTerminals(unit, from, TERMINALS)).terminalIds,
  )
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => request(unit, terminalIds.slice(0, QUEUED), 'STATUS_GET'))
})
afterAll(async () => {
  await owner.close()
  await database.drop()
})

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
         (select count(*) from command where state = 'REMOVED' and path <@ $1::ltree) as removed,
         (select count(*) from command where state = 'QUEUED' and look_at <= $4) as looked`,
      [from.merchant.path, to.agent.path, to.agent.id, new Date(clock.now())],
    ),
  )
  // what was written stays where it was written; of the waiting commands the worker ends those that are left
  expect(left).toEqual({ terminals: 0, devices: 0, nodes: 0, moved: TERMINALS, removed: 500, looked: QUEUED - 500 })
})

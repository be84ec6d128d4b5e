import { beforeAll, expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { type Branch, handClock, makeBranch, makeTerminals, request } from '../fleet.fixture.ts'
import {
  beginMove,
  continueMove,
  type NodeRow,
  nodesByIds,
  organisationMoveTable,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Scope,
  unfinishedMove,
  type Unit,
} from '../index.ts'
import { scopeLanes } from '../lists/level.ts'

/** A store of more than two chunks, and small ones that go whole. */
const LARGE = 1_300
const SMALL = 40
const QUEUED = 700

const clock = handClock(1_800_000_000_000)
const { owner, app, worker } = await openDoors(clock, 'owner', 'app', 'worker')
let old: NodeRow
let fresh: NodeRow
let moved: Branch
let small: Branch
const write = byPlatform(owner)

beforeAll(async () => {
  await write(async (unit) => {
    const one = await makeBranch(unit, 'old')
    old = one.agent
    fresh = (await makeBranch(unit, 'new', one.acquirer)).agent
    const [big, little] = [await makeBranch(unit, 'moved', one.acquirer), await makeBranch(unit, 'small', one.acquirer)]
    await put(unit, big.agent, old)
    const agent = await again(unit, big.agent)
    await put(unit, little.merchant, agent)
    moved = { ...big, agent, merchant: await again(unit, big.merchant), store: await again(unit, big.store) }
    small = { ...big, agent, merchant: await again(unit, little.merchant), store: await again(unit, little.store) }
  })
  const large = await write((unit) => makeTerminals(unit, moved, LARGE, 'L'))
  await write((unit) => makeTerminals(unit, small, SMALL, 'S'))
  await write((unit) => request(unit, large.terminalIds.slice(0, QUEUED), 'STATUS_GET'))
  await write((unit) =>
    unit.execute(
      `insert into journal_stream (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, epoch, root, newest, changed_at)
       select id, acquirer_id, agent_id, merchant_id, store_id, path, epoch, 'x', epoch = 2, now() from terminal, generate_series(1, 2) epoch`,
    ),
  )
  await write((unit) =>
    unit.execute(
      `insert into person (id, email, name, node_id, path, role, password_hash, created_at, human_id, role_since)
       select 'usr_' || code, code || '@x.test', code, id, path, 'AGENT', 'x', now(), 'usr_' || code, now() from node where kind <> 'ACQUIRER'`,
    ),
  )
})

async function put(unit: Unit, node: NodeRow, under: NodeRow): Promise<void> {
  await unit.execute(
    `update node set path = case when path = $1::ltree then $2::ltree else $2::ltree || subpath(path, nlevel($1::ltree)) end where path <@ $1::ltree`,
    [node.path, `${under.path}.${node.id}`],
  )
  await unit.execute('update node set parent_id = $2 where id = $1', [node.id, under.id])
}
async function again(unit: Unit, { id }: NodeRow): Promise<NodeRow> {
  const [row] = await nodesByIds(unit, [id])
  if (row === undefined) throw new Error(`${id} is not there`)
  return row
}

/** What a scope sees: by the lists, and of what it sees the terminals whose store, merchant or agent it does not. */
async function seen(scope: Scope, level: NodeRow | null) {
  return await app.read(scope, async (db) => {
    const [all] = await db.query<{ terminals: number; orphans: number; devices: number }>(
      `select count(*)::int as terminals, (select count(*)::int from device) as devices,
         count(*) filter (where store.id is null or merchant.id is null or agent.id is null)::int as orphans
       from terminal left join node store on store.id = terminal.store_id left join node merchant on merchant.id = terminal.merchant_id
         left join node agent on agent.id = terminal.agent_id`,
    )
    if (level === null) return { ...all, listed: all?.terminals }
    const { sql, column, param } = scopeLanes(level)
    const [list] = await db.query<{ listed: number }>(
      `select count(*)::int as listed from ${sql} join terminal on terminal.${column} = scope.scope_id`,
      [param],
    )
    return { ...all, ...list }
  })
}

const progress = async () => {
  const [row] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ terminals: number; state: string; nodes: number; ended: number }>(
      `select moved_terminals as terminals, state, moved_organisations as nodes, ended_commands as ended from ${organisationMoveTable.name}`,
    ),
  )
  return row
}

test('a move in chunks: each terminal is at one place at any moment, with its store, and who is inside sees all of it', async () => {
  const all = LARGE + SMALL
  const toPath = `${fresh.path}.${moved.agent.id}`
  await app.write({ path: moved.acquirer.path }, PLATFORM_ACTOR, (unit) =>
    beginMove(unit, moved.agent, fresh, {
      ...{ id: 'mov_1', acquirerId: moved.acquirer.id, path: moved.acquirer.path, reason: 'sold' },
      ...{ requestedBy: 'usr_x', terminals: all, organisations: 5, endedGrants: 0 },
    }),
  )
  const inside: Scope = { path: moved.agent.path, also: toPath }
  const atStore: Scope = { path: moved.store.path, also: `${toPath}.${moved.merchant.id}.${moved.store.id}` }
  const longest = { ms: 0 }
  let chunks = 0
  let before = await progress()
  for (; (await worker.read(PLATFORM_SCOPE, unfinishedMove)) !== null; chunks++) {
    const went = before?.terminals ?? 0
    const [sees, seesNew, seesInside, seesStore] = [
      await seen({ path: old.path }, old),
      await seen({ path: fresh.path }, fresh),
      await seen(inside, moved.agent),
      await seen(atStore, moved.store),
    ]
    expect(sees).toEqual({ terminals: all - went, listed: all - went, devices: all - went, orphans: 0 })
    expect(seesNew).toEqual({ terminals: went, listed: went, devices: went, orphans: 0 })
    expect(seesInside).toEqual({ terminals: all, listed: all, devices: all, orphans: 0 })
    expect(seesStore).toMatchObject({ terminals: LARGE, listed: LARGE })
    // a fall in the middle of a chunk leaves nothing of it
    const fall = worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      await continueMove(unit, 'mov_1')
      throw new Error('killed')
    })
    await expect(fall).rejects.toThrow('killed')
    expect(await progress()).toEqual(before)
    const startedAt = performance.now()
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => continueMove(unit, 'mov_1'))
    longest.ms = Math.max(longest.ms, performance.now() - startedAt)
    before = await progress()
  }
  console.log(`${all} terminals moved in ${chunks} chunks, the longest ${Math.round(longest.ms)} ms`)
  expect(before).toEqual({ terminals: all, state: 'DONE', nodes: 5, ended: QUEUED })
  expect(await seen({ path: fresh.path }, fresh)).toEqual({ terminals: all, listed: all, devices: all, orphans: 0 })
  expect(await seen({ path: old.path }, old)).toMatchObject({ terminals: 0, listed: 0, devices: 0 })
  const [left] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query(
      `select (select count(*) from node where path <@ $1::ltree or bound_for is not null)::int as nodes,
         (select count(*) from person where path <@ $1::ltree)::int as people,
         (select count(*) from journal_stream where newest and path <@ $1::ltree)::int as streams,
         (select count(*) from journal_stream where not newest and path <@ $1::ltree)::int as "oldStreams",
         (select count(*) from terminal join node on node.id = store_id where terminal.path <> node.path)::int as astray,
         (select parent_id from node where id = $2) as parent,
         (select count(*) from command where state = 'REMOVED' or look_at <= $3)::int as commands`,
      [moved.agent.path, moved.agent.id, new Date(clock.now())],
    ),
  )
  expect(left).toEqual({
    nodes: 0,
    people: 0,
    streams: 0,
    oldStreams: all,
    astray: 0,
    parent: fresh.id,
    commands: QUEUED,
  })
})

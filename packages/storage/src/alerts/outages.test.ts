import { MINUTE, SECOND } from '@budeng/kernel'
import { expect, test } from 'vitest'
import { handClock, makeBranch, makeTerminals } from '../fleet.fixture.ts'
import { Watching } from './watching.fixture.ts'

const watching = await Watching.start(handClock(1_800_000_000_000))

test('an outage that is noticed store by store ends as one incident, which holds all alerts and brakes all', async () => {
  const acquirer = await watching.write((unit) => makeBranch(unit, 'wide'))
  const stores = [acquirer, await watching.write((unit) => makeBranch(unit, 'wide2', acquirer.acquirer))]
  const groups = await Promise.all(
    stores.map(
      async (store, n) => (await watching.write((unit) => makeTerminals(unit, store, 40, `W${n}`))).terminalIds,
    ),
  )
  await watching.write((unit) => watching.beat(unit))
  await watching.turns()
  const fall = (n: number, from: number, to: number) =>
    watching.become('OFFLINE', 'id = any($2)', [groups[n]?.slice(from, to) ?? []])
  const standing = () =>
    watching.rows<object>(
      `select kind, key, hit, ended_at is null as open, merged_into is not null as merged from incident
       where acquirer_id = $1 order by kind, key`,
      [acquirer.acquirer.id],
    )
  await fall(0, 0, 22)
  await watching.pass(6 * SECOND, 6 * SECOND)
  expect(await standing()).toMatchObject([{ kind: 'STORE', hit: 22, open: true }])
  await fall(1, 0, 30)
  await watching.pass(12 * SECOND, 6 * SECOND)
  expect(await standing()).toMatchObject([
    { kind: 'HOST', hit: 52, open: true, merged: false },
    { kind: 'STORE', hit: 22, open: false, merged: true },
  ])
  await fall(1, 30, 40)
  await watching.pass(MINUTE)
  expect(await standing()).toMatchObject([{ kind: 'HOST', hit: 62, open: true }, { kind: 'STORE' }])
  const told = await watching.rows<object>(
    `select type, count(*)::int from event where type ~ '^Incident' and path <@ $1::ltree group by 1 order by 1`,
    [acquirer.acquirer.path],
  )
  expect(told).toEqual(
    expect.arrayContaining([
      { type: 'IncidentMerged', count: 1 },
      { type: 'IncidentOpened', count: 2 },
    ]),
  )
  expect(
    await watching.rows(`select from alert where path <@ $1::ltree and state <> 'CLEARED'`, [acquirer.acquirer.path]),
  ).toEqual([])
  await watching.become('ONLINE', 'id = any($2)', [groups.flat()])
  await watching.pass(4 * MINUTE)
  expect(await standing()).toMatchObject([{ kind: 'HOST', open: false, merged: false }, { kind: 'STORE' }])
})

test('agents that were told of their part of an outage hear that it goes on in a wider one, and of the end of that', async () => {
  const near = await watching.write((unit) => makeBranch(unit, 'near'))
  const [far, well] = [
    await watching.write((unit) => makeBranch(unit, 'far', near.acquirer)),
    await watching.write((unit) => makeBranch(unit, 'well', near.acquirer)),
  ]
  const made = async (branch: typeof near, count: number, prefix: string) =>
    (await watching.write((unit) => makeTerminals(unit, branch, count, prefix))).terminalIds
  const [ofNear, ofFar, ofWell] = [await made(near, 18, 'N'), await made(far, 60, 'F'), await made(well, 6, 'X')]
  await watching.write((unit) =>
    unit.execute(
      `insert into terminal_trait (terminal_id, acquirer_id, tid, cell) select id, $2, id, 'cell-9' from unnest($1::text[]) as n (id)`,
      [[...ofNear, ...ofWell], near.acquirer.id],
    ),
  )
  await watching.write((unit) => watching.beat(unit))
  await watching.turns()
  const become = (ids: readonly string[], presence: 'ONLINE' | 'OFFLINE') =>
    watching.become(presence, 'id = any($2)', [ids])
  const told = (path: string) =>
    watching.rows<object>(
      `select type, data ->> 'kind' as kind, data ->> 'widerKind' as wider, (data ->> 'hit')::int as hit
       from event where type ~ '^Incident' and path = $1::ltree order by ordinal`,
      [path],
    )
  await become([...ofNear, ...ofWell], 'OFFLINE')
  await watching.pass(6 * SECOND, 6 * SECOND)
  await become(ofWell, 'ONLINE')
  await become(ofFar.slice(0, 50), 'OFFLINE')
  await watching.pass(12 * SECOND, 6 * SECOND)
  await become([...ofNear, ...ofFar], 'ONLINE')
  await watching.pass(4 * MINUTE)
  const part = (hit: number) => [
    { type: 'IncidentReached', kind: 'CELL', wider: null, hit },
    { type: 'IncidentPartMerged', kind: 'CELL', wider: 'HOST', hit },
    { type: 'IncidentReached', kind: 'HOST', wider: null, hit },
    { type: 'IncidentLeft', kind: 'HOST', wider: null, hit },
  ]
  expect(await told(near.agent.path)).toEqual(part(18))
  // though theirs were well again when the wider one began
  expect(await told(well.agent.path)).toEqual(part(6))
  expect(await told(far.agent.path)).toEqual([
    { type: 'IncidentReached', kind: 'HOST', wider: null, hit: 50 },
    { type: 'IncidentLeft', kind: 'HOST', wider: null, hit: 50 },
  ])
  expect(await told(near.acquirer.path)).toMatchObject([
    { type: 'IncidentOpened', kind: 'CELL' },
    { type: 'IncidentMerged', kind: 'CELL', wider: 'HOST' },
    { type: 'IncidentOpened', kind: 'HOST' },
    { type: 'IncidentEnded', kind: 'HOST' },
  ])
})

test('an outage whose terminals are taken out of use meanwhile ends, though they never come back', async () => {
  const branch = await watching.write((unit) => makeBranch(unit, 'gone'))
  const { terminalIds } = await watching.write((unit) => makeTerminals(unit, branch, 30, 'G'))
  await watching.write((unit) => watching.beat(unit))
  await watching.turns()
  await watching.become('OFFLINE', 'id = any($2)', [terminalIds.slice(0, 25)])
  await watching.pass(6 * SECOND, 6 * SECOND)
  const open = () =>
    watching.rows('select from incident where acquirer_id = $1 and ended_at is null', [branch.acquirer.id])
  expect(await open()).toHaveLength(1)
  await watching.become('ONLINE', 'id = any($2)', [terminalIds.slice(0, 5)])
  await watching.pass(4 * MINUTE)
  expect(await open()).toHaveLength(1)
  await watching.write((unit) =>
    unit.execute(`update terminal set state = 'RETIRED' where id = any($1)`, [terminalIds.slice(5, 25)]),
  )
  await watching.pass(4 * MINUTE)
  expect(await open()).toEqual([])
})

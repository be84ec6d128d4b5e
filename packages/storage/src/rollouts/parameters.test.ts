import { MEMBER_STANDINGS, type ParametersChange, sumFigures } from '@budeng/fleet'
import { SECOND } from '@budeng/kernel'
import { expect, test } from 'vitest'
import { byOperator, byPlatform, openDoors } from '../doors.fixture.ts'
import { handClock, makeBranch, makeTerminals } from '../fleet.fixture.ts'
import {
  continueDueRollouts,
  countDrift,
  listMembers,
  loadRollouts,
  parametersOfTerminals,
  PLATFORM_SCOPE,
  type RolloutAct,
  saveReportedParameters,
  saveWishes,
  sayToRollout,
} from '../index.ts'
import { fastPlan, makeRollout, tag } from './rollouts.fixture.ts'

const clock = handClock(Date.parse('2027-03-02T04:00:00Z'))
const { owner, app, worker } = await openDoors(clock, 'owner', 'app', 'worker')
const asOwner = byPlatform(owner)
const branch = await asOwner((unit) => makeBranch(unit, 'a'))
let prefix = 0

const by = 'usr_operator'
const CHANGE: ParametersChange = { set: { apn: 'new' }, remove: ['tips'] }
const asPerson = byOperator(app, branch.acquirer)
const terminals = async (count: number) =>
  (await asOwner((unit) => makeTerminals(unit, branch, count, `P${prefix++}X`))).terminalIds
const begin = (ids: readonly string[], groups: readonly number[] = []) =>
  asPerson((unit) =>
    makeRollout(unit, branch, ids, fastPlan({ groups }), { type: 'PARAMETERS_PULL', parameters: CHANGE }),
  )
const look = async () => {
  clock.advance(2 * SECOND)
  await continueDueRollouts(worker, 50, tag)
}
const wish = (terminalId: string, parameterValues: Readonly<Record<string, string | boolean>>, version = 1) =>
  asPerson((unit) =>
    saveWishes(
      unit,
      [
        {
          ...{ terminalId, version, parameterValues, tag: tag(version, parameterValues) },
          ...{ changedBy: by, changedAt: clock.now() },
        },
      ],
      clock.now(),
    ),
  )
const says = (terminalId: string, parameters: string) =>
  asOwner((unit) =>
    unit.execute(
      `insert into heartbeat (terminal_id, device_id, conn, n, at, sign_on, in_transaction, busy, reversal_pending, health)
       select $1, device_id, 1, 1, $3, 'SIGNED_ON', false, false, false, $2 from connection where terminal_id = $1
       on conflict (terminal_id) do update set health = excluded.health`,
      [terminalId, JSON.stringify({ versions: { parameters } }), new Date(clock.now())],
    ),
  )
const offline = (terminalId: string) =>
  asOwner((unit) => unit.execute('update connection set connected = false where terminal_id = $1', [terminalId]))
const wished = async (terminalId: string) => {
  const [row] = await worker.read(PLATFORM_SCOPE, (db) => parametersOfTerminals(db, [terminalId]))
  return row === undefined ? null : { version: row.version, values: row.parameterValues, by: row.changedBy }
}
const say = (id: string, act: RolloutAct) =>
  asPerson(async (unit) => {
    const [row] = await loadRollouts(unit, [id], 'update')
    return row === undefined ? 'NOT_FOUND' : await sayToRollout(unit, row, { act, by, reason: 'seen' })
  })
const members = async (rolloutId: string) => {
  const query = { rolloutId, standings: null, group: null, drift: null, after: null, limit: 100 }
  const rows = await worker.read(PLATFORM_SCOPE, (db) => listMembers(db, query))
  return new Map(rows.map((row) => [row.terminalId, row]))
}
const figures = async (id: string) => {
  const [row] = await worker.read(PLATFORM_SCOPE, (db) => loadRollouts(db, [id]))
  const sum = sumFigures(row?.figures ?? [])
  return Object.fromEntries(MEMBER_STANDINGS.filter((name) => sum[name] > 0).map((name) => [name, sum[name]]))
}
const eventsOf = async (subject: string) =>
  await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ type: string; data: object }>(
      `select type, data from event where subject = $1 and type like 'TerminalParameters%' order by ordinal`,
      [subject],
    ),
  )

test('each document changes when its terminal’s turn comes, beside what else stands there; who has it is skipped', async () => {
  const [empty = '', other = '', has = '', drifts = ''] = await terminals(4)
  await wish(other, { apn: 'old', tips: true, title: 'x' })
  await wish(has, { apn: 'new' }, 4)
  await wish(drifts, { apn: 'new' }, 4)
  await says(other, tag(1, { apn: 'old', tips: true, title: 'x' }))
  await says(has, tag(4, { apn: 'new' }))
  await says(drifts, tag(3, {}))
  const id = await begin([empty, other, has, drifts])
  await look()
  expect(await figures(id)).toEqual({ UNDER_WAY: 3, SKIPPED: 1 })
  expect((await members(id)).get(has)).toMatchObject({ standing: 'SKIPPED', code: 'NOT_HELPFUL:HELD' })
  expect((await members(id)).get(other)?.parametersBefore).toEqual({ apn: 'old', tips: true })
  expect(await wished(empty)).toEqual({ version: 1, values: { apn: 'new' }, by })
  // as the gateway keeps what was said
  const at = clock.now()
  const said = [
    { terminalId: has, parameters: tag(4, { apn: 'new' }), at },
    { terminalId: drifts, parameters: tag(3, {}), at },
  ]
  await asOwner((unit) => saveReportedParameters(unit, said))
  // who says nothing, who holds something else, who holds what is wished; and the members behind a figure
  const drift = await worker.read(PLATFORM_SCOPE, (db) => countDrift(db, id))
  expect(new Map(drift.map(({ state, count }) => [state, count]))).toEqual(
    new Map([
      ['UNKNOWN', 1],
      ['DRIFT', 2],
      ['EQUAL', 1],
    ]),
  )
  const query = { rolloutId: id, standings: null, group: null, drift: ['DRIFT'] as const, after: null, limit: 9 }
  const differing = await worker.read(PLATFORM_SCOPE, (db) => listMembers(db, query))
  expect(differing.map(({ terminalId }) => terminalId).sort()).toEqual([drifts, other].sort())
  expect(await wished(other)).toEqual({ version: 2, values: { apn: 'new', title: 'x' }, by })
  // these are as they were: nothing was to be wished anew
  expect(await wished(drifts)).toMatchObject({ version: 4 })
  expect(await wished(has)).toMatchObject({ version: 4 })
  expect(await eventsOf(other)).toMatchObject([
    { type: 'TerminalParametersSet', data: { rolloutId: id, version: 2, names: 'apn, tips', before: { apn: 'old' } } },
  ])
  expect(await eventsOf(drifts)).toEqual([])
  // it holds something else than is wished from now on
  const [row] = await worker.read(PLATFORM_SCOPE, (db) => parametersOfTerminals(db, [other]))
  expect(row?.driftSince).toBe(clock.now())
})

test('a group whose turn has not come is as it was, and whoever changed the same name meanwhile keeps it', async () => {
  const ids = await terminals(3)
  const id = await begin(ids, [1])
  await look()
  const waiting = [...(await members(id)).values()].filter(({ standing }) => standing === 'WAITING')
  const [theirs = '', beside = ''] = waiting.map(({ terminalId }) => terminalId)
  expect(await wished(theirs)).toBeNull()
  await wish(theirs, { apn: 'theirs' })
  await wish(beside, { title: 'theirs' })
  await asOwner((unit) =>
    unit.execute(
      `update command set state = 'SUCCEEDED', published_at = $1, signed_at = $1, look_at = null, due_at = null, finished_at = $1
       where id in (select command_id from rollout_member where rollout_id = $2)`,
      [new Date(clock.now()), id],
    ),
  )
  await asOwner((unit) =>
    unit.execute('update rollout_member set look_at = $1 where rollout_id = $2 and command_id is not null', [
      new Date(clock.now()),
      id,
    ]),
  )
  await look()
  await look()
  expect(await wished(theirs)).toMatchObject({ version: 1, values: { apn: 'theirs' } })
  expect((await members(id)).get(theirs)).toMatchObject({
    standing: 'SKIPPED',
    code: 'NOT_ALLOWED:PARAMETERS_CHANGED',
  })
  expect(await wished(beside)).toMatchObject({ version: 2, values: { apn: 'new', title: 'theirs' } })
})

test('what no terminal can have is taken back by a pause, wished anew when it goes on, and gone when it is cancelled', async () => {
  const [away = '', empty = '', changed = '', sent = ''] = await terminals(4)
  await wish(away, { apn: 'old' }, 3)
  for (const id of [away, empty, changed, sent]) await offline(id)
  const id = await begin([away, empty, changed, sent])
  await look()
  expect(await figures(id)).toEqual({ OFFLINE: 4 })
  expect(await wished(away)).toMatchObject({ version: 4, values: { apn: 'new' } })
  await say(id, 'PAUSE')
  await look()
  expect(await figures(id)).toEqual({ WAITING: 4 })
  // as it was, to the letter: a terminal that holds version 3 has not drifted
  expect(await wished(away)).toEqual({ version: 3, values: { apn: 'old' }, by })
  expect(await wished(empty)).toBeNull()
  expect((await eventsOf(empty)).map(({ type }) => type)).toEqual([
    'TerminalParametersSet',
    'TerminalParametersTakenBack',
  ])
  await say(id, 'RESUME')
  await look()
  expect(await wished(away)).toMatchObject({ version: 4, values: { apn: 'new' } })
  // a person had another thought of one, and another command may have brought the wish to one
  await wish(changed, { apn: 'theirs' }, 2)
  await asOwner((unit) =>
    unit.execute(
      `update command set signed_at = $2 where id = (select command_id from rollout_member where terminal_id = $1)`,
      [sent, new Date(clock.now())],
    ),
  )
  await say(id, 'CANCEL')
  await look()
  await look()
  expect(await wished(away)).toMatchObject({ version: 3, values: { apn: 'old' } })
  expect(await wished(empty)).toBeNull()
  expect(await wished(changed)).toMatchObject({ version: 2, values: { apn: 'theirs' } })
  expect(await wished(sent)).toMatchObject({ version: 1, values: { apn: 'new' } })
})

test('a fault of a drift that was taken back is over', async () => {
  const [one = ''] = await terminals(1)
  await offline(one)
  await says(one, tag(0, {}))
  const id = await begin([one])
  await look()
  await asOwner((unit) => unit.execute('update terminal_parameters set told = true where terminal_id = $1', [one]))
  await asOwner((unit) =>
    unit.execute(
      `insert into terminal_fault (terminal_id, code, derived_at, reported_at, since)
       values ($1, 'SYS_PARAM_MISMATCH', $2, null, $2)`,
      [one, new Date(clock.now())],
    ),
  )
  await say(id, 'CANCEL')
  await look()
  const faults = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<object>('select code from terminal_fault where terminal_id = $1', [one]),
  )
  expect(faults).toEqual([])
  expect(await wished(one)).toBeNull()
})

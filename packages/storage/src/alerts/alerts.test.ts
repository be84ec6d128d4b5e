import { freezeOver, METRICS, PARAMETERS_DRIFT_MS } from '@budeng/fleet'
import { DAY, HOUR, MINUTE, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { handClock, makeBranch, makeTerminal, makeTerminals } from '../fleet.fixture.ts'
import {
  alertTurn,
  healthHistory,
  insertWatchWindow,
  listWatchWindows,
  openWatchWindows,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  recordVisit,
  rollUp,
  saveParameters,
  saveReportedParameters,
  saveSamples,
  setCareInterval,
  turnRings,
  type TerminalScope,
  turnWatchWindows,
} from '../index.ts'
import { Watching } from './watching.fixture.ts'

/** What comes back at once after an outage. */
const TERMINALS = 3_000

const clock = handClock(1_800_000_000_000)
const watching = await Watching.start(clock)
const { owner, worker, write } = watching
const branch = await write((unit) => makeBranch(unit, 'a'))
const single = await write((unit) => makeBranch(unit, 'b'))
const one = await write((unit) => makeTerminal(unit, single, 'S'))
await write((unit) => makeTerminals(unit, branch, TERMINALS))
await write((unit) => watching.beat(unit))
await watching.turns()

const rows = <Row extends object>(sql: string, params?: readonly unknown[]) => watching.rows<Row>(sql, params)
const become: Watching['become'] = (...how) => watching.become(...how)
const turns = () => watching.turns()
const pass: Watching['pass'] = (...time) => watching.pass(...time)
const alerts = () =>
  rows<{ subject: string; state: string; raises: number }>(
    'select subject, state, raises from alert order by raised_at, id',
  )
const incidents = () =>
  rows<{ kind: string; state: string; hit: number; out: number }>(
    'select kind, state, hit, out from incident order by started_at',
  )

describe('one terminal', () => {
  test('is missed after five minutes, once, and no more when it is back', async () => {
    await become('OFFLINE', 'id = $2', [one])
    await pass(4 * MINUTE)
    expect(await alerts()).toEqual([])
    await pass(2 * MINUTE)
    expect(await alerts()).toEqual([{ subject: 'OFFLINE', state: 'RAISED', raises: 1 }])
    await become('ONLINE', 'id = $2', [one])
    await pass(2 * MINUTE)
    expect(await alerts()).toEqual([{ subject: 'OFFLINE', state: 'CLEARED', raises: 1 }])
  })

  test('that comes and goes every minute is flapping, and no storm', async () => {
    for (let minute = 0; minute < 12; minute++) {
      await become(minute % 2 === 0 ? 'OFFLINE' : 'ONLINE', 'id = $2', [one])
      await pass(MINUTE)
    }
    expect(await rows('select code from terminal_fault')).toEqual([{ code: 'NET_FLAPPING' }])
    expect(await rows(`select faults from terminal where id = $1`, [one])).toEqual([{ faults: ['NET_FLAPPING'] }])
    await pass(40 * MINUTE, 5 * MINUTE)
    expect(await rows('select code from terminal_fault')).toEqual([])
    expect((await alerts()).filter(({ state }) => state !== 'CLEARED')).toEqual([])
  })

  test('in a watch window is missed sooner; at its end stands a report, and patience is back', async () => {
    const [place] = await rows<{ id: string; path: string }>(
      'select store_id as id, path from terminal where id = $1',
      [one],
    )
    const at = clock.now()
    await write((unit) =>
      insertWatchWindow(unit, {
        ...{ id: unit.newId('watchWindow'), nodeId: place?.id ?? '', path: place?.path ?? '', name: 'Holiday' },
        ...{ startsAt: at, endsAt: at + HOUR, zone: 'Asia/Shanghai', patience: 20, heartbeatMs: 30_000 },
        ...{ allowsRollouts: false, state: 'PLANNED', plannedBy: 'usr', plannedAt: at, endedAt: null, endedBy: null },
        ...{ report: null, version: 1 },
      }),
    )
    const turn = () => worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => turnWatchWindows(unit, 5))
    expect([await turn(), await turn()]).toEqual([1, 0])
    const standing = await worker.read(PLATFORM_SCOPE, openWatchWindows)
    expect(freezeOver(standing, place?.path ?? '')?.endsAt).toBe(at + HOUR)
    await become('OFFLINE', 'id = $2', [one])
    await pass(2 * MINUTE)
    expect((await alerts()).filter(({ state }) => state !== 'CLEARED')).toMatchObject([{ subject: 'OFFLINE' }])
    await become('ONLINE', 'id = $2', [one])
    await pass(HOUR, 20 * MINUTE)
    await turn()
    const [window] = await worker.read(PLATFORM_SCOPE, (db) => listWatchWindows(db, false, 1))
    expect(window).toMatchObject({
      state: 'ENDED',
      report: { terminals: 1, offlineAtEnd: 0, alerts: [{ name: 'OFFLINE', count: 1 }], commands: [] },
    })
    await become('OFFLINE', 'id = $2', [one])
    await pass(2 * MINUTE)
    expect((await alerts()).filter(({ state }) => state !== 'CLEARED')).toEqual([])
    await become('ONLINE', 'id = $2', [one])
    await pass(2 * MINUTE)
    clock.advance(MINUTE)
  })
})

describe('an outage', () => {
  test('of all is one incident and no alert; all heartbeats at once end it, whatever ailed some before, and raise nothing', async () => {
    const before = await alerts()
    await write(async (unit) => {
      // an old trouble of one in five, of which nobody wants to hear
      const place = [new Date(clock.now() - HOUR), branch.acquirer.id]
      await unit.execute(
        `insert into alert_rule (node_id, subject, path, enabled, severity, hold_ms, clear_ms, version, changed_at)
         select id, 'SYS_PARAM_MISMATCH', path, false, 'MINOR', 0, 0, 1, $1 from node where id = $2`,
        place,
      )
      await unit.execute(
        `insert into terminal_fault (terminal_id, code, since, reported_at)
         select id, 'SYS_PARAM_MISMATCH', $1, $1 from terminal where acquirer_id = $2 and tid ~ '[37]$'`,
        place,
      )
    })
    await become('OFFLINE', 'acquirer_id = $2', [branch.acquirer.id])
    const longestMs = await turns()
    expect(await incidents()).toEqual([{ kind: 'STORE', state: 'RAISED', hit: TERMINALS, out: TERMINALS }])
    await pass(10 * MINUTE)
    expect(await alerts()).toEqual(before)
    await become('ONLINE', 'acquirer_id = $2', [branch.acquirer.id])
    const backMs = await turns()
    await pass(3 * MINUTE)
    expect(await incidents()).toEqual([{ kind: 'STORE', state: 'CLEARED', hit: TERMINALS, out: 0 }])
    await pass(10 * MINUTE)
    expect(await alerts()).toEqual(before)
    console.log(`${TERMINALS} terminals: longest turn ${longestMs} ms as they fell, ${backMs} ms as they came back`)
    const events = await rows(
      `select type, count(*)::int from event where type ~ '^(Alert|Incident)' and subject like 'inc%' group by 1 order by 1`,
    )
    expect(events).toEqual([
      { type: 'IncidentEnded', count: 1 },
      { type: 'IncidentOpened', count: 1 },
    ])
  })

  test('who does not come back is missed when it ends', async () => {
    await become('OFFLINE', 'acquirer_id = $2 and tid < $3', [branch.acquirer.id, 'T0001500'])
    await pass(6 * MINUTE)
    await become('ONLINE', 'acquirer_id = $2 and tid <> $3', [branch.acquirer.id, 'T0000001'])
    await pass(4 * MINUTE)
    expect((await alerts()).filter(({ state }) => state === 'RAISED')).toEqual([
      { subject: 'OFFLINE', state: 'RAISED', raises: 1 },
    ])
    expect((await incidents()).map(({ state }) => state)).toEqual(['CLEARED', 'CLEARED'])
  })
})

test('an outage that spans agents tells each of its own part alone, once', async () => {
  const near = await write((unit) => makeBranch(unit, 'c', branch.acquirer))
  const far = await write((unit) => makeBranch(unit, 'd', branch.acquirer))
  const { terminalIds: first } = await write((unit) => makeTerminals(unit, near, 12, 'N'))
  const { terminalIds: second } = await write((unit) => makeTerminals(unit, far, 15, 'F'))
  const late = second.slice(0, 3)
  await write(async (unit) => {
    await watching.beat(unit)
    await unit.execute(
      `insert into terminal_trait (terminal_id, acquirer_id, tid, cell) select id, $2, id, 'cell-7' from unnest($1::text[]) as n (id)`,
      [[...first, ...second], branch.acquirer.id],
    )
  })
  const fall = (ids: readonly string[], presence: 'ONLINE' | 'OFFLINE' = 'OFFLINE') =>
    become(presence, 'id = any($2)', [ids])
  const parts = () =>
    rows<object>(
      `select type, path::text, data ->> 'hit' as hit from event where type in ('IncidentReached', 'IncidentLeft') order by ordinal`,
    )
  await fall([...first, ...second.slice(5)])
  await turns()
  const reached = [
    { type: 'IncidentReached', path: near.agent.path, hit: '12' },
    { type: 'IncidentReached', path: far.agent.path, hit: '10' },
  ]
  expect(await parts()).toEqual(expect.arrayContaining(reached))
  expect(await parts()).toHaveLength(2)
  await pass(MINUTE)
  await fall(late)
  await pass(MINUTE)
  expect(await parts()).toHaveLength(2)
  await fall([...first, ...second], 'ONLINE')
  await pass(5 * MINUTE)
  expect((await parts()).slice(2)).toEqual(
    expect.arrayContaining([
      { type: 'IncidentLeft', path: near.agent.path, hit: '12' },
      { type: 'IncidentLeft', path: far.agent.path, hit: '13' },
    ]),
  )
  expect(await parts()).toHaveLength(4)
})

test('history is added up by the hour and the day, and what is told is there at once', async () => {
  const roll = async () => {
    for (const tier of ['HEALTH_HOUR', 'HEALTH_DAY'] as const)
      while ((await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => rollUp(unit, tier, 100))) > 0);
    while ((await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, turnRings)) > 0);
  }
  clock.advance(DAY - (clock.now() % DAY) + 5 * MINUTE)
  await roll()
  for (let step = 0; step < 30 * 12; step++) {
    const rsrp = -90 - (step % 12)
    const values = METRICS.map((metric) => (metric === 'SIGNAL' ? rsrp : null))
    await write((unit) => saveSamples(unit, [{ terminalId: one, at: clock.now(), values }]))
    clock.advance(5 * MINUTE)
    if (step % 12 === 0) await roll()
  }
  await roll()
  const history = (range: Parameters<typeof healthHistory>[3]) =>
    owner.read(PLATFORM_SCOPE, (db) => healthHistory(db, one, 'SIGNAL', range))
  const told = async (range: Parameters<typeof healthHistory>[3]) =>
    (await history(range)).points.filter((point) => point !== null)
  expect((await history('HOUR')).points).toHaveLength(60)
  expect((await told('HOUR')).length).toBeGreaterThan(50)
  expect((await history('DAY')).points).toHaveLength(288)
  expect((await told('DAY')).length).toBeGreaterThan(285)
  expect((await told('WEEK')).length).toBeGreaterThan(115)
  const quarter = await history('QUARTER')
  expect(quarter.points).toHaveLength(360)
  expect(quarter.points.filter((point) => point !== null)).toContainEqual([-101, expect.any(Number), -90])
  expect((await told('MONTH')).length).toBeGreaterThanOrEqual(15)
  // what is past its time is gone: nothing is older than the ring
  const [left] = await rows<{ hours: number }>('select count(distinct at)::int as hours from health_sample')
  expect(left?.hours).toBeLessThanOrEqual((3 * HOUR) / (5 * MINUTE))
  expect(SECOND).toBe(1_000)
}, 120_000)

test('who holds other parameters than are wished has a fault once a pull had its time, and no outage', async () => {
  const wish = (version: number, expected: number) => {
    const document = { terminalId: one, version, parameterValues: {}, tag: `${version}.x` }
    return write((unit) => saveParameters(unit, { ...document, changedBy: 'usr_a', changedAt: clock.now() }, expected))
  }
  const says = (parameters: string) =>
    write((unit) => saveReportedParameters(unit, [{ terminalId: one, parameters, at: clock.now() }]))
  const faults = async () => (await rows<{ faults: string[] }>('select faults from terminal where id = $1', [one]))[0]
  const drift = async () => (await rows<object>('select drift_since, told from terminal_parameters'))[0]
  const before = await incidents()
  expect(await wish(1, 0)).toBe(true)
  expect(await wish(2, 0)).toBe(false)
  // it has never said what it holds
  expect(await drift()).toEqual({ drift_since: null, told: false })
  await says('0.x')
  await pass(PARAMETERS_DRIFT_MS - MINUTE)
  // a new wish makes a drift no younger
  expect(await wish(3, 1)).toBe(true)
  expect(await faults()).toEqual({ faults: [] })
  await pass(MINUTE)
  expect(await faults()).toEqual({ faults: ['SYS_PARAM_MISMATCH'] })
  expect(await incidents()).toEqual(before)
  await says('3.x')
  await pass(MINUTE)
  expect(await faults()).toEqual({ faults: [] })
  expect(await drift()).toEqual({ drift_since: null, told: false })
})

test('a visit that nobody made raises one alert, until it was made or is due later', async () => {
  const wait = (days: number) =>
    write((unit) =>
      unit.execute(`update terminal_care set since = $2 where terminal_id = $1 and kind = 'INSPECTION'`, [
        one,
        new Date(clock.now() - days * DAY),
      ]),
    )
  const [place] = await rows<TerminalScope>(
    `select id as "terminalId", acquirer_id as "acquirerId", agent_id as "agentId", merchant_id as "merchantId",
       store_id as "storeId", path from terminal where id = $1`,
    [one],
  )
  if (place === undefined) throw new Error('no terminal')
  const missed = () =>
    rows<object>(`select state, raises, standing from alert where subject = 'INSPECTION_OVERDUE' order by raised_at`)
  await wait(90 - 1)
  await pass(MINUTE)
  expect(await missed()).toEqual([])
  await wait(90)
  await pass(3 * MINUTE)
  expect(await missed()).toEqual([{ state: 'RAISED', raises: 1, standing: true }])
  await write((unit) =>
    recordVisit(
      unit,
      {
        ...{ ...place, id: unit.newId('careVisit'), kind: 'INSPECTION', outcome: 'PASSED', answers: {}, findings: '' },
        ...{ photos: [], serial: '', model: '', doneAt: clock.now(), recordedAt: clock.now(), recordedBy: 'usr_a' },
      },
      { counts: true, workOrder: null },
      'S',
    ),
  )
  await pass(MINUTE)
  expect(await missed()).toEqual([{ state: 'CLEARED', raises: 1, standing: false }])
  clock.advance(HOUR)
  await wait(91)
  await pass(MINUTE)
  expect((await missed())[1]).toEqual({ state: 'RAISED', raises: 1, standing: true })
  const set = (days: number | null) =>
    write((unit) => setCareInterval(unit, place.acquirerId, { kind: 'INSPECTION', model: '*', days }, 'usr_a'))
  await set(0)
  await pass(MINUTE)
  expect((await missed())[1]).toEqual({ state: 'CLEARED', raises: 1, standing: false })
  await set(null)
})

test('figures of a whole fleet are looked at over several turns, each terminal once', async () => {
  const bad = METRICS.map((metric) => (metric === 'SIGNAL' ? -120 : null))
  await write(async (unit) => {
    await unit.execute(
      `insert into alert_rule (node_id, subject, path, enabled, severity, hold_ms, clear_ms, raise_at, clear_at, version, changed_at)
       select id, 'SIGNAL', path, true, 'MINOR', $2, 0, -115, -110, 1, $1 from node where id = $3`,
      [new Date(clock.now()), HOUR, branch.acquirer.id],
    )
    await unit.execute(`update heartbeat set at = $1, health = '{"network":{"rsrpDbm":-120}}'`, [new Date(clock.now())])
    const all = await unit.query<{ id: string }>(`select id from terminal where presence = 'ONLINE'`)
    await saveSamples(
      unit,
      all.map(({ id }) => ({ terminalId: id, at: clock.now(), values: bad })),
    )
  })
  clock.advance(MINUTE)
  const looks = [0]
  for (let isMore = true; isMore; ) {
    isMore = (await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => alertTurn(unit, 250))) > 0
    const [row] = await rows<{ count: number }>(
      `select count(*)::int as count from alert_watch where subject = 'SIGNAL'`,
    )
    looks.push(row?.count ?? 0)
  }
  const online = await rows(`select id from terminal where presence = 'ONLINE' and acquirer_id = $1`, [
    branch.acquirer.id,
  ])
  expect(looks.at(-1)).toBe(online.length)
  expect(online.length).toBeGreaterThanOrEqual(TERMINALS)
  for (const [turn, seen] of looks.slice(1).entries()) expect(seen - (looks[turn] ?? 0)).toBeLessThanOrEqual(1_000)
})

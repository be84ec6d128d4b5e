import { insertWatchWindow, loadSituations, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gateway } from './gateway.ts'
import type { HandTerminal } from './testing/hand-terminal.ts'
import { type House, openHouse } from './testing/house.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway
let next = 0

beforeAll(async () => {
  house = await openHouse(12)
  gateway = await house.gateway()
})
afterAll(() => house.close())

async function online(): Promise<HandTerminal> {
  const terminal = house.terminal(next++, gateway)
  await terminal.join()
  terminal.beat()
  await untilPresence(terminal, 'ONLINE')
  return terminal
}

const presenceOf = async (terminal: HandTerminal) =>
  (
    await house.rows<{ presence: string }>('select presence from terminal where id = $1', [terminal.device.terminalId])
  )[0]?.presence

const untilPresence = (terminal: HandTerminal, presence: string) =>
  until(async () => expect(await presenceOf(terminal)).toBe(presence))

const changesOf = async (terminal: HandTerminal) =>
  (
    await house.rows<{ data: { from: string; to: string } }>(
      `select data from event where terminal_id = $1 and type = 'TerminalPresenceChanged' order by ordinal`,
      [terminal.device.terminalId],
    )
  ).map(({ data }) => `${data.from} → ${data.to}`)

describe('presence', () => {
  test('a loss under half a minute raises nothing', async () => {
    const terminal = await online()
    terminal.client.kill()
    await terminal.client.closed
    await until(() => expect(gateway.metrics().lossesWatched).toBe(1))
    house.clock.advance(29_000)
    await terminal.join()
    await until(() => expect(gateway.metrics().lossesWatched).toBe(0))
    terminal.beat()
    house.clock.advance(2_000)
    expect(await changesOf(terminal)).toEqual(['OFFLINE → ONLINE'])
    await terminal.leave()
  })

  test('a longer one is DEGRADED, then OFFLINE when the last heartbeat is old too; a disconnect is no sign of life', async () => {
    const terminal = await online()
    await terminal.leave()
    house.clock.advance(31_000)
    await untilPresence(terminal, 'DEGRADED')
    house.clock.advance(120_000)
    await untilPresence(terminal, 'OFFLINE')
    expect(await changesOf(terminal)).toEqual(['OFFLINE → ONLINE', 'ONLINE → DEGRADED', 'DEGRADED → OFFLINE'])
    const [row] = await house.rows<{ connected: boolean }>('select connected from connection where terminal_id = $1', [
      terminal.device.terminalId,
    ])
    expect(row?.connected).toBe(false)
  })

  test('connected but silent is DEGRADED, and ONLINE again with the next heartbeat', async () => {
    const terminal = await online()
    house.clock.advance(151_000)
    await untilPresence(terminal, 'DEGRADED')
    terminal.beat()
    await untilPresence(terminal, 'ONLINE')
  })

  test('a first heartbeat that is being written while silence is noticed counts', async () => {
    const terminal = house.terminal(next++, gateway)
    await terminal.join()
    const { terminalId } = terminal.device
    /** Who waits for one of these: anybody else may wait for a moment as well. */
    const behind = async (pids: readonly (number | undefined)[]) =>
      (
        await house.rows<{ pid: number }>(
          'select pid from pg_stat_activity where datname = current_database() and pg_blocking_pids(pid) && $1::int[]',
          [pids],
        )
      ).map(({ pid }) => pid)
    const writers = await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const [holder] = await unit.query<{ pid: number }>(
        'select pg_backend_pid() as pid from terminal where id = $1 for no key update',
        [terminalId],
      )
      terminal.beat()
      const [beat] = await until(async () => {
        const found = await behind([holder?.pid])
        expect(found).toHaveLength(1)
        return found
      })
      house.clock.advance(31_000)
      await until(async () => expect(new Set(await behind([holder?.pid, beat])).size).toBe(2))
      return [holder?.pid, beat]
    })
    await until(async () => expect(await behind(writers)).toEqual([]))
    await untilPresence(terminal, 'ONLINE')
    expect(await changesOf(terminal)).toEqual(['OFFLINE → ONLINE'])
  })

  test('of many heartbeats only the newest is stored', async () => {
    const terminal = await online()
    for (let uptimeSec = 1; uptimeSec <= 200; uptimeSec++)
      terminal.beat({ uptimeSec, inTransaction: uptimeSec === 200 })
    await until(async () => {
      const [row] = await house.rows<object>('select in_transaction, health from heartbeat where terminal_id = $1', [
        terminal.device.terminalId,
      ])
      expect(row).toMatchObject({ in_transaction: true, health: { uptimeSec: 200 } })
    })
    expect(await changesOf(terminal)).toEqual(['OFFLINE → ONLINE'])
  })

  test('a heartbeat of an older connection, of a wrong key or of a size that fits no column says nothing', async () => {
    const terminal = await online()
    const before = gateway.metrics()
    const publish = (payload: Buffer) =>
      terminal.client.send({ cmd: 'publish', topic: terminal.topic('hb'), payload, qos: 0, retain: false, dup: false })
    const flushed = async () => {
      const stored = gateway.metrics().heartbeatsStored
      terminal.beat()
      await until(() => expect(gateway.metrics().heartbeatsStored).toBe(stored + 1))
    }
    const body = {
      signOn: 'SIGNED_ON',
      batch: null,
      epoch: 1,
      boot: 1,
      inTransaction: false,
      busy: false,
      reversalPending: false,
      locked: false,
      uptimeSec: 1,
      health: {},
    } as const
    publish(terminal.encode('hb', body, 99))
    await until(() => expect(gateway.metrics().other['otherConnection']).toBe(1))
    await flushed()
    publish(terminal.encode('hb', body, terminal.conn, Buffer.alloc(32, 7)))
    await until(() => expect(gateway.metrics().quarantined['BAD_TAG']).toBe((before.quarantined['BAD_TAG'] ?? 0) + 1))
    await flushed()
    publish(terminal.encode('hb', { ...body, boot: 4_000_000_000 }))
    await until(() => expect(gateway.metrics().quarantined['BAD_MESSAGE']).toBe(1))
    const [row] = await house.rows<{ signOn: string }>('select sign_on as "signOn" from terminal where id = $1', [
      terminal.device.terminalId,
    ])
    expect(row?.signOn).toBe('SIGNED_OFF')
  })

  test('a will of an older connection is ignored, and so is "lost" from a living one', async () => {
    const terminal = house.terminal(next++, gateway)
    terminal.conn = 4
    await terminal.connect({
      will: { topic: terminal.topic('lost'), payload: terminal.encode('lost', { n: 0 }, 2), qos: 1, retain: false },
    })
    await terminal.client.subscribe(`pos/v1/demo/${terminal.device.tid}/down`)
    await terminal.hello()
    terminal.beat()
    await untilPresence(terminal, 'ONLINE')
    await terminal.client.publish(terminal.topic('lost'), terminal.encode('lost', { n: 0 }))
    await until(() => expect(gateway.metrics().other['lostIgnored']).toBe(1))
    terminal.client.kill()
    await terminal.client.closed
    await until(() => expect(gateway.metrics().other['willsIgnored']).toBe(1))
    expect(await presenceOf(terminal)).toBe('ONLINE')
  })
})

test('while a watch window is open heartbeats come more often: whoever is connected is let go and welcomed anew, but not out of a transaction', async () => {
  const [idle, busy] = [await online(), await online()]
  busy.beat({ inTransaction: true })
  const isBusy = async () =>
    await house.rows('select 1 from heartbeat where terminal_id = $1 and in_transaction', [busy.device.terminalId])
  await until(async () => expect(await isBusy()).toHaveLength(1))
  const [place] = await house.rows<{ id: string; path: string }>(
    'select store_id as id, path from terminal where id = $1',
    [idle.device.terminalId],
  )
  const at = house.clock.now()
  const state = (to: string) =>
    house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update watch_window set state = $1, ended_at = case when $1 = 'ENDED' then now() end`, [to]),
    )
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    insertWatchWindow(unit, {
      ...{ id: unit.newId('watchWindow'), nodeId: place?.id ?? '', path: place?.path ?? '', name: 'Holiday' },
      ...{
        startsAt: at,
        endsAt: at + 3_600_000,
        zone: 'UTC',
        patience: 100,
        heartbeatMs: 20_000,
        allowsRollouts: true,
      },
      ...{ state: 'OPEN', plannedBy: 'usr', plannedAt: at, endedAt: null, endedBy: null, report: null, version: 1 },
    }),
  )
  let isBusyGone = false
  void busy.client.closed.then(() => {
    isBusyGone = true
  })
  await idle.client.closed
  expect(await idle.join()).toMatchObject({ intervalSec: 20 })
  idle.beat()
  // the one in a transaction was passed over all the while; it is let go when that is over
  expect(isBusyGone).toBe(false)
  busy.beat()
  await busy.client.closed
  await state('ENDED')
  await idle.client.closed
  expect(await idle.join()).toMatchObject({ intervalSec: 60 })
})

test('under overload heartbeats are shed by credit, reports are not', async () => {
  const loaded = await house.gateway({ limits: { overloadLagMs: -1, heartbeatCredit: 2 } })
  const noisy = house.terminal(next++, loaded)
  await noisy.join()
  await until(() => expect(loaded.metrics().overloaded).toBe(true))
  for (let i = 0; i < 50; i++) noisy.beat()
  const seqs = await Promise.all(Array.from({ length: 20 }, () => noisy.fault('HW_PRINTER')))
  await noisy.ack('report', 20)
  expect(seqs).toHaveLength(20)
  expect(loaded.metrics().heartbeatsShed).toBeGreaterThanOrEqual(48)
})

test('when overload lasts terminals are told to slow down, silence is measured by that, and who comes later is as usual again', async () => {
  const loaded = await house.gateway({
    limits: { overloadLagMs: -1, heartbeatCredit: 1_000, slowAfterMs: 4_000, samplingLookMs: 100 },
  })
  const index = next++
  const early = house.terminal(index, loaded)
  const rowOf = async () =>
    (
      await house.rows<object>(
        `select presence, slowed from terminal join connection on terminal_id = id where id = $1`,
        [early.device.terminalId],
      )
    )[0]
  expect(await early.join()).toMatchObject({ intervalSec: 60 })
  early.beat()
  // who is connected is let go, and told so when it comes back
  await early.client.closed
  expect(loaded.metrics()).toMatchObject({ overloaded: true, slowdown: 4 })
  expect(await early.join()).toMatchObject({ intervalSec: 240 })
  const beatAt = house.clock.now()
  early.beat()
  await until(async () => expect(await rowOf()).toEqual({ presence: 'ONLINE', slowed: 4 }))
  const [situation] = await house.owner.read(PLATFORM_SCOPE, async (db) => [
    ...(await loadSituations(db, [early.device.terminalId])).values(),
  ])
  expect(situation?.heartbeatIntervalMs).toBe(240_000)
  // a usual one would be DEGRADED after 150 s; one that never spoke shows that silence was looked at
  const mute = house.terminal(next++, loaded)
  await mute.join()
  house.clock.advance(590_000)
  await untilPresence(mute, 'DEGRADED')
  expect(await rowOf()).toEqual({ presence: 'ONLINE', slowed: 4 })
  house.clock.advance(11_000)
  await untilPresence(early, 'DEGRADED')
  const [degraded] = await house.rows<{ at: number }>(
    `select at from event where terminal_id = $1 and type = 'TerminalPresenceChanged' and data ->> 'to' = 'DEGRADED'`,
    [early.device.terminalId],
  )
  expect(degraded?.at).toBeGreaterThanOrEqual(beatAt + 600_000)
  const later = house.terminal(index, gateway)
  later.conn = early.conn
  expect(await later.join()).toMatchObject({ intervalSec: 60 })
  later.beat()
  await until(async () => expect(await rowOf()).toEqual({ presence: 'ONLINE', slowed: 1 }))
})

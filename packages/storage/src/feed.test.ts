import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { byPlatform, openDoors } from './doors.fixture.ts'
import { handClock, makeBranch } from './fleet.fixture.ts'
import {
  feedAfter as askFeed,
  newestPosition,
  PLATFORM_SCOPE,
  readFeed,
  Sequencer,
  silentLog,
  type Unit,
} from './index.ts'
import { FEED_STRETCH_MAX } from './limits.ts'

const clock = handClock(1_800_000_000_000)
const { owner, worker: storage, app, database } = await openDoors(clock, 'owner', 'worker', 'app')
const branch = await byPlatform(owner)((unit) => makeBranch(unit, 'a'))
const sibling = await byPlatform(owner)((unit) => makeBranch(unit, 'b', branch.acquirer))
const sequencers = [1, 2].map(() => new Sequencer({ url: database.url, role: 'worker' }, silentLog))
afterAll(() => Promise.all(sequencers.map((sequencer) => sequencer.close())))

const append = (unit: Unit, subject: string, n: number) =>
  unit.append([{ type: 'Happened', subject, path: branch.agent.path, data: { n }, at: clock.now() }])
const write = byPlatform(storage)
const newest = () => storage.read(PLATFORM_SCOPE, newestPosition)
const feedAfter = (position: bigint) => storage.read(PLATFORM_SCOPE, (db) => readFeed(db, position, 1_000))

/** Ends the sessions that the query names, of this database, as an administrator would. */
async function cut(pids: string): Promise<number> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const { rowCount } = await client
    .query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid in (${pids}) and pid <> pg_backend_pid()`,
    )
    .finally(() => client.end())
  return rowCount ?? 0
}

/** Resolves with the bell (or its poll) once the condition holds. */
async function ringing(condition: () => Promise<boolean>): Promise<void> {
  let stop = () => {}
  await new Promise<void>((resolve, reject) => {
    stop = storage.onBell(() => void condition().then((holds) => holds && resolve(), reject))
  }).finally(() => stop())
}

describe('the feed', () => {
  test('events of one transaction come in their order, with the actor and the place', async () => {
    const start = await newest()
    await write(async (unit) => [1, 2, 3].forEach((n) => append(unit, 's', n)))
    await ringing(async () => (await newest()) === start + 3n)
    const events = await feedAfter(start)
    expect(events.map(({ data, position }) => [data['n'], position - start])).toEqual([
      [1, 1n],
      [2, 2n],
      [3, 3n],
    ])
    expect(events[0]).toMatchObject({
      subject: 's',
      type: 'Happened',
      actorKind: 'PLATFORM',
      path: branch.agent.path,
      at: clock.now(),
    })
  })

  test('one of two sequencers leads', async () => {
    await expect.poll(() => sequencers.filter((sequencer) => sequencer.stats().leading).length).toBe(1)
  })

  test('positions have no gaps, and what was seen comes before what saw it', async () => {
    const start = await newest()
    const writers = 8
    const each = 40
    const counter = new Int32Array(1)
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let n = 0; n < each; n++) {
          await write(async (unit) => {
            if (n % 7 === writer % 7) throw new Error('rolled back')
            // a shared row makes the transactions of one subject wait for one another
            await unit.query(`select pg_advisory_xact_lock($1)`, [writer % 3])
            append(unit, `chain${writer % 3}`, Atomics.add(counter, 0, 1))
          }).catch((error: unknown) => {
            if (!(error instanceof Error && error.message === 'rolled back')) throw error
          })
        }
      }),
    )
    const written = BigInt(counter[0] ?? 0)
    await ringing(async () => (await newest()) === start + written)
    const events = await feedAfter(start)
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => start + BigInt(index + 1)))
    for (const chain of ['chain0', 'chain1', 'chain2']) {
      const order = events.filter(({ subject }) => subject === chain).map(({ data }) => Number(data['n']))
      expect(order).toEqual(order.toSorted((a, b) => a - b))
    }
  })

  test('when the leader’s connection is cut the other takes over, and nothing is lost or placed twice', async () => {
    const start = await newest()
    const leader = `select pid from pg_locks where locktype = 'advisory' and granted`
    for (let n = 0; n < 60; n++) {
      await write(async (unit) => append(unit, 'cut', n))
      // between two leaders there is nobody to cut
      if (n % 20 === 10) await expect.poll(() => cut(leader), { timeout: 60_000 }).toBe(1)
    }
    await ringing(async () => (await newest()) === start + 60n)
    const events = await feedAfter(start)
    expect(events.map(({ data }) => data['n'])).toEqual(Array.from({ length: 60 }, (_, n) => n))
  })

  test('whoever asks from a position is led over what is not theirs, and never past their newest', async () => {
    const start = await newest()
    const { agent: level, acquirer, merchant, store } = sibling
    const terminal = { terminalId: 'trm_x', acquirerId: acquirer.id, agentId: level.id, merchantId: merchant.id }
    const theirs = (unit: Unit, n: number) =>
      unit.append([
        {
          ...{ type: 'Happened', subject: 'theirs', path: store.path, data: { n }, at: clock.now() },
          terminal: { ...terminal, storeId: store.id, path: store.path },
        },
      ])
    await write(async (unit) => {
      theirs(unit, 1)
      for (let n = 0; n < FEED_STRETCH_MAX; n++) append(unit, 'others', n)
      theirs(unit, 2)
      append(unit, 'others', 0)
    })
    const [end, stretch] = [BigInt(FEED_STRETCH_MAX) + 3n, BigInt(FEED_STRETCH_MAX)]
    await ringing(async () => (await newest()) === start + end)
    const ask = async (after: bigint, wish: { types?: string[]; limit?: number } = {}) => {
      const query = { level, after, types: wish.types ?? null, limit: wish.limit ?? 10 }
      const found = await app.read({ path: level.path }, (db) => askFeed(db, query))
      if (found === 'TOO_OLD') throw new Error('nothing was removed')
      return [found.events.map(({ data }) => (data as { n: number }).n), found.position - start]
    }
    expect(await ask(start)).toEqual([[1], stretch])
    expect(await ask(start, { limit: 1 })).toEqual([[1], 1n])
    expect(await ask(start, { types: ['Else'] })).toEqual([[], stretch])
    expect(await ask(start + stretch)).toEqual([[2], stretch + 2n])
    // what happens elsewhere does not move it
    expect(await ask(start + stretch + 2n)).toEqual([[], stretch + 2n])
  })

  test('a listener hears again after its connection was cut', async () => {
    const start = await newest()
    let rings = 0
    const stop = storage.onBell(() => rings++)
    await expect
      .poll(() => cut(`select pid from pg_stat_activity where query like 'listen%'`), { timeout: 60_000 })
      .toBe(1)
    rings = 0
    await write(async (unit) => append(unit, 'bell', 1))
    await expect.poll(async () => rings > 0 && (await newest()) === start + 1n, { timeout: 60_000 }).toBe(true)
    stop()
  })
})

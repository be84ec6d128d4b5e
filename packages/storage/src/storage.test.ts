import { describe, expect, test } from 'vitest'
import { openDoors } from './doors.fixture.ts'
import { idsOf } from './fleet.fixture.ts'
import { databaseErrorCode, isConnectionLost, NotBegun, openStorage, PLATFORM_ACTOR, PLATFORM_SCOPE } from './index.ts'

const clock = { now: Date.now }
const { worker: storage, database } = await openDoors(clock, 'worker')

describe('reading and writing', () => {
  test('instants and counters come as numbers, in arrays too', async () => {
    const at = 1_793_885_787_123
    const [row] = await storage.read(PLATFORM_SCOPE, (db) =>
      db.query<{ at: number; many: number[]; big: number; bigs: number[]; none: null }>(
        `select $1::timestamptz as at, array[$1, $1]::timestamptz[] as many, 9007199254740991::bigint as big,
           array[1, 2]::bigint[] as bigs, null::timestamptz as none`,
        [new Date(at)],
      ),
    )
    expect(row).toEqual({ at, many: [at, at], big: Number.MAX_SAFE_INTEGER, bigs: [1, 2], none: null })
  })

  test('a reader cannot write', async () => {
    await expect(storage.read(PLATFORM_SCOPE, (db) => db.execute('delete from process'))).rejects.toThrow(/read-only/)
  })

  test('nothing of a failed write stays, and what waits for the commit does not run', async () => {
    let told = false
    const failing = storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      unit.afterCommit(() => {
        told = true
      })
      await unit.execute(`insert into process values ('p', 'k', now(), now(), '{}')`)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await storage.read(PLATFORM_SCOPE, (db) => db.query('select from process'))).toEqual([])
    expect(told).toBe(false)
  })

  test('a failure that the work swallowed is not committed as nothing', async () => {
    const swallowing = storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      await unit.execute('select 1 / 0').catch(() => undefined)
    })
    await expect(swallowing).rejects.toThrow('a failed transaction was committed')
  })

  test('what is said again and again is planned once', async () => {
    const said = (times: number) =>
      storage.read(PLATFORM_SCOPE, async (db) => {
        for (let time = 0; time < times; time++)
          expect(await db.query('select $1::int + 1 as more', [time])).toEqual([{ more: time + 1 }])
        const [row] = await db.query<{ count: number }>(
          `select count(*)::int as count from pg_prepared_statements where statement like 'select $1::int + 1%'`,
        )
        return row?.count
      })
    expect(await said(2)).toBe(0)
    expect(await said(10)).toBe(1)
  })

  test('a deadlock is repeated until both are done', async () => {
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`insert into process values ('a', 'count', now(), now(), '0'), ('b', 'count', now(), now(), '0')`),
    )
    const barrier = { waiting: 0 }
    const raise = (first: string, second: string) =>
      storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
        const add = (id: string) =>
          unit.execute(`update process set detail = to_jsonb(detail::int + 1) where id = $1`, [id])
        await add(first)
        barrier.waiting++
        while (barrier.waiting < 2) await new Promise((resume) => setImmediate(resume))
        await add(second)
      })
    await Promise.all([raise('a', 'b'), raise('b', 'a')])
    const rows = await storage.read(PLATFORM_SCOPE, (db) =>
      db.query<{ detail: number }>(`select detail from process where kind = 'count'`),
    )
    expect(rows.map(({ detail }) => detail)).toEqual([2, 2])
    expect(storage.stats().repeats).toBeGreaterThan(0)
  })
})

describe('a fault that says nothing of what was to be stored', () => {
  const told = (code: string) => isConnectionLost(Object.assign(new Error('as told by Node'), { code }))

  test('is each that the network, a lookup or TLS can meet', () => {
    const met = ['ECONNRESET', 'ECONNABORTED', 'ENETUNREACH', 'ENETDOWN', 'EHOSTDOWN', 'EAI_AGAIN', 'EAI_FAIL']
    const here = ['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'EPROTO', 'ERR_SSL_BAD_RECORD_TYPE', 'ERR_TLS_HANDSHAKE_TIMEOUT']
    expect([...met, ...here].filter((code) => !told(code))).toEqual([])
  })

  test('is none that a message or a program brings about', () => {
    expect(['22P02', '23505', 'ENOENT', 'ERR_INVALID_ARG_TYPE', 'ERR_OUT_OF_RANGE'].filter(told)).toEqual([])
    expect(isConnectionLost(new TypeError('of ours'))).toBe(false)
  })

  test('is whatever kept a transaction from beginning, and it keeps the code of the server', async () => {
    const strange = await openStorage({ url: database.url, role: 'worker', clock, newId: idsOf(clock), poolMax: 1 })
    await strange.close()
    const late = await strange.read(PLATFORM_SCOPE, (db) => db.query('select 1')).catch((fault: unknown) => fault)
    expect(isConnectionLost(late)).toBe(true)
    const bad = new NotBegun(Object.assign(new Error('role "x" does not exist'), { code: '22023' }))
    expect([isConnectionLost(bad), databaseErrorCode(bad)]).toEqual([true, '22023'])
  })
})

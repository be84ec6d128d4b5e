import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { idMaker } from '@budeng/kernel'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { isConnectionLost, openStorage, PLATFORM_ACTOR, PLATFORM_SCOPE } from './index.ts'
import { type TestDatabase, testDatabase } from './testing.ts'

const clock = { now: () => Date.now() }
const newId = idMaker(clock.now, randomBytes)
let database: TestDatabase
let line: Line

/** Between the platform and its database: a line that can fall silent with nobody told, as when a host loses its power. */
class Line {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  /** Connections that ever came. */
  connections = 0
  isSilent = false
  /** The first piece with this text ends its connection, once. */
  breaksAt: string | null = null

  constructor({ port, hostname }: URL) {
    this.#server = createServer((near) => {
      this.connections++
      const far = connect(Number(port), hostname)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one)
        one.on('error', () => undefined)
        one.on('close', () => other.destroy())
        one.on('data', (piece: Buffer) => {
          if (this.breaksAt !== null && piece.includes(this.breaksAt)) {
            this.breaksAt = null
            one.destroy()
          } else if (!this.isSilent) other.write(piece)
        })
      }
    })
  }

  async open(): Promise<number> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
  }
}

let url: string
beforeAll(async () => {
  database = await testDatabase()
  const there = new URL(database.url)
  line = new Line(there)
  there.port = String(await line.open())
  there.hostname = '127.0.0.1'
  url = there.href
})
afterAll(async () => {
  line.close()
  await database.drop()
})

const openThere = () => openStorage({ url, role: 'worker', clock, newId, poolMax: 1, statementTimeoutMs: 500 })

test('a server that answers no more is given up, in the middle of a transaction and before one', async () => {
  const storage = await openThere()
  const within = await storage
    .write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      line.isSilent = true
      await unit.query('select 1')
    })
    .catch((fault: unknown) => fault)
  expect(isConnectionLost(within)).toBe(true)
  line.isSilent = false
  expect(await storage.read(PLATFORM_SCOPE, (db) => db.query('select 1 as one'))).toEqual([{ one: 1 }])
  await storage.close()
})

test('the server gives up a client that is gone without a word, and what it held', async () => {
  const storage = await openThere()
  const rows = await storage.read(PLATFORM_SCOPE, (db) =>
    db.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings where name like 'tcp_keepalives%' or name = 'tcp_user_timeout' order by name`,
    ),
  )
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, Number(setting)]))).toEqual({
    tcp_keepalives_count: 4,
    tcp_keepalives_idle: 10,
    tcp_keepalives_interval: 5,
    tcp_user_timeout: 30_000,
  })
  await storage.close()
})

test('whoever listens for the bell comes back with one connection, also when the first broke at its first word', async () => {
  const storage = await openThere()
  const before = line.connections
  line.breaksAt = 'listen budeng_feed'
  const heard = vi.fn<() => void>()
  storage.onBell(heard)
  await vi.waitFor(() => expect(line.connections).toBe(before + 2), { timeout: 60_000 })
  // longer than any wait before another attempt
  const rung = heard.mock.calls.length
  await vi.waitFor(() => expect(heard.mock.calls.length).toBeGreaterThan(rung + 2), { timeout: 60_000 })
  expect(line.connections).toBe(before + 2)
  await storage.close()
})

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { idMaker } from '@budeng/kernel'
import { liveProcesses, migrate, openStorage, PLATFORM_SCOPE, type Role, type Storage } from '@budeng/storage'
import { startEmbedded } from '@budeng/storage/embedded'
import { Client, Pool } from 'pg'
import { atTheEnd } from './ending.ts'

/** One PostgreSQL for all peers, with fsync as in real use. */
export interface DatabaseServer {
  /** An empty database of its own; its superuser's URL. */
  create(name: string): Promise<string>
  stop(): Promise<void>
}

export async function startDatabase(folder: string): Promise<DatabaseServer> {
  const server = await startEmbedded({ dataDir: join(folder, 'postgres'), fsync: true, log: () => {} })
  return {
    stop: atTheEnd(() => server.stop()),
    create: async (name) => {
      const client = new Client({ connectionString: server.url })
      await client.connect()
      await client.query(`create database ${name}`).finally(() => client.end())
      const url = new URL(server.url)
      url.pathname = name
      return url.href
    },
  }
}

/** A new database with our tables. */
export async function createMigrated(server: DatabaseServer, name: string): Promise<string> {
  const url = await server.create(name)
  await migrate(url)
  return url
}

/** Does something as one of our roles. */
export async function withStorage<T>(
  url: string,
  role: Role,
  work: (storage: Storage) => Promise<T>,
  poolMax = 2,
): Promise<T> {
  const clock = { now: Date.now }
  const storage = await openStorage({ url, role, clock, newId: idMaker(clock.now, randomBytes), poolMax })
  return await work(storage).finally(() => storage.close())
}

/** The superuser's own eyes, which see all rows: to verify what was stored, and to prepare. */
export async function withPool<T>(url: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: url, max: 2 })
  return await work(pool).finally(() => pool.end())
}

/** Whether a process of that kind says that it lives. */
export async function isBeating(url: string, kind: string): Promise<boolean> {
  return await withStorage(
    url,
    'owner',
    async (storage) => (await storage.read(PLATFORM_SCOPE, (db) => liveProcesses(db, kind))).length > 0,
  )
}

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, idMaker } from '@budeng/kernel'
import { seededRandom } from '@budeng/kernel/testing'
import { ensureKeyFiles } from '@budeng/protocol'
import {
  migrate,
  nodesByKey,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  sealingState,
  seedNodes,
  type Storage,
} from '@budeng/storage'
import { startEmbedded } from '@budeng/storage/embedded'
import { Client } from 'pg'
import { hasEnded, newDataDir, ROOT } from '../../house.ts'
import { until } from '../../until.ts'

/** The events of the proof are spread over so many days before now. */
const DAYS = 300
const EVENTS_PER_WRITE = 5_000
const PEOPLE = 40
const TYPES = ['CommandRequested', 'CommandSigned', 'CommandSent', 'CommandAcknowledged', 'CommandEnded'] as const

/** A database with our tables, its keys, and somebody who owns all of it. */
export interface Record {
  readonly folder: string
  readonly databaseUrl: string
  readonly keysDir: string
  readonly checkpointDir: string
  readonly owner: Storage
  /** The superuser: may do whatever an intruder with all rights could. */
  readonly intruder: Client
  close(): Promise<void>
}

export async function openRecord(): Promise<Record> {
  const folder = newDataDir()
  const server = await startEmbedded({ dataDir: join(folder, 'postgres'), fsync: true, log: () => {} })
  await migrate(server.url)
  const [keysDir, checkpointDir] = [join(folder, 'keys'), join(folder, 'checkpoints')]
  mkdirSync(checkpointDir)
  ensureKeyFiles(keysDir, Date.now())
  const clock = { now: Date.now }
  const owner = await openStorage({ url: server.url, role: 'owner', clock, newId: idMaker(clock.now, randomBytes) })
  const intruder = new Client({ connectionString: server.url })
  await intruder.connect()
  return {
    folder,
    databaseUrl: server.url,
    keysDir,
    checkpointDir,
    owner,
    intruder,
    close: async () => {
      await intruder.end()
      await owner.close()
      await server.stop()
    },
  }
}

/** Writes events as every process does, by the unit, at the times at which they would have happened. */
export async function fill({ databaseUrl, intruder }: Record, seed: number, events: number): Promise<void> {
  const random = seededRandom(seed)
  const start = Date.now() - DAYS * DAY
  let now = start
  const clock = { now: () => Math.floor(now) }
  const newId = idMaker(clock.now, randomBytes)
  const storage = await openStorage({ url: databaseUrl, role: 'owner', clock, newId })
  const months = `select event_month_make((date_trunc('month', now()) - n * interval '1 month')::date) from generate_series(0, 11) n`
  await intruder.query(`set role budeng_owner; ${months}; reset role`)
  const path = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => acquirerPath(unit))
  const people = Array.from({ length: PEOPLE }, () => newId('person'))
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  for (let written = 0; written < events; ) {
    const count = Math.min(EVENTS_PER_WRITE, events - written)
    const actor = { kind: 'PERSON', id: pick(people), behalfOf: pick(people), address: '192.0.2.7' } as const
    await storage.write(PLATFORM_SCOPE, { ...actor, requestId: `r${written}` }, async (unit) => {
      for (let n = 0; n < count; n++) {
        now += (DAYS * DAY) / events
        const terminal = { terminalId: newId('terminal'), agentId: path, merchantId: path, storeId: path }
        unit.append([
          {
            type: pick(TYPES),
            subject: newId('command'),
            terminal: { ...terminal, acquirerId: path, path },
            path,
            at: clock.now(),
            data: { n: written + n, reason: '重新签到', before: { state: 'QUEUED' }, after: { state: 'SENT' } },
          },
        ])
      }
    })
    written += count
  }
  await storage.close()
}

async function acquirerPath(unit: Parameters<typeof seedNodes>[0]): Promise<string> {
  const plain = { phone: null, address: null, contact: null, timeZone: 'Asia/Shanghai' }
  await seedNodes(unit, [{ ...plain, key: 'proof', parentKey: null, kind: 'ACQUIRER', code: 'proof', name: 'Proof' }])
  return (await nodesByKey(unit)).get('proof')?.path ?? ''
}

/** Runs the built worker until everything is placed and sealed; answers how long that took after `begun`. */
export async function sealByWorker(record: Record, atLeast: number, meanwhile: () => Promise<void>): Promise<number> {
  const { databaseUrl, keysDir, checkpointDir, folder, owner } = record
  const worker = spawn(process.execPath, [join(ROOT, 'apps/worker/dist/main.js')], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      BUDENG_KEYS_DIR: keysDir,
      BUDENG_CHECKPOINT_DIR: checkpointDir,
      BUDENG_DATA_DIR: folder,
      BUDENG_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  try {
    await meanwhile()
    const startedAt = performance.now()
    await until(() => isSealed(worker, owner, atLeast), {
      what: () => `${atLeast} events are sealed`,
      timeoutMs: 600_000,
    })
    return performance.now() - startedAt
  } finally {
    worker.kill('SIGTERM')
    await until(() => hasEnded(worker), { what: () => 'the worker stops' })
  }
}

async function isSealed(worker: ChildProcess, owner: Storage, atLeast: number): Promise<boolean> {
  if (hasEnded(worker)) throw new Error('the worker ended')
  const { sealedSize, newestPosition } = await owner.read(PLATFORM_SCOPE, sealingState)
  return sealedSize >= atLeast && newestPosition === sealedSize
}

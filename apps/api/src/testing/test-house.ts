import { type KeyObject, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@budeng/access'
import { type Clock, idMaker, type Instant } from '@budeng/kernel'
import { checkpointVerifier, KeyRing, newKeyPair, signKeyList } from '@budeng/protocol'
import {
  nodesByKey,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  savePolicy,
  Sequencer,
  type Storage,
} from '@budeng/storage'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { type Api, type ApiOptions, createApi } from '../api.ts'
import type { ApiKeys } from '../house.ts'
import type { Log } from '../log.ts'
import { Client } from './client.ts'
import { type Fleet, makeFleet } from './fleet.ts'
import { TestPeople } from './people.ts'

/** A clock that runs and that a test may push forward. */
export interface TestClock extends Clock {
  advance(ms: number): void
}

/** An API over a database of its own, with two acquirers in it. */
export interface TestHouse<Made = Fleet> {
  readonly api: Api
  readonly url: string
  readonly storage: Storage
  /** The platform's own hands: makes what gateway and worker would. */
  readonly owner: Storage
  readonly worker: Storage
  readonly database: TestDatabase
  readonly clock: TestClock
  readonly keys: ApiKeys
  /** With which the worker would seal the record. */
  readonly auditKey: KeyObject
  readonly fleet: Made
  /** Where files lie. */
  readonly filesFolder: string
  /** Everything that was logged, as one text. */
  readonly logged: () => string
  /** A client without a session. */
  stranger(): Client
  /**
   * A client that is logged in; the e-mail is one of the fleet's people. When an act asks for step-up, it confirms with a
   * passkey that is two days old.
   */
  as(email: string): Promise<Client>
  /** Their second factors, in software. */
  readonly people: TestPeople
  /** A second API over the same database, as another process would be. */
  another(): Promise<Api>
  close(): Promise<void>
}

/** Under which the house is opened, as passkeys see it. */
export const PUBLIC_URL = 'http://localhost:4000'
const FREE_PORT = { port: 0, host: '127.0.0.1' }
/** Tests ask more in a minute than anybody. */
const UNMETERED = 1_000_000_000

/** What a test sets, beside the options of the program. */
type Options = Partial<ApiOptions> & {
  /** Roles that confirm a small action, by the acquirers' own word; none, since most tests are about something else. */
  readonly singleR1?: readonly Role[]
}

export async function startTestHouse(options: Options = {}): Promise<TestHouse> {
  return await startHouseOf(makeFleet, options)
}

/** A house in which only what `make` makes exists. */
export async function startHouseOf<Made>(
  make: (owner: Storage, keys: ApiKeys) => Promise<Made>,
  { singleR1 = [], ...options }: Options = {},
): Promise<TestHouse<Made>> {
  const database = await testDatabase()
  const clock = runningClock()
  const newId = idMaker(clock.now, randomBytes)
  const lines: string[] = []
  const log = recordingLog(lines)
  const open = (role: 'app' | 'owner' | 'worker') =>
    openStorage({ url: database.url, role, clock, newId, log, poolMax: 4 })
  const [storage, owner, worker] = await Promise.all([open('app'), open('owner'), open('worker')])
  const auditKey = newKeyPair().privateKey
  const keys = testKeys(auditKey)
  const fleet = await make(owner, keys)
  // without an event: tests count those of their own
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const acquirers = [...(await nodesByKey(unit)).values()].filter(({ kind }) => kind === 'ACQUIRER')
    const word = { kind: 'STEP_UP' as const, value: { singleR1 }, version: 1, changedAt: clock.now() }
    for (const { id: nodeId, path } of acquirers) await savePolicy(unit, { ...word, nodeId, path })
  })
  const sequencer = new Sequencer({ url: database.url, role: 'worker' }, log)
  const filesFolder = mkdtempSync(join(tmpdir(), 'budeng-files-'))
  const start = () =>
    createApi({
      storage,
      clock,
      newId,
      keys,
      bulkRaise: 50,
      publicUrl: PUBLIC_URL,
      ...FREE_PORT,
      filesFolder,
      log,
      production: false,
      costPerMinute: UNMETERED,
      ...options,
    })
  const api = await start()
  const people = new TestPeople(owner, clock, PUBLIC_URL)
  return {
    api,
    url: api.url,
    storage,
    owner,
    worker,
    database,
    clock,
    keys,
    auditKey,
    fleet,
    filesFolder,
    logged: () => lines.join('\n'),
    another: start,
    people,
    stranger: () => new Client(api.url),
    as: async (email) => {
      const client = new Client(api.url)
      await people.login(client, email)
      return client
    },
    close: async () => {
      await api.close()
      await sequencer.close()
      await Promise.all([storage.close(), owner.close(), worker.close()])
      await database.drop()
      rmSync(filesFolder, { recursive: true })
    },
  }
}

function runningClock(): TestClock {
  let ahead = 0
  return { now: (): Instant => Date.now() + ahead, advance: (ms) => void (ahead += ms) }
}

function testKeys(auditKey: KeyObject): ApiKeys {
  const root = newKeyPair()
  const list = { version: 1, keys: [] }
  const ring = new KeyRing({ list, jws: signKeyList(list, root), rootX: root.x })
  return {
    sealLink: randomBytes(32),
    sealPresence: randomBytes(32),
    sealPeople: randomBytes(32),
    ring: () => ring,
    audit: [checkpointVerifier(auditKey)],
  }
}

function recordingLog(lines: string[]): Log {
  const record = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`)
  return { info: record('info'), warn: record('warn'), error: record('error') }
}

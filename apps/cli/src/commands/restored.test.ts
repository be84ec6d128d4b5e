import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureKeyFiles } from '@budeng/protocol'
import { DAY } from '@budeng/kernel'
import {
  beat,
  leave,
  openStorage,
  personTable,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  readEra,
  liveSessionsOf,
  sessionTable,
  type Storage,
  unnestInsert,
} from '@budeng/storage'
import { makeBranch } from '@budeng/storage/fleet-fixture'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { processClock } from '../clock.ts'
import { type Environment, readEnvironment } from '../environment.ts'
import { EXIT } from '../exit-codes.ts'
import { restored } from './restored.ts'

const folder = mkdtempSync(join(tmpdir(), 'budeng-restored-'))
let database: TestDatabase
let storage: Storage
let environment: Environment
const said: string[] = []

beforeAll(async () => {
  database = await testDatabase()
  ensureKeyFiles(join(folder, 'keys'), Date.now())
  environment = readEnvironment({ DATABASE_URL: database.url, BUDENG_DATA_DIR: folder, NO_COLOR: '1' })
  storage = await openStorage({ url: database.url, role: 'owner', ...processClock(1, 0) })
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text))
    return true
  })
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const { agent } = await makeBranch(unit, 'a')
    const at = unit.clock.now()
    const person = {
      ...{ id: 'usr_1', email: 'li@example.com', name: 'Li', nodeId: agent.id, path: agent.path, role: 'AGENT' },
      ...{ passwordHash: 'secret', createdAt: at },
    }
    await unnestInsert(unit, personTable, [person], {
      properties: ['id', 'email', 'name', 'nodeId', 'path', 'role', 'passwordHash', 'createdAt'],
    })
    const session = {
      ...{
        id: 'ses_1',
        secretHash: Buffer.alloc(32),
        personId: 'usr_1',
        createdAt: at,
        seenAt: at,
        expiresAt: at + DAY,
      },
      ...{ activeAt: at },
    }
    await unnestInsert(unit, sessionTable, [session], {
      properties: ['id', 'secretHash', 'personId', 'createdAt', 'seenAt', 'expiresAt', 'activeAt'],
    })
    unit.append([{ type: 'Happened', subject: agent.id, path: agent.path, at: unit.clock.now(), data: {} }])
  })
})
afterEach(() => said.splice(0))
afterAll(async () => {
  vi.restoreAllMocks()
  await storage.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

const era = () => storage.read(PLATFORM_SCOPE, readEra)

test('a platform that runs is not restored', async () => {
  const id = 'gateway-1'
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => beat(unit, { id, kind: 'gateway', detail: {} }))
  await expect(restored(environment, {})).rejects.toMatchObject({ exitCode: EXIT.refused })
  expect(await era()).toBe(1)
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => leave(unit, id))
})

test('what is proven goes on in a new era; what is not stays as it was', async () => {
  expect(await restored(environment, {})).toBe(EXIT.ok)
  const raised = await era()
  expect(raised).toBeGreaterThan(1)
  expect(said.join('')).toMatch(
    /1 events of the last moment have their place.*books of 1 acquirers are zero.*1 sessions were ended.*The era is/s,
  )
  expect(await storage.read(PLATFORM_SCOPE, (db) => liveSessionsOf(db, 'usr_1', 0))).toEqual([])
  // an event that was written past the platform
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => unit.execute('delete from event_pending', []))
  expect(await restored(environment, {})).toBe(EXIT.failed)
  expect(said.join('')).toContain('The era stays as it was')
  expect(await era()).toBe(raised)
})

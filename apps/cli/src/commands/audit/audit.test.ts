import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureKeyFiles, readAuditKey, readCheckpoint, signCheckpoint } from '@budeng/protocol'
import {
  type Notary,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  PLACE_STATEMENT,
  sealNext,
  type Storage,
} from '@budeng/storage'
import { makeBranch } from '@budeng/storage/fleet-fixture'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { processClock } from '../../clock.ts'
import { type Environment, readEnvironment } from '../../environment.ts'
import { EXIT } from '../../exit-codes.ts'
import { checkProof } from './check.ts'
import { exportEvents } from './export.ts'
import { proveEvent } from './prove.ts'
import { verifyAudit } from './verify.ts'

const folder = mkdtempSync(join(tmpdir(), 'budeng-audit-'))
const keysDir = join(folder, 'keys')
let database: TestDatabase
let storage: Storage
let environment: Environment
let eventId: string
const said: string[] = []

beforeAll(async () => {
  database = await testDatabase()
  ensureKeyFiles(keysDir, Date.now())
  environment = readEnvironment({ DATABASE_URL: database.url, BUDENG_DATA_DIR: folder, NO_COLOR: '1' })
  storage = await openStorage({ url: database.url, role: 'owner', ...processClock(1, 0) })
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text))
    return true
  })
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const { agent } = await makeBranch(unit, 'a')
    unit.append(
      Array.from({ length: 20 }, (_, n) => ({
        type: 'Happened',
        subject: agent.id,
        path: agent.path,
        at: unit.clock.now(),
        data: { n, text: '，"' },
      })),
    )
  })
  await execute(PLACE_STATEMENT, [100])
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => sealNext(unit, 100, notary()))
  const rows = await storage.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string; note: string }>(
      'select event_id as id, note from event_order, event_checkpoint where position = 7',
    ),
  )
  eventId = rows[0]?.id ?? ''
  writeFileSync(join(folder, 'checkpoints.txt'), `${rows[0]?.note}\n`)
})
afterEach(() => said.splice(0))
afterAll(async () => {
  vi.restoreAllMocks()
  await storage.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

/** As the owner, who may do anything. */
const execute = (sql: string, params: unknown[]) =>
  storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => unit.execute(sql, params))

function notary(): Notary {
  const key = readAuditKey(keysDir)
  return {
    sign: (tree) => signCheckpoint(tree, key),
    read: (note) => {
      const reading = readCheckpoint(note, [])
      throw new Error(JSON.stringify(reading))
    },
  }
}
const checkpoints = () => [join(folder, 'checkpoints.txt')]
const plain = { from: 1, json: false }

describe('audit', () => {
  test('verify proves the record, and says what was not compared', async () => {
    expect(await verifyAudit(environment, plain)).toBe(EXIT.ok)
    expect(said.join('')).toMatch(/^PROVEN {2}20 events hashed again.*\n.*could have rewritten all of it/)
    said.splice(0)
    expect(await verifyAudit(environment, { ...plain, checkpoints: checkpoints(), json: true })).toBe(EXIT.ok)
    expect(JSON.parse(said.join(''))).toMatchObject({ events: 20, exported: 1, checkpoints: 1, finding: null })
  })

  test('verify names the first event that was changed', async () => {
    await execute(`update event set type = 'Other' where id = $1`, [eventId])
    expect(await verifyAudit(environment, { ...plain, checkpoints: checkpoints() })).toBe(EXIT.failed)
    expect(said.join('')).toContain(`NOT PROVEN  EVENT_CHANGED: position 7, event ${eventId}, is not what was sealed`)
    await execute(`update event set type = 'Happened' where id = $1`, [eventId])
  })

  test('a key of another installation proves nothing', async () => {
    const other = join(folder, 'other')
    ensureKeyFiles(other, Date.now())
    expect(await verifyAudit(environment, { ...plain, publicKey: join(other, 'audit.pub') })).toBe(EXIT.failed)
    expect(said.join('')).toContain('UNKNOWN_KEY')
    await expect(verifyAudit(environment, { ...plain, publicKey: join(other, 'audit.key') })).rejects.toMatchObject({
      exitCode: EXIT.usage,
    })
  })

  test('a proof is checked without the database, and a changed one is not believed', async () => {
    expect(await proveEvent(environment, eventId)).toBe(EXIT.ok)
    const proof = said.splice(0).join('')
    const file = join(folder, 'proof.json')
    const offline = { ...environment, databaseUrl: 'postgres://nowhere.invalid/x' }
    const check = async (text: string) => {
      writeFileSync(file, text)
      return await checkProof(offline, file, {})
    }
    expect(await check(proof)).toBe(EXIT.ok)
    expect(said.splice(0).join('')).toContain(`PROVEN  ${eventId} stands at position 7`)
    for (const [was, is] of [
      ['Happened', 'Happens'],
      ['"position": 7', '"position": 8'],
      [eventId, `${eventId.slice(0, -1)}${eventId.endsWith('0') ? '1' : '0'}`],
    ] as const) {
      expect(proof).toContain(was)
      expect(await check(proof.replace(was, is)), was).toBe(EXIT.failed)
    }
    await expect(check('{}')).rejects.toMatchObject({ exitCode: EXIT.usage })
    await expect(proveEvent(environment, 'evt_none')).rejects.toMatchObject({ exitCode: EXIT.refused })
  })

  test('export writes what was sealed, a line an event', async () => {
    const out = join(folder, 'events.jsonl')
    expect(await exportEvents(environment, { from: 5, out })).toBe(EXIT.ok)
    const lines = readFileSync(out, 'utf8').trim().split('\n')
    expect(lines).toHaveLength(16)
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ event: { id: eventId, position: '7' } })
  })
})

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureKeyFiles } from '@budeng/protocol'
import { liveProcesses, openStorage, PLATFORM_ACTOR, PLATFORM_SCOPE, readEra, type Storage } from '@budeng/storage'
import { makeBranch } from '@budeng/storage/fleet-fixture'
import { emptyDatabase, type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { processClock } from '../clock.ts'
import { type Environment, readEnvironment } from '../environment.ts'
import { EXIT } from '../exit-codes.ts'
import { backupNow, listStored, recoveryKey } from './backup.ts'
import { doctor } from './doctor.ts'
import { restore } from './restore.ts'

const folder = mkdtempSync(join(tmpdir(), 'budeng-backup-command-'))
const key = join(folder, 'recovery.key')
const place = join(folder, 'backups')
let database: TestDatabase
let storage: Storage
let environment: Environment
const said: string[] = []

beforeAll(async () => {
  database = await testDatabase()
  mkdirSync(place)
  ensureKeyFiles(join(folder, 'keys'), Date.now())
  storage = await openStorage({ url: database.url, role: 'owner', ...processClock(1, 0) })
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text))
    return true
  })
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const { agent } = await makeBranch(unit, 'a')
    unit.append([{ type: 'Happened', subject: agent.id, path: agent.path, at: unit.clock.now(), data: {} }])
  })
  environment = environmentOf({ DATABASE_URL: database.url, BUDENG_DATA_DIR: folder })
})
afterEach(() => said.splice(0))
afterAll(async () => {
  vi.restoreAllMocks()
  await storage.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})

const environmentOf = (variables: Record<string, string>) =>
  readEnvironment({ NO_COLOR: '1', BUDENG_BACKUP_TO: place, ...variables })
const told = () => said.splice(0).join('')

test('a key is made, a backup with it, and a platform of it that is proven and goes on in a new era', async () => {
  await expect(backupNow(environment, {})).rejects.toMatchObject({ exitCode: EXIT.usage })
  expect(await recoveryKey(environment, { out: key })).toBe(EXIT.ok)
  const [, recipient = ''] = /BUDENG_BACKUP_RECIPIENT=(age1\w+)/.exec(told()) ?? []
  expect(statSync(key).mode & 0o777).toBe(0o600)
  const secret = /AGE-SECRET-KEY-1\w+/.exec(readFileSync(key, 'utf8'))?.[0] ?? ''
  expect(secret).not.toBe('')

  environment = environmentOf({
    ...{ DATABASE_URL: database.url, BUDENG_DATA_DIR: folder, BUDENG_BACKUP_RECIPIENT: recipient },
  })
  expect(await backupNow(environment, {})).toBe(EXIT.ok)
  expect(await listStored(environment, { json: false })).toBe(EXIT.ok)
  expect(told()).toMatch(/rows of \d+ tables, 0 files, the keys.*backup +bytes, without files\n\d{4}-/s)
  await doctor(environment, { json: false })
  expect(told()).toMatch(/ok +backup +last good one \d{4}-/)

  const empty = await emptyDatabase()
  const elsewhere = environmentOf({ DATABASE_URL: empty.url, BUDENG_DATA_DIR: join(folder, 'elsewhere') })
  try {
    expect(await restore(elsewhere, { key })).toBe(EXIT.ok)
    const report = told()
    expect(report).toMatch(/is back: \d+ rows.*1 events of the last moment.*books of 1 acquirers are zero.*The era is/s)
    expect(report).not.toContain(secret)
    const restored = await openStorage({ url: empty.url, role: 'owner', ...processClock(1, 0) })
    expect(await restored.read(PLATFORM_SCOPE, readEra)).toBeGreaterThan(1)
    expect(await restored.read(PLATFORM_SCOPE, (db) => liveProcesses(db))).toEqual([])
    await restored.close()
    expect(readFileSync(join(folder, 'elsewhere/keys/audit.pub'), 'utf8')).toBe(
      readFileSync(join(folder, 'keys/audit.pub'), 'utf8'),
    )
    await expect(restore(elsewhere, { key })).rejects.toMatchObject({
      exitCode: EXIT.failed,
      message: expect.stringMatching(/not empty.*Make a new database/),
    })
  } finally {
    await empty.drop()
  }
})

test('what is wrong is told in one sentence', async () => {
  await expect(restore(environment, { key: join(folder, 'none') })).rejects.toThrow(/cannot be read \(ENOENT\)/)
  await expect(restore(environment, { key, name: 'none' })).rejects.toThrow('There is no whole backup none')
  await expect(
    listStored({ ...environment, backup: { ...environment.backup, to: null } }, { json: false }),
  ).rejects.toThrow('Where are the backups?')
})

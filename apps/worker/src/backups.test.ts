import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listBackups, makeRecoveryKey, openTarget } from '@budeng/backup'
import { backupSettings, type BackupSettings } from '@budeng/backup/settings'
import { DAY, HOUR, MINUTE } from '@budeng/kernel'
import { ensureKeyFiles } from '@budeng/protocol'
import { PLATFORM_SCOPE } from '@budeng/storage'
import { openSnapshot, readBackupRecord } from '@budeng/storage/backup'
import { openDoors } from '@budeng/storage/doors-fixture'
import { handClock } from '@budeng/storage/fleet-fixture'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Backups } from './backups.ts'

const MORNING = Date.parse('2026-11-30T09:00:00Z')
const clock = handClock(MORNING)
const { worker, database } = await openDoors(clock, 'worker')
const folder = mkdtempSync(join(tmpdir(), 'budeng-backups-'))
const place = join(folder, 'backups')
const logged: string[] = []
const hear = (_fields: object, message: string) => void logged.push(message)
const log = { info: hear, warn: hear, error: hear }
let settings: BackupSettings

beforeAll(async () => {
  mkdirSync(place)
  ensureKeyFiles(join(folder, 'keys'), MORNING)
  const recipient = await makeRecoveryKey(join(folder, 'recovery.key'), new Date(MORNING))
  settings = backupSettings({
    ...{ BUDENG_BACKUP_TO: place, BUDENG_BACKUP_RECIPIENT: recipient },
    ...{ BUDENG_BACKUP_AT: '18:30', BUDENG_BACKUP_KEEP: '1d' },
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const backupsOf = (change: Partial<BackupSettings> = {}) =>
  new Backups({
    ...{ storage: worker, databaseUrl: database.url, filesFolder: join(folder, 'files'), log },
    backup: { settings: { ...settings, ...change }, keysFolder: join(folder, 'keys') },
  })
const stored = async () => (await listBackups(await openTarget(place))).map(({ at }) => at)
const record = () => worker.read(PLATFORM_SCOPE, readBackupRecord)

test('the first is made at once, the next at its time of day, and older ones go', async () => {
  const backups = backupsOf()
  await backups.turn()
  expect(await stored()).toEqual([MORNING])
  expect(backups.counts()).toMatchObject({ made: 1, failed: 0, late: 0, goodAtSeconds: MORNING / 1_000 })
  clock.advance(9 * HOUR)
  await backups.turn()
  expect(await stored()).toEqual([MORNING])
  clock.advance(30 * MINUTE)
  await backups.turn()
  expect(await stored()).toEqual([MORNING + 9.5 * HOUR]) // one a day is kept
  await backups.turn()
  expect(backups.counts().made).toBe(2)
})

test('a target that is away is told, tried again later, and late in the end', async () => {
  const backups = backupsOf()
  renameSync(place, `${place}.away`)
  clock.advance(DAY)
  await backups.turn()
  expect((await record()).failed).toMatchObject({
    at: clock.now(),
    inARow: 1,
    problem: expect.stringContaining('is not there'),
  })
  await backups.turn() // it is not time yet
  expect(backups.counts()).toMatchObject({ made: 0, failed: 1, failedInARow: 1, late: 0 })
  clock.advance(10 * MINUTE)
  await backups.turn()
  clock.advance(2 * HOUR)
  await backups.turn()
  expect(backups.counts()).toMatchObject({ failed: 3, failedInARow: 3, late: 1 })
  expect(logged).toContain('a backup failed')

  renameSync(`${place}.away`, place)
  clock.advance(2 * HOUR)
  await backups.turn()
  expect(backups.counts()).toMatchObject({ made: 1, failedInARow: 0, late: 0 })
  expect((await record()).failed).toBeNull()
})

test('while somebody else makes one nothing failed; whoever is stopped begins none', async () => {
  clock.advance(DAY)
  const other = await openSnapshot(database.url)
  const backups = backupsOf()
  await backups.turn()
  expect(backups.counts()).toMatchObject({ made: 0, failed: 0 })
  await other.close()
  backups.stop()
  await backups.turn()
  expect(backups.counts()).toMatchObject({ made: 0, failed: 0 })
})

test('nothing is made where nothing is set, and half a setting is told', async () => {
  const quiet = backupsOf({ to: null, recipient: null })
  await quiet.turn()
  expect(quiet.counts()).toMatchObject({ made: 0, late: 0 })
  logged.length = 0
  await backupsOf({ recipient: null }).turn()
  expect(logged).toEqual(['no backup is made: BUDENG_BACKUP_TO is set, and BUDENG_BACKUP_RECIPIENT is not'])
})

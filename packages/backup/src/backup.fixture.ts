import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { handClock, makeBranch, open } from '@budeng/storage/fleet-fixture'
import { emptyDatabase, type TestDatabase, testDatabase, testFolder } from '@budeng/storage/testing'
import { afterAll } from 'vitest'
import type { BackupJob } from './back-up.ts'
import { makeRecoveryKey, readRecoveryKey } from './recovery-key.ts'
import type { RestoreJob } from './restore.ts'
import { openTarget, type Target } from './target.ts'

/** A small platform with files and keys, a folder for its backups, and the key that opens them; gone after the last test. */
export async function smallPlatform() {
  const folder = testFolder()
  const databases: TestDatabase[] = [await testDatabase()]
  const [database] = databases
  if (database === undefined) throw new Error('no database')
  const clock = handClock(Date.parse('2026-11-30T18:30:00Z'))
  const storage = await open(database.url, 'owner', clock)
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeBranch(unit, 'a'))
  afterAll(async () => {
    await storage.close()
    await Promise.all(databases.map((one) => one.drop()))
    rmSync(folder, { recursive: true, force: true })
  })
  const place = (name: string) => join(folder, name)
  write(place('keys/command-1.key'), 'a secret key')
  write(place('keys/key-list.jws'), 'a list')
  write(place('files/imports/one'), Buffer.alloc(300_000, 'one'))
  write(place('files/imports/the same'), Buffer.alloc(300_000, 'one'))
  write(place('files/packages/two.part'), 'is being written')
  mkdirSync(place('backups'))
  const recipient = await makeRecoveryKey(place('recovery.key'), new Date(0))
  const target = await openTarget(place('backups'))
  const job: BackupJob = {
    ...{ databaseUrl: database.url, keysFolder: place('keys'), filesFolder: place('files') },
    ...{ target, recipient, clock },
  }
  const identity = readRecoveryKey(place('recovery.key'))
  /** Where one is restored to: a database in which nothing is, and folders that are not there. */
  const elsewhere = async (from: Target = target): Promise<RestoreJob & { readonly database: TestDatabase }> => {
    const empty = await emptyDatabase()
    databases.push(empty)
    const keysFolder = place(`${empty.name}/keys`)
    const filesFolder = place(`${empty.name}/files`)
    return { target: from, identity, databaseUrl: empty.url, keysFolder, filesFolder, database: empty }
  }
  let copies = 0
  /** All backups of this moment in a folder of its own, to be harmed. */
  const copied = async () => {
    const path = place(`copy-${copies++}`)
    cpSync(place('backups'), path, { recursive: true })
    return { target: await openTarget(path), pathOf: (key: string) => join(path, key) }
  }
  return { clock, job, place, target, elsewhere, copied }
}

export function write(path: string, content: string | Buffer): void {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
}

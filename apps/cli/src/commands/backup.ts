import { resolve } from 'node:path'
import {
  BackupFault,
  backUp,
  type BackupDone,
  listBackups,
  makeRecoveryKey,
  openTarget,
  prune,
  type Target,
} from '@budeng/backup'
import { openStorage, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { noteBackup } from '@budeng/storage/backup'
import { processClock } from '../clock.ts'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { print, printJson, table } from '../output.ts'
import { withDatabase } from './audit/record.ts'

interface ToOptions {
  readonly to?: string
  readonly recipient?: string
}

/** `backup`: one now. What is older than anybody wants to keep is removed afterwards. */
export async function backupNow(environment: Environment, options: ToOptions): Promise<number> {
  const recipient = options.recipient ?? environment.backup.recipient
  if (recipient === null)
    throw new CommandFault(
      EXIT.usage,
      'With which key? Make one with: budeng backup key --out FILE, and set BUDENG_BACKUP_RECIPIENT to its public half.',
    )
  const { keysDir: keysFolder, filesDir: filesFolder, clockFactor, clockOrigin } = environment
  const { clock } = processClock(clockFactor, clockOrigin ?? 0)
  return await withTarget(environment, options.to, async (target) => {
    const done = await withDatabase(environment, async (databaseUrl) => {
      let removed: readonly string[] = []
      const whileAlone = async () => {
        removed = await prune(target, environment.backup.keep)
      }
      const made = await backUp({ databaseUrl, keysFolder, filesFolder, target, recipient, clock, whileAlone })
      await note(databaseUrl, made)
      return { ...made, removed }
    })
    const { name, tables, rows, files, bytes, tookMs, removed } = done
    print(`${name} in ${target.about}`)
    print(`${rows} rows of ${tables} tables, ${files} files, the keys: ${bytes} bytes in ${seconds(tookMs)} s.`)
    if (removed.length > 0) print(`Removed what nobody wants to keep: ${removed.join(', ')}.`)
    return EXIT.ok
  })
}

async function note(url: string, { at, name, bytes, rows, tookMs }: BackupDone): Promise<void> {
  const storage = await openStorage({ ...processClock(1, 0), url, role: 'owner', poolMax: 1 })
  await storage
    .write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => noteBackup(unit, { at, name, bytes, rows, tookMs }))
    .finally(() => storage.close())
}

/** `backup key`: the secret half into a file, the public half to standard output. */
export async function recoveryKey(_environment: Environment, { out }: { readonly out: string }): Promise<number> {
  const path = resolve(out)
  return await said(async () => {
    const recipient = await makeRecoveryKey(path, new Date())
    print(`BUDENG_BACKUP_RECIPIENT=${recipient}`)
    print(`The secret half is ${path}: copy it to two places without a network and delete it here. Without it no`)
    print('backup can be opened, by nobody. Whoever has it and a backup has everything that the platform knows.')
    return EXIT.ok
  })
}

interface ListOptions {
  readonly from?: string
  readonly json: boolean
}

/** `backup list`: what is whole, the newest first. Needs no key. */
export async function listStored(environment: Environment, { from, json }: ListOptions): Promise<number> {
  return await withTarget(environment, from, async (target) => {
    const stored = await listBackups(target)
    if (json) printJson(stored.map((one) => ({ ...one, at: new Date(one.at).toISOString() })))
    else if (stored.length === 0) print(`There is no whole backup in ${target.about}.`)
    else
      print(
        table(
          ['backup', 'bytes, without files'],
          stored.map(({ name, bytes }) => [name, String(bytes)]),
        ),
      )
    return EXIT.ok
  })
}

/** Does something with the place of backups, and tells in one sentence what goes wrong there. */
export async function withTarget(
  { backup }: Environment,
  named: string | undefined,
  work: (target: Target) => Promise<number>,
): Promise<number> {
  const place = named ?? backup.to
  if (place === null)
    throw new CommandFault(EXIT.usage, 'Where are the backups? Name the place, or set BUDENG_BACKUP_TO.')
  return await said(async () => {
    const target = await openTarget(place, backup.access)
    return await work(target).finally(() => target.close())
  })
}

async function said<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (fault) {
    throw fault instanceof BackupFault ? new CommandFault(EXIT.failed, fault.message) : fault
  }
}

export function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1)
}

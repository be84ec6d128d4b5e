import { access, constants } from 'node:fs/promises'
import type { Clock, Instant, Millis } from '@budeng/kernel'
import { BackupFault, openSnapshot, type Snapshot } from '@budeng/storage/backup'
import { backUpFiles } from './files.ts'
import { backUpKeys } from './keys.ts'
import { BACKUPS, backupName, getManifest, type Manifest, putManifest, tableKey } from './manifest.ts'
import { isRecipient } from './settings.ts'
import { putSealed } from './sealing.ts'
import { chooseBackup, removeRemains } from './stored.ts'
import type { Target } from './target.ts'

/** What is backed up, and where to. */
export interface BackupJob {
  readonly databaseUrl: string
  readonly keysFolder: string
  /** Need not be there: a platform without files has none. */
  readonly filesFolder: string
  readonly target: Target
  /** The public half of the recovery key. */
  readonly recipient: string
  readonly clock: Clock
  /** Is done when the backup is whole, before another one may begin; what it throws is thrown, and the backup stays. */
  readonly whileAlone?: () => Promise<void>
  /** Breaks it off: connections end at once, remains are taken away. */
  readonly signal?: AbortSignal
}

export interface BackupDone {
  readonly name: string
  readonly at: Instant
  readonly tables: number
  readonly rows: number
  readonly files: number
  /** That were stored this time, sealed. */
  readonly bytes: number
  readonly tookMs: Millis
}

/**
 * Makes one backup: the database as it is at one moment, while everything goes on; then files (one too many harms nobody),
 * keys, and last the manifest, without which it does not exist. A backup that fails takes away what it has written.
 * @throws BackupFault with what to do
 */
export async function backUp(job: BackupJob): Promise<BackupDone> {
  if (!isRecipient(job.recipient))
    throw new BackupFault('The recipient is no public half of a recovery key (age1…): budeng backup key makes one.')
  const startedMs = performance.now()
  await access(job.keysFolder, constants.R_OK).catch(() => {
    throw new BackupFault(`The keys folder ${job.keysFolder} cannot be read: a backup without keys could not be used.`)
  })
  const snapshot = await openSnapshot(job.databaseUrl)
  const abort = () => void snapshot.close()
  job.signal?.addEventListener('abort', abort, { once: true })
  const at = job.clock.now()
  const name = backupName(at)
  try {
    await removeRemains(job.target).catch((fault: unknown) => {
      throw readable(fault, job)
    })
    const done = await write(job, snapshot, name, at).catch(async (fault: unknown) => {
      await takeAway(job.target, name)
      throw readable(fault, job)
    })
    const tookMs = Math.round(performance.now() - startedMs)
    await job.whileAlone?.()
    return { ...done, name, at, tookMs }
  } finally {
    job.signal?.removeEventListener('abort', abort)
    await snapshot.close()
  }
}

async function write(job: BackupJob, snapshot: Snapshot, name: string, at: Instant) {
  const { target, recipient, signal } = job
  const tables: Manifest['tables'] = []
  for (const table of snapshot.tables) {
    signal?.throwIfAborted()
    const { text, rows } = await snapshot.read(table)
    const sealed = await putSealed(target, tableKey(name, table), text, recipient)
    tables.push({ ...table, columns: [...table.columns], rows: rows(), ...sealed })
  }
  await snapshot.assertUnchanged()
  await snapshot.release()
  const { files, bytes } = await backUpFiles(target, job.filesFolder, recipient, await filesBefore(target))
  signal?.throwIfAborted()
  const keys = await backUpKeys(target, name, job.keysFolder, recipient)
  const { migrations, position, sequences } = snapshot
  const shape = { migrations: [...migrations], position, sequences: [...sequences] }
  const manifest = { format: 1 as const, at, recipient, ...shape, tables, files: [...files], keys }
  const ownBytes = await putManifest(target, name, manifest)
  return {
    tables: tables.length,
    rows: sum(tables.map(({ rows }) => rows)),
    files: files.length,
    bytes: bytes + ownBytes + keys.sealedBytes + sum(tables.map(({ sealedBytes }) => sealedBytes)),
  }
}

/** Of the newest whole backup, where it can be read. */
async function filesBefore(target: Target): Promise<Manifest['files']> {
  try {
    return (await getManifest(target, (await chooseBackup(target)).name)).files
  } catch {
    return []
  }
}

/** The next one does it too, where this one could not. */
async function takeAway(target: Target, name: string): Promise<void> {
  try {
    await target.remove([...(await target.list(`${BACKUPS}${name}/`)).keys()])
  } catch {
    // a target that is gone keeps what it has; without its manifest that is no backup
  }
}

function readable(fault: unknown, { target, signal }: BackupJob): BackupFault {
  if (signal?.aborted === true) return new BackupFault('The backup was broken off.', { cause: fault })
  if (fault instanceof BackupFault) return fault
  const { code, message } = fault as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new BackupFault(`There is no room in ${target.about}: make room, or keep fewer backups.`, { cause: fault })
  return new BackupFault(`The backup failed: ${message}`, { cause: fault })
}

function sum(figures: readonly number[]): number {
  return figures.reduce((all, one) => all + one, 0)
}

import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type BackedTable, BackupFault, playBack } from '@budeng/storage/backup'
import { createWriteStream } from 'node:fs'
import { fileHash } from './files.ts'
import { type KeyFolder, openKeys } from './keys.ts'
import { fileKey, FILES, getManifest, type Manifest, tableKey } from './manifest.ts'
import { damaged, getSealed, type Opened, WrongKey } from './sealing.ts'
import { chooseBackup } from './stored.ts'
import type { Target } from './target.ts'

export interface RestoreJob {
  readonly target: Target
  /** The newest when left out. */
  readonly name?: string | undefined
  /** The secret half of the recovery key. */
  readonly identity: string
  /** An empty database; the login role needs what `migrate` needs. */
  readonly databaseUrl: string
  readonly keysFolder: string
  readonly filesFolder: string
}

export interface RestoreDone {
  readonly name: string
  readonly manifest: Manifest
  readonly rows: number
}

/**
 * Plays a backup back: database, files, keys. What can be known before is looked at first (all parts are there, the key opens
 * them, nothing stands in the way), then files come back, never over others, the database, whole or not at all, and last the
 * keys: after a fault the same may be asked again. @throws BackupFault with what to do
 */
export async function restoreBackup(job: RestoreJob): Promise<RestoreDone> {
  const { name } = await chooseBackup(job.target, job.name)
  const manifest = await getManifest(job.target, name)
  await assertComplete(job.target, name, manifest)
  const keys = await openKeys(job.target, name, manifest, job.identity)
  await assertNothingInTheWay(job, manifest, keys)
  await putFilesBack(job, manifest)
  let rows = 0
  const readings = new Map<BackedTable, Opened>()
  await playBack(job.databaseUrl, manifest, {
    open: async (table) => {
      const opened = await openPart(job, tableKey(name, table))
      readings.set(table, opened)
      return opened.plain
    },
    loaded: (table, count) => {
      assertSame(table, count, manifest, readings.get(table), tableKey(name, table))
      readings.delete(table)
      rows += count
    },
  }).catch((fault: unknown) => {
    throw readable(
      fault,
      [...readings.keys()].map((table) => tableKey(name, table)),
    )
  })
  await putKeysBack(job.keysFolder, keys)
  return { name, manifest, rows }
}

/** The key opened the keys before, so it is the right one. */
async function openPart({ target, identity }: Pick<RestoreJob, 'target' | 'identity'>, key: string): Promise<Opened> {
  return await getSealed(target, key, identity).catch((fault: unknown) => {
    throw fault instanceof WrongKey ? damaged(key, fault) : fault
  })
}

async function assertComplete(target: Target, name: string, manifest: Manifest): Promise<void> {
  const parts = await target.list(`backups/${name}/`)
  for (const table of manifest.tables)
    if (parts.get(tableKey(name, table)) !== table.sealedBytes) throw damaged(tableKey(name, table))
  const files = await target.list(FILES)
  for (const { sha256 } of manifest.files) if (!files.has(fileKey(sha256))) throw damaged(fileKey(sha256))
}

function assertSame(
  table: BackedTable,
  rows: number,
  { tables }: Manifest,
  reading: Opened | undefined,
  key: string,
): void {
  const said = tables.find((one) => one.schema === table.schema && one.name === table.name)
  const { bytes, sha256 } = reading?.measure() ?? {}
  if (said?.rows !== rows || said.bytes !== bytes || said.sha256 !== sha256) throw damaged(key)
}

/** While a table was being read, a fault that is not the database's is the part's. */
function readable(fault: unknown, reading: readonly string[]): unknown {
  const [key] = reading
  const isDatabases = typeof (fault as { severity?: unknown }).severity === 'string'
  return fault instanceof BackupFault || isDatabases || key === undefined ? fault : damaged(key, fault)
}

/** @throws BackupFault that names the first file that is another one */
async function assertNothingInTheWay(job: RestoreJob, { files }: Manifest, keys: KeyFolder): Promise<void> {
  for (const [name, content] of Object.entries(keys)) {
    const found = await readFile(join(job.keysFolder, name)).catch(() => null)
    if (found !== null && found.toString('base64') !== content)
      throw new BackupFault(
        `${join(job.keysFolder, name)} is another key than that of the backup: move that folder away, or name an empty one in BUDENG_KEYS_DIR.`,
      )
  }
  for (const { path, bytes } of files) {
    const found = await stat(join(job.filesFolder, path)).catch(() => null)
    if (found !== null && found.size !== bytes)
      throw new BackupFault(
        `${join(job.filesFolder, path)} is another file than that of the backup: move that folder away, or name an empty one in BUDENG_FILES_DIR.`,
      )
  }
}

async function putFilesBack({ target, identity, filesFolder }: RestoreJob, { files }: Manifest): Promise<void> {
  for (const { path, sha256 } of files) {
    const full = join(filesFolder, path)
    if ((await stat(full).catch(() => null)) !== null) {
      if ((await fileHash(full)) === sha256) continue
      throw new BackupFault(`${full} is another file than that of the backup: move it away.`)
    }
    await mkdir(dirname(full), { recursive: true, mode: 0o700 })
    const { plain, measure } = await openPart({ target, identity }, fileKey(sha256))
    const draft = `${full}.partial`
    try {
      await pipeline(plain, createWriteStream(draft, { mode: 0o600, flush: true }))
      if (measure().sha256 !== sha256) throw damaged(fileKey(sha256))
    } catch (fault) {
      await rm(draft, { force: true })
      throw fault instanceof BackupFault || (fault as NodeJS.ErrnoException).syscall !== undefined
        ? fault
        : damaged(fileKey(sha256), fault)
    }
    await rename(draft, full)
  }
}

async function putKeysBack(folder: string, keys: KeyFolder): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const [name, content] of Object.entries(keys)) {
    if ((await stat(join(folder, name)).catch(() => null)) !== null) continue // the same, as was looked at before
    const file = await open(join(folder, name), 'wx', 0o600)
    try {
      await file.writeFile(Buffer.from(content, 'base64'))
      await file.sync()
    } finally {
      await file.close()
    }
  }
}

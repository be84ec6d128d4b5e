import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BackupFault } from '@budeng/storage/backup'
import type { Target } from './target.ts'

/** What is being written. */
const DRAFT = '.partial'

/**
 * A folder of a disk or of another machine. It is never made: a disk that is not mounted would be written to as a folder of
 * this machine, and nobody would know before the day of the restore.
 */
export function folderTarget(address: string): Target {
  const base = resolve(address)
  const assertThere = async () => {
    const found = await stat(base).catch(() => null)
    if (found?.isDirectory() !== true)
      throw new BackupFault(`The folder ${base} for backups is not there: mount the disk, or make the folder once.`)
  }
  return {
    about: base,
    put: async (key, content) => {
      await assertThere()
      return await write(join(base, key), content)
    },
    get: async (key) => {
      const path = join(base, key)
      if ((await stat(path).catch(() => null)) === null) throw new BackupFault(`${path} is not there.`)
      return createReadStream(path)
    },
    list: async (prefix) => {
      await assertThere()
      return await filesBelow(base, prefix)
    },
    remove: async (keys) => {
      for (const key of keys) {
        await rm(join(base, key), { force: true })
        await removeEmpty(base, dirname(join(base, key)))
      }
    },
    close: () => undefined,
  }
}

/** On the disk under another name first; the name it gets belongs to a whole file only. */
async function write(path: string, content: Readable): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}${DRAFT}`
  const file = createWriteStream(draft, { mode: 0o600, flush: true })
  try {
    await pipeline(content, file)
    await rename(draft, path)
  } catch (fault) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw fault
  }
  await syncFolder(dirname(path))
  return file.bytesWritten
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  // some file systems of other machines know no such thing
  await handle.sync().catch(() => undefined)
  await handle.close()
}

/** Drafts too, so that remains are found. */
async function filesBelow(base: string, prefix: string): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const from = join(base, prefix.slice(0, prefix.lastIndexOf('/') + 1))
  const entries = await readdir(from, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const key = relative(base, path).split(sep).join('/')
    const size = (await stat(path).catch(() => null))?.size
    if (key.startsWith(prefix) && size !== undefined) found.set(key, size)
  }
  return found
}

async function removeEmpty(base: string, folder: string): Promise<void> {
  if (folder === base || !folder.startsWith(base)) return
  try {
    await rmdir(folder)
  } catch {
    return // it holds something
  }
  await removeEmpty(base, dirname(folder))
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileKey, FILES, type Manifest } from './manifest.ts'
import { putSealed } from './sealing.ts'
import type { Target } from './target.ts'

type BackedFile = Manifest['files'][number]

interface Files {
  readonly files: readonly BackedFile[]
  /** That were not in the target yet, sealed. */
  readonly bytes: number
}

/**
 * Copies what stands in the folder and not yet in the target. A file that changed neither in length nor in time since the
 * backup before is not read again. What is being written or was removed meanwhile is left out: the rows of the snapshot
 * know none of it, or know it as gone.
 */
export async function backUpFiles(
  target: Target,
  folder: string,
  recipient: string,
  before: readonly BackedFile[],
): Promise<Files> {
  const known = new Map(before.map((file) => [file.path, file]))
  const stored = new Set((await target.list(FILES)).keys())
  const files: BackedFile[] = []
  let bytes = 0
  for (const path of await pathsIn(folder)) {
    const now = await measured(folder, path, known.get(path))
    if (now === null) continue
    const key = fileKey(now.sha256)
    if (!stored.has(key)) {
      const sealed = await putSealed(target, key, createReadStream(join(folder, path)), recipient)
      if (sealed.sha256 !== now.sha256) {
        await target.remove([key]) // it was written to while we read
        continue
      }
      stored.add(key)
      bytes += sealed.sealedBytes
    }
    files.push(now)
  }
  return { files, bytes }
}

/** Files that are whole, in the order of their names. */
async function pathsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && !/\.part(ial)?$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted()
}

async function measured(folder: string, path: string, known: BackedFile | undefined): Promise<BackedFile | null> {
  const full = join(folder, path)
  const found = await stat(full).catch(() => null)
  if (found === null) return null
  const now = { path, bytes: found.size, changedAtMs: found.mtimeMs }
  if (known?.bytes === now.bytes && known.changedAtMs === now.changedAtMs) return known
  try {
    return { ...now, sha256: await fileHash(full) }
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fault
  }
}

/** Of a file, in hexadecimal. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

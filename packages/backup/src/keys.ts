import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { BackupFault } from '@budeng/storage/backup'
import { z } from 'zod'
import { KEYS_BYTES_MAX } from './limits.ts'
import { keysKey, type Manifest } from './manifest.ts'
import { damaged, getSealed, putSealed, readAll } from './sealing.ts'
import type { Target } from './target.ts'

/** Contents of a keys folder by their names, in base64. */
export type KeyFolder = Readonly<Record<string, string>>
const keyFolder = z.record(z.string().regex(/^[\w-][\w.-]*$/), z.base64())

/** Seals the keys folder as one content: what signs and what opens comes back together, or not at all. */
export async function backUpKeys(
  target: Target,
  name: string,
  folder: string,
  recipient: string,
): Promise<Manifest['keys']> {
  const text = JSON.stringify(await readKeyFolder(folder))
  return await putSealed(target, keysKey(name), Readable.from([Buffer.from(text)]), recipient)
}

/** @throws BackupFault when the recovery key is another one, or the content is not what was stored */
export async function openKeys(target: Target, name: string, { keys }: Manifest, identity: string): Promise<KeyFolder> {
  const key = keysKey(name)
  const { plain } = await getSealed(target, key, identity)
  const bytes = await readAll(plain, key, KEYS_BYTES_MAX)
  if (createHash('sha256').update(bytes).digest('hex') !== keys.sha256) throw damaged(key)
  const parsed = keyFolder.safeParse(JSON.parse(bytes.toString('utf8')))
  if (!parsed.success) throw damaged(key)
  return parsed.data
}

async function readKeyFolder(folder: string): Promise<KeyFolder> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new BackupFault(`The keys folder ${folder} cannot be read: a backup without keys could not be used.`)
  })
  const found: Record<string, string> = {}
  let bytes = 0
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const content = await readFile(join(folder, entry.name))
    bytes += content.length
    if (bytes > KEYS_BYTES_MAX / 2)
      throw new BackupFault(`${folder} holds more than keys: name the folder of the keys.`)
    found[entry.name] = content.toString('base64')
  }
  if (Object.keys(found).length === 0)
    throw new BackupFault(`The keys folder ${folder} is empty: a backup without keys could not be used.`)
  return found
}

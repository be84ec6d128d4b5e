import type { Instant } from '@budeng/kernel'
import { BackupFault } from '@budeng/storage/backup'
import { BACKUPS, FILES, fileKey, getManifest, instantOf, isBackupName, manifestKey } from './manifest.ts'
import { type Keep, superfluous } from './retention.ts'
import type { Target } from './target.ts'

/** A backup that is whole. */
export interface StoredBackup {
  readonly name: string
  readonly at: Instant
  /** Without files, which backups share. */
  readonly bytes: number
}

interface Remains {
  readonly whole: readonly StoredBackup[]
  /** What belongs to no whole backup. */
  readonly loose: readonly string[]
}

async function look(target: Target): Promise<Remains> {
  const keys = await target.list(BACKUPS)
  const byName = new Map<string, { bytes: number; keys: string[] }>()
  for (const [key, bytes] of keys) {
    const name = key.slice(BACKUPS.length).split('/')[0] ?? ''
    if (!isBackupName(name)) continue // not ours
    const one = byName.get(name) ?? { bytes: 0, keys: [] }
    one.bytes += bytes
    one.keys.push(key)
    byName.set(name, one)
  }
  const whole: StoredBackup[] = []
  const loose: string[] = []
  for (const [name, { bytes, keys: parts }] of byName)
    if (keys.has(manifestKey(name))) whole.push({ name, at: instantOf(name), bytes })
    else loose.push(...parts)
  return { whole: whole.toSorted((a, b) => b.at - a.at), loose }
}

/** Whole backups, the newest first. */
export async function listBackups(target: Target): Promise<readonly StoredBackup[]> {
  return (await look(target)).whole
}

/** The one of that name, else the newest. @throws BackupFault that says what there is */
export async function chooseBackup(target: Target, name?: string): Promise<StoredBackup> {
  const all = await listBackups(target)
  const [newest] = all
  if (newest === undefined) throw new BackupFault(`There is no whole backup in ${target.about}.`)
  const found = name === undefined ? newest : all.find((one) => one.name === name)
  if (found === undefined)
    throw new BackupFault(`There is no whole backup ${name} in ${target.about}: see budeng backup list.`)
  return found
}

/** Takes away what a backup that was broken off left behind; only whoever makes the next one may. */
export async function removeRemains(target: Target): Promise<number> {
  const { loose } = await look(target)
  const drafts = [...(await target.list(FILES)).keys()].filter((key) => key.endsWith('.partial'))
  await target.remove([...loose, ...drafts])
  return loose.length + drafts.length
}

/**
 * Removes older backups that nobody wants to keep, each by its manifest first, so that half of one never looks whole; then
 * files that no backup names any more. Answers the names.
 */
export async function prune(target: Target, keep: Keep): Promise<readonly string[]> {
  const whole = await listBackups(target)
  const names = superfluous(whole, keep)
  for (const name of names) {
    await target.remove([manifestKey(name)])
    await target.remove([...(await target.list(`${BACKUPS}${name}/`)).keys()])
  }
  if (names.length > 0) await removeUnnamedFiles(target)
  return names
}

/** A manifest that cannot be read names nothing, so nothing is removed then. */
async function removeUnnamedFiles(target: Target): Promise<void> {
  const named = new Set<string>()
  for (const { name } of await listBackups(target))
    for (const { sha256 } of (await getManifest(target, name)).files) named.add(fileKey(sha256))
  const unnamed = [...(await target.list(FILES)).keys()].filter((key) => !named.has(key))
  await target.remove(unnamed)
}

import { chmodSync, cpSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync, type Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A complete copy of a folder that every account can read, in the temporary folder, kept from start to start. It
 * appears by one rename, so nobody ever runs half of it. A folder of that name that is not ours is never trusted.
 */
export function copyForEverybody(source: string, name: string): string {
  const place = join(tmpdir(), `${name}-${process.getuid?.() ?? 0}`)
  if (isOurs(place) && holdsAllOf(source, place)) return place

  const workshop = mkdtempSync(`${place}-`)
  const copy = join(workshop, 'copy')
  cpSync(source, copy, { recursive: true, verbatimSymlinks: true })
  openToEverybody(copy)
  if (isOurs(place)) renameSync(place, join(workshop, 'incomplete'))
  try {
    renameSync(copy, place)
  } catch {
    if (!isOurs(place)) return inWorkshop(workshop, copy) // somebody else's folder has the name
  }
  rmSync(workshop, { recursive: true, force: true })
  return place
}

function inWorkshop(workshop: string, copy: string): string {
  chmodSync(workshop, 0o755)
  return copy
}

function isOurs(place: string): boolean {
  const found = lstatSync(place, { throwIfNoEntry: false })
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}

function holdsAllOf(source: string, place: string): boolean {
  return everyEntry(source, (path, entry) => {
    const found = lstatSync(join(place, path), { throwIfNoEntry: false })
    return found !== undefined && (!entry.isFile() || found.size === entry.size)
  })
}

function openToEverybody(folder: string): void {
  chmodSync(folder, 0o755)
  everyEntry(folder, (path, entry) => {
    if (entry.isSymbolicLink()) return true
    const runnable = entry.isDirectory() || (entry.mode & 0o100) !== 0
    chmodSync(join(folder, path), runnable ? 0o755 : 0o644)
    return true
  })
}

function everyEntry(folder: string, check: (path: string, entry: Stats) => boolean): boolean {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return paths.every((path) => check(path, lstatSync(join(folder, path))))
}

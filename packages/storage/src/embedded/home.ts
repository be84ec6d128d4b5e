import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { type Account, closedFolder, lentAccount } from './account.ts'
import { EmbeddedFault } from './fault.ts'
import type { EmbeddedLog } from './log.ts'

/** Where one embedded server lives, and as whom. */
export interface Home {
  readonly folder: string
  /** The cluster, owned by `account`, mode 0700. */
  readonly cluster: string
  /** The password, mode 0600, for us alone. */
  readonly passwordFile: string
  /** Says which process runs the server. */
  readonly launcherFile: string
  readonly account: Account
}

/**
 * Opens the folder that was asked for, made if need be. When the account that root lends cannot get there, because
 * a folder on the way is private, a folder under /var/tmp or the temporary folder stands in for it, the same one at
 * every start.
 */
export function openHome(dataDir: string, account: Account, log: EmbeddedLog): Home {
  const asked = resolve(dataDir)
  const closed = closedFolder(dirname(asked), account)
  if (closed === null) return homeIn(makeFolder(asked), account)
  const folder = standIn(asked)
  log('warn', `${closed} is closed to uid ${account.uid}, which PostgreSQL runs as: its data is kept in ${folder}`)
  return homeIn(folder, account)
}

function homeIn(folder: string, account: Account): Home {
  const cluster = join(folder, 'cluster')
  return {
    folder,
    cluster,
    passwordFile: join(folder, 'password'),
    launcherFile: join(folder, 'launcher.json'),
    account: ownerOf(cluster, account),
  }
}

/** A cluster that an ordinary user made belongs to that user; root then lends the server that account. */
function ownerOf(cluster: string, account: Account): Account {
  const found = statSync(cluster, { throwIfNoEntry: false })
  if (found === undefined || found.uid === account.uid || account.uid === -1) return account
  if (account.lent && found.uid !== 0) return lentAccount(found.uid, found.gid)
  throw new EmbeddedFault(
    `The database in ${cluster} belongs to uid ${found.uid}, and this process would run it as uid ${account.uid}. ` +
      'Start Budeng as the user who made it, or choose another BUDENG_DATA_DIR.',
  )
}

/** Made with its parents, walkable for the server's account whatever our umask is. */
function makeFolder(folder: string): string {
  const first = mkdirSync(folder, { recursive: true })
  if (first === undefined) {
    openForWalking(folder)
    return folder
  }
  for (let made = folder; ; made = dirname(made)) {
    chmodSync(made, 0o711)
    if (made === resolve(first)) return folder
  }
}

/** An account may walk through without listing what is in it. A folder of somebody else's is left as it is. */
function openForWalking(folder: string): void {
  const { mode, uid } = statSync(folder)
  if (uid === process.getuid?.() && (mode & 0o001) === 0) chmodSync(folder, (mode & 0o777) | 0o011)
}

function standIn(asked: string): string {
  for (const folder of standIns(asked)) {
    try {
      mkdirSync(folder, { mode: 0o711 })
      chmodSync(folder, 0o711)
      return folder
    } catch {
      if (isTrusted(folder)) return folder
    }
  }
  throw new EmbeddedFault(
    `No folder for the database: ${asked} cannot be reached. Set BUDENG_DATA_DIR or DATABASE_URL.`,
  )
}

function standIns(asked: string): string[] {
  const name = `budeng-${createHash('sha256').update(asked).digest('hex').slice(0, 12)}`
  return ['/var/tmp', tmpdir()].map((parent) => join(parent, name))
}

/** Anybody may have made a folder of that name there first; only our own is used. */
function isTrusted(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}

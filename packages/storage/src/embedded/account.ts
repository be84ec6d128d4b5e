import { spawnSync } from 'node:child_process'
import { realpathSync, statSync } from 'node:fs'
import { dirname, sep } from 'node:path'

/** The account that the server runs under. */
export interface Account {
  readonly uid: number
  readonly gid: number
  /** True when root lends the server an account, because PostgreSQL refuses to run as root. */
  readonly lent: boolean
}

/** What the server's programs see of the environment: nothing of ours, which may hold secrets. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

/** `nobody` on every Linux; needs no user to be made. */
const NOBODY = 65_534

/** Whose account the server gets: our own, or nobody's when we are root. On Windows accounts play no part. */
export function serverAccount(): Account {
  const uid = process.getuid?.() ?? -1
  return uid === 0 ? lentAccount(NOBODY, NOBODY) : { uid, gid: process.getgid?.() ?? -1, lent: false }
}

/** An account that root hands to the server. */
export function lentAccount(uid: number, gid: number): Account {
  return { uid, gid, lent: true }
}

/** Options for `spawn` that make the child run under the account. */
export function spawnIdentity(account: Account): { uid?: number; gid?: number } {
  return account.lent ? { uid: account.uid, gid: account.gid } : {}
}

/**
 * The first folder on the way to `path` that the account may not walk through, or null when the way is open.
 * Folders that do not exist yet are ours to make and count as open.
 */
export function closedFolder(path: string, account: Account): string | null {
  if (!account.lent) return null
  const parents: string[] = []
  for (let folder = existingPart(path); ; folder = dirname(folder)) {
    parents.unshift(folder)
    if (folder === dirname(folder)) break
  }
  return parents.find((folder) => !mayWalk(folder, account)) ?? null
}

function existingPart(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path === dirname(path) ? sep : existingPart(dirname(path))
  }
}

function mayWalk(folder: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(folder)
  if (uid === account.uid) return (mode & 0o100) !== 0
  if (gid === account.gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}

/** A program and its arguments. */
export interface CommandLine {
  readonly program: string
  readonly args: readonly string[]
  readonly identity: { uid?: number; gid?: number }
}

/**
 * How to start a server under the account so that it ends with us: on Linux the kernel sends it an interrupt when
 * this process dies, even by SIGKILL. Elsewhere the next start finds and stops what was left behind.
 */
export function boundToParent(account: Account, program: string, args: readonly string[]): CommandLine {
  if (!setprivWorks(account)) return { program, args, identity: spawnIdentity(account) }
  return { program: 'setpriv', args: [...setprivArgs(account), program, ...args], identity: {} }
}

function setprivArgs(account: Account): string[] {
  const lent = account.lent ? [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups'] : []
  return [...lent, '--pdeathsig=INT', '--']
}

function setprivWorks(account: Account): boolean {
  if (process.platform !== 'linux') return false
  return (
    spawnSync('setpriv', [...setprivArgs(account), 'true'], { stdio: 'ignore', env: SERVER_ENVIRONMENT }).status === 0
  )
}

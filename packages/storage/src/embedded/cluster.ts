import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Account, SERVER_ENVIRONMENT, spawnIdentity } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedFault } from './fault.ts'
import type { Home } from './home.ts'

/** The superuser that `initdb` makes. */
export const SUPERUSER = 'postgres'

/**
 * Makes the cluster unless it exists.
 * It is built under another name and appears by a rename, so a start that is killed leaves none half made.
 * @returns the superuser's password
 */
export async function ensureCluster(binaries: Binaries, home: Home, fsync: boolean): Promise<string> {
  if (existsSync(home.cluster)) return readPassword(home)
  removeUnfinished(home)
  const password = randomBytes(24).toString('base64url')
  const draft = `${home.cluster}.new-${randomBytes(4).toString('hex')}`
  const passwordCopy = `${draft}.password`
  mkdirSync(draft, { mode: 0o700 })
  handOver(draft, home.account)
  writeFileSync(passwordCopy, password, { mode: 0o600 })
  handOver(passwordCopy, home.account)
  try {
    await initialise(binaries, home.account, draft, passwordCopy, fsync)
  } finally {
    rmSync(passwordCopy)
  }
  writeFileSync(home.passwordFile, password, { mode: 0o600 })
  renameSync(draft, home.cluster)
  return password
}

/** @throws EmbeddedFault */
export function readPassword(home: Home): string {
  try {
    return readFileSync(home.passwordFile, 'utf8')
  } catch (cause) {
    throw new EmbeddedFault(`The password of the database in ${home.folder} cannot be read (${home.passwordFile}).`, {
      cause,
    })
  }
}

function removeUnfinished(home: Home): void {
  for (const name of readdirSync(home.folder))
    if (name.startsWith('cluster.new-')) rmSync(join(home.folder, name), { recursive: true, force: true })
}

function handOver(path: string, account: Account): void {
  if (account.lent) chownSync(path, account.uid, account.gid)
}

/**
 * Unicode collation with a UTF-8 character classification: with the C locale trigram indexes would leave out every
 * Chinese character.
 */
async function initialise(
  binaries: Binaries,
  account: Account,
  cluster: string,
  passwordFile: string,
  fsync: boolean,
): Promise<void> {
  const args = [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=icu',
    '--icu-locale=und',
    '--locale=C.UTF-8',
    '--no-instructions',
    ...(fsync ? [] : ['--no-sync']),
  ]
  try {
    await promisify(execFile)(binaries.initdb, args, { ...spawnIdentity(account), cwd: '/', env: SERVER_ENVIRONMENT })
  } catch (cause) {
    rmSync(cluster, { recursive: true, force: true })
    const said = (cause as { stderr?: string }).stderr?.trim() ?? String(cause)
    throw new EmbeddedFault(`initdb failed: ${said}`, { cause })
  }
}

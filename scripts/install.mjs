import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { capture } from './child.mjs'
import { ROOT } from './places.mjs'
import { plainError, progress } from './progress.mjs'

/** Written into node_modules after an installation: the hash of the lock file that it follows. */
const STAMP = '.budeng-lock-hash'

/**
 * Installs exactly what the lock file says, unless it is there already.
 * @param {string} folder with a package.json and a package-lock.json
 * @param {string} title what the progress line says
 */
export async function ensureInstalled(
  folder = ROOT,
  title = 'Installing dependencies (the first time takes about a minute)',
) {
  const lock = readFileSync(join(folder, 'package-lock.json'))
  const hash = createHash('sha256').update(lock).digest('hex')
  const stamp = join(folder, 'node_modules', STAMP)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  if (!follows(folder, JSON.parse(lock.toString()))) {
    rmSync(stamp, { force: true })
    await progress(title, () => npmCi(folder))
  }
  writeFileSync(stamp, hash)
}

/** True when somebody else, `npm install` say, has put every package of the lock file in its place. */
function follows(folder, lock) {
  const record = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const present = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.includes('node_modules/') || wanted.optional === true) return true
    return wanted.link === true ? existsSync(join(folder, path)) : present[path]?.version === wanted.version
  })
}

async function npmCi(folder) {
  // npm must not run on the Node inside the folder that it is about to replace
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'))
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const { code, output } = await capture('npm', args, {
    cwd: folder,
    env: { ...process.env, PATH: path.join(delimiter) },
  })
  if (code !== 0) throw plainError(`npm ci failed:\n${output}`)
}

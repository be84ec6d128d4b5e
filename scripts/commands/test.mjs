import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '../build.mjs'
import { runTool } from '../child.mjs'
import { inRoot } from '../places.mjs'
import { say } from '../progress.mjs'

/** The oldest PostgreSQL that is supported, where Debian puts it. */
const DEBIAN_15 = '/usr/lib/postgresql/15/bin'

/** Runs all tests, or those whose path holds an argument, and closes with one line of figures. */
export async function test(args) {
  // Only the journeys run what is built; a test by its path need not wait for the other rooms
  if (args.length === 0 || args.some((arg) => arg.includes('e2e')))
    await build({ except: ['@budeng/e2e', '@budeng/bench'] })
  const runs = [await run(args)]
  if (args.length === 0 && runs[0].code < 128) runs.push(await runOnOldestPostgres())
  const sum = (figure) => runs.reduce((total, tally) => total + tally[figure], 0)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  return Math.max(...runs.map(({ code }) => code))
}

/** Only storage speaks SQL, so its tests tell whether another server understands it. */
async function runOnOldestPostgres() {
  if (existsSync(DEBIAN_15)) {
    say('\nStorage again, on PostgreSQL 15:')
    return run(['--project', 'house', 'packages/storage'], { BUDENG_TEST_POSTGRES: '15' })
  }
  say(`\nPostgreSQL 15: SKIPPED (not found in ${DEBIAN_15})`)
  return { code: 0, passed: 0, failed: 0 }
}

async function run(args, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'budeng-tally-'))
  const tallyFile = join(folder, 'tally.json')
  try {
    const reporters = ['--reporter=default', `--reporter=${inRoot('scripts', 'tally-reporter.mjs')}`]
    const code = await runTool('vitest', ['run', ...reporters, ...args], {
      env: { ...env, BUDENG_TALLY_FILE: tallyFile },
    })
    const { passed, failed } = readTally(tallyFile)
    // A run that broke off, or an error outside any test, is a failure that no test counted
    return { code, passed, failed: failed === 0 && code !== 0 ? 1 : failed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readTally(tallyFile) {
  try {
    return JSON.parse(readFileSync(tallyFile, 'utf8'))
  } catch {
    return { passed: 0, failed: 0 }
  }
}

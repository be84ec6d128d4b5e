import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '../build.mjs'
import { runTool } from '../child.mjs'
import { inRoot } from '../places.mjs'
import { say } from '../progress.mjs'

/** The oldest PostgreSQL that is supported, where Debian puts it. */
const DEBIAN_15 = '/usr/lib/postgresql/15/bin'

/** What the end of a log shows at least. */
const FAILURE_LINES_MAX = 60

/** Runs all tests, or those whose path holds an argument, and closes with one line of figures and with what failed. */
export async function test(args) {
  const isWhole = args.length === 0
  // Only the journeys run what is built; a test by its path need not wait for the other rooms
  if (isWhole || args.some((arg) => arg.includes('e2e'))) await build({ except: ['@budeng/e2e', '@budeng/bench'] })
  const hasOldest = existsSync(DEBIAN_15)
  const { code, passed, failed, failures } = await run(args, isWhole && hasOldest ? { BUDENG_TEST_OLDEST: 'also' } : {})
  if (isWhole && !hasOldest) say(`\nPostgreSQL 15: SKIPPED (not found in ${DEBIAN_15})`)
  console.log(`${passed} passed, ${failed} failed`)
  tell(failures)
  return code
}

async function run(args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'budeng-tally-'))
  const tallyFile = join(folder, 'tally.json')
  try {
    const reporters = ['--reporter=default', `--reporter=${inRoot('scripts', 'tally-reporter.mjs')}`]
    const code = await runTool('vitest', ['run', ...reporters, ...args], {
      // workers, and the houses that they start, load the same code over and over
      env: { ...env, BUDENG_TALLY_FILE: tallyFile, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
    })
    const { passed, failed, failures } = readTally(tallyFile)
    // A run that broke off, or an error outside any test, is a failure that no test counted
    return { code, passed, failed: failed === 0 && code !== 0 ? 1 : failed, failures }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readTally(tallyFile) {
  try {
    return JSON.parse(readFileSync(tallyFile, 'utf8'))
  } catch {
    return { passed: 0, failed: 0, failures: [] }
  }
}

/** Last of all, because a reader of a long log sees its end. */
function tell(failures) {
  if (failures.length === 0) return
  const lines = failures.flatMap((failure) => failure.split('\n'))
  console.log(['', 'Failed:', ...lines.slice(0, FAILURE_LINES_MAX)].join('\n'))
  if (lines.length > FAILURE_LINES_MAX) console.log(`    … and more: ${failures.length} failures in all`)
}

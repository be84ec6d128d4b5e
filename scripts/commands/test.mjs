import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '../build.mjs'
import { runTool } from '../child.mjs'
import { inRoot } from '../places.mjs'

/** Runs all tests, or those whose path holds an argument, and closes with one line of figures. */
export async function test(args) {
  await build({ except: ['@budeng/e2e', '@budeng/bench'] })
  const folder = mkdtempSync(join(tmpdir(), 'budeng-tally-'))
  const tallyFile = join(folder, 'tally.json')
  try {
    const reporters = ['--reporter=default', `--reporter=${inRoot('scripts', 'tally-reporter.mjs')}`]
    const code = await runTool('vitest', ['run', ...reporters, ...args], { env: { BUDENG_TALLY_FILE: tallyFile } })
    console.log(closingLine(tallyFile, code))
    return code
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function closingLine(tallyFile, code) {
  const { passed, failed } = readTally(tallyFile)
  // A run that broke off, or an error outside any test, is a failure that no test counted
  return `${passed} passed, ${failed === 0 && code !== 0 ? 1 : failed} failed`
}

function readTally(tallyFile) {
  try {
    return JSON.parse(readFileSync(tallyFile, 'utf8'))
  } catch {
    return { passed: 0, failed: 0 }
  }
}

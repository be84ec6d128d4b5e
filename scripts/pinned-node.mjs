import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter } from 'node:path'
import { inRoot } from './places.mjs'
import { plainError } from './progress.mjs'

const FLOOR = { major: 24, minor: 11 }
const PINNED = inRoot('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

/** The Node that everything of ours runs on: the pinned one of node_modules, else the one we run on. */
export function nodePath() {
  return existsSync(PINNED) ? PINNED : process.execPath
}

/** The environment for our children: tools and Node of node_modules first, no telemetry. */
export function childEnvironment(extra = {}) {
  const path = [inRoot('node_modules', '.bin'), process.env.PATH].join(delimiter)
  return { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', ...extra }
}

/** Ends with advice when the Node that children get is too old. */
export function assertPinnedNode() {
  const version = nodePath() === process.execPath ? process.versions.node : versionOf(nodePath())
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > FLOOR.major || (major === FLOOR.major && minor >= FLOOR.minor)) return
  throw plainError(
    `Budeng needs Node ${FLOOR.major}.${FLOOR.minor} or later; this is ${version || 'unknown'}.\n` +
      `npm normally brings it along for ${process.platform}-${process.arch} as an optional dependency. Either run\n` +
      '  npm ci --include=optional\n' +
      'or install Node 24 (https://nodejs.org) and put it on PATH.',
  )
}

function versionOf(program) {
  const { stdout } = spawnSync(program, ['-p', 'process.versions.node'], { encoding: 'utf8' })
  return stdout?.trim() ?? ''
}

import { statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { build } from '../build.mjs'
import { keepRunning, runHouse } from '../child.mjs'
import { inRoot } from '../places.mjs'
import { plainError, progress } from '../progress.mjs'

const SERVERS = ['api', 'gateway', 'worker']
/** A watcher builds once as soon as it starts; that takes some seconds at most. */
const FIRST_BUILD_MS = 60_000
const LOOK_EVERY_MS = 100
// the house runs what lies there: it is written over, never emptied
const WATCH = ['build', '--ssr', 'src/main.ts', '--watch', '--emptyOutDir', 'false', '--logLevel', 'warn']

/**
 * The whole house while it is worked on: each server is rebuilt when a source of it changes and `start --watch` restarts
 * it; the dashboard comes from Vite, which asks the API of the running house.
 */
export async function dev(args) {
  await build({ except: ['@budeng/e2e', '@budeng/bench'] })
  const startedMs = Date.now()
  const watchers = [
    ...SERVERS.map((app) => keepRunning('vite', WATCH, inRoot('apps', app))),
    keepRunning('vite', ['--host', '127.0.0.1'], inRoot('apps', 'dashboard')),
  ]
  try {
    await progress('Watching', () => untilBuiltAfter(startedMs))
    return await runHouse(inRoot('apps', 'cli', 'dist', 'main.js'), ['start', '--watch', ...args])
  } finally {
    for (const watcher of watchers) watcher.kill()
  }
}

/** No server is started while its watcher writes it for the first time. */
async function untilBuiltAfter(startedMs) {
  const deadlineMs = startedMs + FIRST_BUILD_MS
  for (;;) {
    const late = SERVERS.filter((app) => builtMs(app) < startedMs)
    if (late.length === 0) return
    if (Date.now() > deadlineMs) throw plainError(`Not built by its watcher: ${late.join(', ')}`)
    await wait(LOOK_EVERY_MS)
  }
}

function builtMs(app) {
  return statSync(inRoot('apps', app, 'dist', 'main.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

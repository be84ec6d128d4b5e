import { build } from '../build.mjs'
import { keepRunning, runHouse } from '../child.mjs'
import { inRoot } from '../places.mjs'

const SERVERS = ['api', 'gateway', 'worker']

/**
 * The whole house while it is worked on: each server is rebuilt when a source of it changes and `start --watch` restarts
 * it; the dashboard comes from Vite, which asks the API of the running house.
 */
export async function dev(args) {
  await build({ except: ['@budeng/e2e', '@budeng/bench'] })
  const watchers = [
    ...SERVERS.map((app) =>
      keepRunning('vite', ['build', '--ssr', 'src/main.ts', '--watch', '--logLevel', 'warn'], inRoot('apps', app)),
    ),
    keepRunning('vite', ['--host', '127.0.0.1'], inRoot('apps', 'dashboard')),
  ]
  try {
    return await runHouse(inRoot('apps', 'cli', 'dist', 'main.js'), ['start', '--watch', ...args])
  } finally {
    for (const watcher of watchers) watcher.kill()
  }
}

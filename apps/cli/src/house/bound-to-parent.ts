import { flushCompileCache } from 'node:module'
import { COMPILED_AFTER_MS, ORPHAN_TIMEOUT_MS } from '../limits.ts'

/**
 * Loaded before the program of each child process: when the supervisor is gone, even by kill -9, its end of the channel
 * closes and the child ends itself, in order first.
 */
process.once('disconnect', () => {
  setTimeout(() => process.exit(1), ORPHAN_TIMEOUT_MS).unref()
  process.kill(process.pid, 'SIGTERM')
})
// The channel alone must not keep a program running that has closed everything else
process.channel?.unref()
// Node keeps what it compiled only at an orderly end: a process that is killed would leave nothing to its successor
setTimeout(flushCompileCache, COMPILED_AFTER_MS).unref()

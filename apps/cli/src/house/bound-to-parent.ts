import { flushCompileCache, setSourceMapsSupport } from 'node:module'
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
// What the program says of its own faults names our lines. The switch of Node would read the maps of all packages too, and
// have the log look for its caller in ours at each start
setSourceMapsSupport(true, { nodeModules: false })
// Node keeps what it compiled only at an orderly end: a process that is killed would leave nothing to its successor
setTimeout(flushCompileCache, COMPILED_AFTER_MS).unref()

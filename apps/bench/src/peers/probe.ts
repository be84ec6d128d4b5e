/**
 * Loaded before the program of each measured process, ours and peers alike: tells its memory after a full collection,
 * and ends the process when whoever measures it is gone.
 */
process.on('message', () => {
  globalThis.gc?.()
  globalThis.gc?.()
  process.send?.(process.memoryUsage())
})
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()

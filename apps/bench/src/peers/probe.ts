/** What a measured process tells of itself. */
export interface Usage {
  readonly memory: NodeJS.MemoryUsage
  /** Processor time of the process since its start, in milliseconds. */
  readonly cpuMs: number
}

/**
 * Loaded before the program of each measured process, ours and peers alike: tells what it uses, memory after a full
 * collection, and ends the process when whoever measures it is gone.
 */
process.on('message', (wish) => {
  if (wish === 'collected') {
    globalThis.gc?.()
    globalThis.gc?.()
  }
  const { user, system } = process.cpuUsage()
  process.send?.({ memory: process.memoryUsage(), cpuMs: (user + system) / 1_000 } satisfies Usage)
})
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()

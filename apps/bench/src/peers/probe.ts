import { existsSync, readFileSync } from 'node:fs'

/** What a measured process tells of itself. */
export interface Usage {
  readonly memory: NodeJS.MemoryUsage
  /** The most memory that it had at any moment since its start, in bytes. */
  readonly peakRss: number
  /** Processor time of the process since its start, in milliseconds. */
  readonly cpuMs: number
}

/** Linux counts what the parent had before the program was loaded as the process's own, except in this file. */
function peakRss(): number {
  const status = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : ''
  const [, kilobytes = process.resourceUsage().maxRSS] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? []
  return Number(kilobytes) * 1_024
}

const STATUS = '/proc/self/status'

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
  process.send?.({ memory: process.memoryUsage(), peakRss: peakRss(), cpuMs: (user + system) / 1_000 } satisfies Usage)
})
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()

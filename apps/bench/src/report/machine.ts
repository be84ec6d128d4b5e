import { cpus, loadavg, release, totalmem } from 'node:os'

/** What the figures were measured on: without it they say little. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGb: number
  readonly system: string
  readonly node: string
}

export function thisMachine(): Machine {
  const all = cpus()
  return {
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${process.platform} ${release()}`,
    node: process.versions.node,
  }
}

/** Processes that want a core, over the last minute: what is above our own is somebody else's work. */
export function loadNow(): number {
  return Number((loadavg()[0] ?? 0).toFixed(2))
}

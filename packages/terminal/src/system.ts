import { randomBytes } from 'node:crypto'
import type { Randomness, Scheduler } from './ports.ts'

/** Node's monotonic clock and timers, `factor` times as fast. */
export function systemScheduler(factor = 1): Scheduler {
  return {
    nowMs: () => performance.now() * factor,
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs / factor)
      return () => clearTimeout(timer)
    },
  }
}

export const systemRandom: Randomness = {
  bytes: (size) => randomBytes(size),
  // 48 bits: as many as `readUIntBE` takes
  unit: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
}

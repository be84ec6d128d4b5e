import type { Scheduler } from '@budeng/terminal'

/** Time that passes only when it is told to: a seeded simulation of hours takes milliseconds and replays exactly. */
export interface VirtualTime extends Scheduler {
  /** Lets time pass, running what becomes due in order; microtasks of each step are finished before the next. */
  advance(ms: number): Promise<void>
  readonly pending: number
}

interface Due {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
}

export function createVirtualTime(): VirtualTime {
  let now = 0
  let order = 0
  const waiting = new Set<Due>()
  const nextBefore = (endMs: number): Due | null => {
    let first: Due | null = null
    for (const due of waiting) {
      if (due.atMs > endMs) continue
      if (first === null || due.atMs < first.atMs || (due.atMs === first.atMs && due.order < first.order)) first = due
    }
    return first
  }
  return {
    nowMs: () => now,
    get pending() {
      return waiting.size
    },
    after(delayMs, run) {
      const due: Due = { atMs: now + Math.max(0, delayMs), order: order++, run }
      waiting.add(due)
      return () => void waiting.delete(due)
    },
    async advance(ms) {
      const endMs = now + ms
      for (let due = nextBefore(endMs); due !== null; due = nextBefore(endMs)) {
        waiting.delete(due)
        now = due.atMs
        due.run()
        await settled()
      }
      now = endMs
    },
  }
}

/** Promise chains of a few links have run when a macrotask has passed. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

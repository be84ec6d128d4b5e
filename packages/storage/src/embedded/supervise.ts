import { setTimeout as wait } from 'node:timers/promises'
import { HEALTHY_AFTER_MS, RESTART_DELAYS_MS } from './limits.ts'
import type { Ending, Server } from './server.ts'

/** What happened to a server that was meant to run. */
export type Incident =
  | { readonly kind: 'died'; readonly pid: number; readonly ending: Ending }
  | { readonly kind: 'restart failed'; readonly attempt: number; readonly reason: string }
  | { readonly kind: 'restarted'; readonly pid: number; readonly attempt: number; readonly downMs: number }

/** A server that is started again, on the same port, whenever it ends unasked. */
export interface Supervised {
  /** The process that serves now; of the last one while it is being replaced. */
  readonly pid: number
  stop(): Promise<void>
}

/**
 * Keeps a server running: waits a little longer before each attempt, tries for ever, tells every step.
 * @param start starts the next process
 */
export function supervise(first: Server, start: () => Promise<Server>, tell: (incident: Incident) => void): Supervised {
  const stopping = new AbortController()
  let server = first
  const watching = watch()

  async function watch(): Promise<void> {
    let startedMs = performance.now()
    let attempt = 0
    while (!stopping.signal.aborted) {
      const ending = await server.ended
      if (stopping.signal.aborted) return
      const diedMs = performance.now()
      tell({ kind: 'died', pid: server.pid, ending })
      if (diedMs - startedMs > HEALTHY_AFTER_MS) attempt = 0
      const next = await restart(attempt)
      if (next === null) return
      server = next.server
      attempt = next.attempt
      startedMs = performance.now()
      tell({ kind: 'restarted', pid: server.pid, attempt, downMs: Math.round(startedMs - diedMs) })
    }
  }

  async function restart(before: number): Promise<{ server: Server; attempt: number } | null> {
    for (let attempt = before + 1; ; attempt++) {
      const delayMs = RESTART_DELAYS_MS[attempt - 1] ?? RESTART_DELAYS_MS.at(-1)
      await wait(delayMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return null
      try {
        return { server: await start(), attempt }
      } catch (error) {
        tell({ kind: 'restart failed', attempt, reason: error instanceof Error ? error.message : String(error) })
      }
    }
  }

  return {
    get pid() {
      return server.pid
    },
    stop: async () => {
      stopping.abort()
      await server.stop()
      await watching
      await server.stop() // the one that was just being started
    },
  }
}

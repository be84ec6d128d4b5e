import type { Log } from '@budeng/storage'
import { FAULT_DELAYS_MS, TURN_GAP_MS } from './limits.ts'

/** Work that is done again and again, one turn at a time. */
export interface Loop {
  readonly name: string
  /** Turns that failed since the start. */
  readonly faults: number
  /** There may be something to do: the next turn begins at once, or right after the one under way. */
  ring(): void
  /** Returns when the turn under way has ended; there is no other after it. */
  close(): Promise<void>
}

/**
 * Starts a loop. A turn answers after how many real milliseconds the next one is due. A turn that throws is logged and
 * tried again, later each time: no fault of database or host ends a worker.
 */
export function startLoop(name: string, log: Log, turn: () => Promise<number>): Loop {
  let faults = 0
  let rung = false
  let closed = false
  let wake: (() => void) | null = null

  const wait = async (ms: number) => {
    if (!rung && !closed)
      await new Promise<void>((resume) => {
        const timer = setTimeout(resume, ms)
        wake = () => {
          clearTimeout(timer)
          resume()
        }
      })
    wake = null
  }

  const run = async () => {
    let inARow = 0
    while (!closed) {
      rung = false
      let delayMs: number
      try {
        delayMs = await turn()
        inARow = 0
      } catch (fault) {
        faults++
        delayMs = FAULT_DELAYS_MS[Math.min(inARow++, FAULT_DELAYS_MS.length - 1)] ?? 0
        log.warn({ loop: name, reason: fault instanceof Error ? fault.message : String(fault), delayMs }, 'a turn failed and is tried again')
        rung = false
      }
      await wait(Math.max(delayMs, TURN_GAP_MS))
    }
  }
  const running = run()

  return {
    name,
    get faults() {
      return faults
    },
    ring: () => {
      rung = true
      wake?.()
    },
    close: async () => {
      closed = true
      wake?.()
      await running
    },
  }
}

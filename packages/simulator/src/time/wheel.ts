import type { Scheduler } from '@budeng/terminal'
import { WHEEL_SLOTS, WHEEL_TICK_MS } from '../limits.ts'

interface Timer {
  readonly dueTick: number
  run: (() => void) | null
}

/** A scheduler for very many timers: one real timer turns the wheel. */
export interface TimerWheel extends Scheduler {
  stop(): void
}

/**
 * Timers in slots by the tick in which they are due, so that setting and calling off cost the same however many wait.
 * A delay is rounded up to the next tick. `factor` makes time run faster, as the platform's clock does.
 */
export function createTimerWheel(factor = 1): TimerWheel {
  const originMs = performance.now()
  const nowMs = () => (performance.now() - originMs) * factor
  const slots: Timer[][] = Array.from({ length: WHEEL_SLOTS }, () => [])
  const tickMs = WHEEL_TICK_MS * factor
  let turned = 0

  const turn = () => {
    const reached = Math.floor(nowMs() / tickMs)
    // After a long pause of the process each slot is looked at once, not once for each missed round
    for (let tick = Math.max(turned + 1, reached - WHEEL_SLOTS + 1); tick <= reached; tick++)
      runSlot(tick % WHEEL_SLOTS, reached)
    turned = Math.max(turned, reached)
  }
  const runSlot = (index: number, reached: number) => {
    const due = slots[index]
    if (due === undefined || due.length === 0) return
    slots[index] = due.filter((timer) => timer.run !== null && timer.dueTick > reached)
    for (const timer of due) if (timer.dueTick <= reached) fire(timer)
  }
  const driver = setInterval(turn, WHEEL_TICK_MS)

  return {
    nowMs,
    after(delayMs, run) {
      const dueTick = Math.max(Math.ceil((nowMs() + delayMs) / tickMs), turned + 1)
      const timer: Timer = { dueTick, run }
      slots[dueTick % WHEEL_SLOTS]?.push(timer)
      return () => {
        timer.run = null
      }
    },
    stop: () => clearInterval(driver),
  }
}

function fire(timer: Timer): void {
  const { run } = timer
  timer.run = null
  run?.()
}

import { RESEND_CAP_MS, RESEND_MS } from './limits.ts'
import type { Scheduler } from './ports.ts'

/** Sends again what nothing has answered: after a while, then after twice that, up to the cap. */
export class Resend {
  readonly #scheduler: Scheduler
  readonly #again: () => void
  #afterMs = RESEND_MS
  #cancel: (() => void) | null = null

  constructor(scheduler: Scheduler, again: () => void) {
    this.#scheduler = scheduler
    this.#again = again
  }

  /** From now on, unless it waits already. */
  arm(): void {
    this.#cancel ??= this.#scheduler.after(this.#afterMs, () => {
      this.#cancel = null
      this.#afterMs = Math.min(this.#afterMs * 2, RESEND_CAP_MS)
      this.#again()
    })
  }

  /** There was an answer: the next wait is a short one. */
  relax(): void {
    this.#afterMs = RESEND_MS
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}

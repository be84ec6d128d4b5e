import { RECONNECT_BASE_MS, RECONNECT_CAP_MS, RECONNECT_STABLE_MS } from './limits.ts'

/**
 * When to connect again: full jitter, so that a fleet that lost its gateway does not come back in one second. A
 * connection that was opened and closed soon after counts as a failure too, or a gateway that sends us away would
 * face us again at once. [P-2.9]
 */
export class Backoff {
  readonly #unit: () => number
  #failures = 0

  constructor(unit: () => number) {
    this.#unit = unit
  }

  /** The wait after a connection that lasted `lastedMs` (0: never opened). */
  nextMs(lastedMs: number): number {
    if (lastedMs >= RECONNECT_STABLE_MS) this.#failures = 0
    // 2^30 is far above the cap; a larger shift would lose its meaning
    const ceilingMs = Math.min(RECONNECT_CAP_MS, RECONNECT_BASE_MS * 2 ** Math.min(this.#failures, 30))
    this.#failures++
    return Math.floor(this.#unit() * ceilingMs)
  }
}

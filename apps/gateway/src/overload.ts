import { type Strain, strained, UNSTRAINED } from './handling/slowdown.ts'
import type { GatewayLimits } from './limits.ts'
import type { Link } from './links.ts'

const TICK_MS = 100

/**
 * Tells when the gateway cannot keep up: its event loop comes late, or the oldest message in a lane waits too long. Then
 * heartbeats are shed first, by a credit for each terminal, so that a noisy one loses its own and not its neighbours';
 * reports and replies are never shed. When it lasts, terminals are told to speak less often. [domain §16]
 */
export class Overload {
  readonly #limits: GatewayLimits
  readonly #oldestMs: () => number
  readonly #timer: NodeJS.Timeout
  #expectedAt = performance.now() + TICK_MS
  #lagMs = 0
  #over = false
  #strain: Strain = UNSTRAINED

  constructor(limits: GatewayLimits, oldestMs: () => number) {
    this.#limits = limits
    this.#oldestMs = oldestMs
    this.#timer = setInterval(() => this.#measure(), TICK_MS)
    this.#timer.unref()
  }

  get isOver(): boolean {
    return this.#over
  }

  /** How many times longer than usual terminals are told to wait between heartbeats; 1: as usual. */
  get slowdown(): number {
    return this.#strain.isSlow ? this.#limits.slowTimes : 1
  }

  get lagMs(): number {
    return this.#lagMs
  }

  /** True when the heartbeat may be taken: always, but under overload only within the terminal's credit. */
  admits(link: Link): boolean {
    if (!this.#over) return true
    const { heartbeatCredit, heartbeatCreditMs } = this.#limits
    const now = performance.now()
    link.credit = Math.min(
      heartbeatCredit,
      link.creditAt === 0 ? heartbeatCredit : link.credit + (now - link.creditAt) / heartbeatCreditMs,
    )
    link.creditAt = now
    if (link.credit < 1) return false
    link.credit -= 1
    return true
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #measure(): void {
    const now = performance.now()
    const passedMs = now - this.#expectedAt + TICK_MS
    this.#lagMs = Math.max(0, now - this.#expectedAt)
    this.#expectedAt = now + TICK_MS
    this.#over = this.#lagMs > this.#limits.overloadLagMs || this.#oldestMs() > this.#limits.overloadQueueMs
    this.#strain = strained(this.#strain, this.#over, passedMs, this.#limits)
  }
}

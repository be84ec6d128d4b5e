/** A bucket of permits that fills at an even rate, up to one second's worth. Real time. */
export class Rate {
  readonly #perSecond: number
  readonly #nowMs: () => number
  #permits: number
  #at: number

  constructor(perSecond: number, nowMs: () => number = () => performance.now()) {
    this.#perSecond = perSecond
    this.#nowMs = nowMs
    this.#permits = perSecond
    this.#at = nowMs()
  }

  /** Permits there are now; negative while a reserve was drawn upon. */
  available(): number {
    const now = this.#nowMs()
    this.#permits = Math.min(this.#perSecond, this.#permits + ((now - this.#at) * this.#perSecond) / 1_000)
    this.#at = now
    return Math.floor(this.#permits)
  }

  /** Takes permits, beyond zero if need be: the debt is paid by time. */
  take(count: number): void {
    this.#permits -= count
  }
}

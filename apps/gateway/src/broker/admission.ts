export interface AdmissionLimits {
  readonly connectsPerSecond: number
  readonly connectQueueMs: number
}

interface Waiting {
  readonly since: number
  readonly isGone: () => boolean
  readonly admit: (admitted: boolean) => void
}

/**
 * Lets CONNECTs through at a steady rate. After an outage a whole fleet knocks at once: it stands in line, in the order
 * of arrival, and who waited too long is told to come again instead of blocking those behind.
 */
export class Admission {
  readonly #limits: AdmissionLimits
  readonly #line: Waiting[] = []
  #head = 0
  #tokens: number
  #filledAt = performance.now()
  #timer: NodeJS.Timeout | undefined

  constructor(limits: AdmissionLimits) {
    this.#limits = limits
    this.#tokens = this.#burst
  }

  /** CONNECTs that stand in line. */
  get waiting(): number {
    return this.#line.length - this.#head
  }

  /** True when it is this one's turn, false when it waited too long or the gateway stops. */
  admit(isGone: () => boolean): boolean | Promise<boolean> {
    this.#fill()
    if (this.waiting === 0 && this.#tokens >= 1) {
      this.#tokens -= 1
      return true
    }
    return new Promise((admit) => {
      this.#line.push({ since: performance.now(), isGone, admit })
      this.#timer ??= setTimeout(() => this.#advance(), TICK_MS)
    })
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const { admit } of this.#line.splice(this.#head)) admit(false)
  }

  /** A tenth of a second's worth, so that an idle gateway takes small groups without delay. */
  get #burst(): number {
    return Math.max(1, this.#limits.connectsPerSecond / 10)
  }

  #fill(): void {
    const now = performance.now()
    this.#tokens = Math.min(
      this.#burst,
      this.#tokens + ((now - this.#filledAt) * this.#limits.connectsPerSecond) / 1_000,
    )
    this.#filledAt = now
  }

  #advance(): void {
    this.#fill()
    const tooOld = performance.now() - this.#limits.connectQueueMs
    while (this.waiting > 0) {
      const next = this.#line[this.#head]
      if (next === undefined) break
      const gone = next.isGone() || next.since < tooOld
      if (!gone && this.#tokens < 1) break
      this.#head += 1
      if (!gone) this.#tokens -= 1
      next.admit(!gone)
    }
    if (this.#head > 1_000 || this.waiting === 0) this.#head -= this.#line.splice(0, this.#head).length
    this.#timer = this.waiting > 0 ? setTimeout(() => this.#advance(), TICK_MS) : undefined
  }
}

const TICK_MS = 10

interface Bucket {
  level: number
  at: number
}

/**
 * One leaky bucket a key: `hit` says whether this one still fits. Keys come from strangers, so the oldest are forgotten
 * beyond `keysMax`.
 */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>()
  readonly #size: number
  readonly #leakPerMs: number
  readonly #keysMax: number

  constructor(size: number, leakPerMs: number, keysMax: number) {
    this.#size = size
    this.#leakPerMs = leakPerMs
    this.#keysMax = keysMax
  }

  hit(key: string, now: number = performance.now()): boolean {
    const bucket = this.#read(key, now)
    if (bucket.level + 1 > this.#size) return false
    bucket.level += 1
    return true
  }

  #read(key: string, now: number): Bucket {
    const known = this.#buckets.get(key)
    if (known) {
      known.level = Math.max(0, known.level - (now - known.at) * this.#leakPerMs)
      known.at = now
      return known
    }
    const made = { level: 0, at: now }
    this.#buckets.set(key, made)
    forgetOldest(this.#buckets, this.#keysMax)
    return made
  }
}

/** Counts failures a key and locks the key for a while when there were too many. */
export class Lockout {
  readonly #failures = new Map<string, { count: number; until: number }>()
  readonly #failuresMax: number
  readonly #lockMs: number
  readonly #keysMax: number

  constructor(failuresMax: number, lockMs: number, keysMax: number) {
    this.#failuresMax = failuresMax
    this.#lockMs = lockMs
    this.#keysMax = keysMax
  }

  isLocked(key: string, now: number = performance.now()): boolean {
    const entry = this.#failures.get(key)
    if (!entry) return false
    if (entry.until > now) return entry.count >= this.#failuresMax
    this.#failures.delete(key)
    return false
  }

  /** A failure renews the window in which failures are remembered. */
  failed(key: string, now: number = performance.now()): void {
    const count = (this.#failures.get(key)?.count ?? 0) + 1
    this.#failures.delete(key)
    this.#failures.set(key, { count, until: now + this.#lockMs })
    forgetOldest(this.#failures, this.#keysMax)
  }

  succeeded(key: string): void {
    this.#failures.delete(key)
  }
}

/** A Map keeps the order in which keys came. */
function forgetOldest(map: Map<string, unknown>, keysMax: number): void {
  if (map.size <= keysMax) return
  const oldest = map.keys().next().value
  if (oldest !== undefined) map.delete(oldest)
}

interface Waiting<Key, Value> {
  readonly key: Key
  readonly resolve: (value: Value | null) => void
  readonly reject: (fault: unknown) => void
}

export interface GatherLimits {
  readonly loginGatherMs: number
  readonly loginBatchMax: number
}

/**
 * Gathers look-ups for a few milliseconds and answers them from one query, so that a storm of a thousand logins costs
 * a handful of round trips. Two queries are never under way at once: while one runs, the next group gathers.
 */
export class LookupBatch<Key, Value> {
  readonly #limits: GatherLimits
  readonly #query: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>
  #waiting: Waiting<Key, Value>[] = []
  #running = false

  constructor(limits: GatherLimits, query: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {
    this.#limits = limits
    this.#query = query
  }

  /** The value of the key, or null when there is none. @throws what the query throws */
  find(key: Key): Promise<Value | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject })
      if (!this.#running) this.#start()
    })
  }

  #start(): void {
    this.#running = true
    setTimeout(() => void this.#run(), this.#limits.loginGatherMs)
  }

  async #run(): Promise<void> {
    const group = this.#waiting.splice(0, this.#limits.loginBatchMax)
    try {
      const found = await this.#query([...new Set(group.map(({ key }) => key))])
      for (const { key, resolve } of group) resolve(found.get(key) ?? null)
    } catch (fault) {
      for (const { reject } of group) reject(fault)
    }
    this.#running = false
    if (this.#waiting.length > 0) this.#start()
  }
}

import { setTimeout as wait } from 'node:timers/promises'
import type { Pool } from 'pg'
import { FRESH_MS, FRESHNESS_LOOK_MS } from '../limits.ts'

export interface FreshnessFigures {
  /** Looks at the rows while heartbeats came. */
  readonly looks: number
  /** Most terminals at one look whose row was older than what they had said a second before. */
  readonly staleMax: number
  /** How long after the last heartbeat every row was the newest. */
  readonly settledMs: number
}

interface Said {
  readonly at: number
  readonly n: Float64Array
}

/** Compares, while heartbeats come, what the rows hold with what the terminals had said `FRESH_MS` before. */
export class FreshnessWatch {
  readonly #pool: Pool
  readonly #places: ReadonlyMap<string, number>
  readonly #said: Float64Array
  readonly #past: Said[] = []
  #looks = 0
  #staleMax = 0
  #isOver = false

  constructor(pool: Pool, deviceIds: readonly string[]) {
    this.#pool = pool
    this.#places = new Map(deviceIds.map((id, index) => [id, index]))
    this.#said = new Float64Array(deviceIds.length)
  }

  /** A heartbeat of the terminal was taken. */
  took(index: number, n: number): void {
    this.#said[index] = n
  }

  /** Looks again and again until `end`. */
  async watch(): Promise<void> {
    while (!this.#isOver) {
      const now = performance.now()
      this.#past.push({ at: now, n: this.#said.slice() })
      const before = this.#past.findLast(({ at }) => at <= now - FRESH_MS)
      if (before !== undefined) {
        this.#looks++
        this.#staleMax = Math.max(this.#staleMax, await this.#staleRows(before.n))
      }
      await wait(FRESHNESS_LOOK_MS)
    }
  }

  /** After the load: waits until every row is the newest. */
  async end(): Promise<FreshnessFigures> {
    this.#isOver = true
    const endedAt = performance.now()
    while ((await this.#staleRows(this.#said)) > 0 && performance.now() - endedAt < 10 * FRESH_MS)
      await wait(FRESHNESS_LOOK_MS / 50)
    return { looks: this.#looks, staleMax: this.#staleMax, settledMs: performance.now() - endedAt }
  }

  async #staleRows(said: Float64Array): Promise<number> {
    const { rows } = await this.#pool.query<{ id: string; n: string }>('select device_id as id, n from heartbeat')
    const stored = new Map(rows.map(({ id, n }) => [id, Number(n)]))
    return [...this.#places].filter(([id, index]) => (stored.get(id) ?? 0) < (said[index] ?? 0)).length
  }
}

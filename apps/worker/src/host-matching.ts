import {
  acquirersOf,
  asLeader,
  matchHostAgain,
  matchHostFacts,
  matchOwnRecords,
  noteHostStrangers,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  type Unit,
} from '@budeng/storage'
import { HOST_MATCH_AGAIN_MS, HOST_MATCH_MS, HOST_MATCH_ROWS } from './limits.ts'

/**
 * Holds transactions and what hosts decided against each other, both ways, a page a transaction. How far each way has come
 * is committed with what was matched: a worker that falls goes on there, and whatever comes first, both meet.
 */
export class HostMatching {
  readonly #storage: Storage
  readonly #nowMs: () => number
  readonly #counts = { facts: 0, records: 0, again: 0 }
  /** Where the look over what is open goes on; null: it is done until its time. */
  #againAfter: number | null = 0
  #againAt = 0

  constructor(storage: Storage, nowMs: () => number = () => performance.now()) {
    this.#storage = storage
    this.#nowMs = nowMs
  }

  counts() {
    return { ...this.#counts }
  }

  /** Answers after how many real milliseconds to look again. */
  async turn(): Promise<number> {
    let more = false
    for (const { id } of await this.#storage.read(PLATFORM_SCOPE, acquirersOf)) {
      const looked = (await this.#led((unit) => matchHostFacts(unit, id, HOST_MATCH_ROWS))) ?? 0
      this.#counts.facts += looked
      const unclaimed = (await this.#led((unit) => noteHostStrangers(unit, id, HOST_MATCH_ROWS))) ?? 0
      more = looked === HOST_MATCH_ROWS || unclaimed === HOST_MATCH_ROWS || more
    }
    const own = (await this.#led((unit) => matchOwnRecords(unit, HOST_MATCH_ROWS))) ?? 0
    this.#counts.records += own
    more = (await this.#again()) || own === HOST_MATCH_ROWS || more
    return more ? 0 : HOST_MATCH_MS
  }

  /** What is expected or late, over and over; true when there is more of it. */
  async #again(): Promise<boolean> {
    if (this.#againAfter === null) {
      if (this.#nowMs() - this.#againAt < HOST_MATCH_AGAIN_MS) return false
      this.#againAfter = 0
    }
    const after = this.#againAfter
    const found = await this.#led((unit) => matchHostAgain(unit, after, HOST_MATCH_ROWS))
    this.#counts.again += found?.looked ?? 0
    this.#againAfter = found?.looked === HOST_MATCH_ROWS ? found.lastId : null
    this.#againAt = this.#nowMs()
    return this.#againAfter !== null
  }

  async #led<T>(work: (unit: Unit) => Promise<T>): Promise<T | null> {
    return await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'hostMatching', () => work(unit)),
    )
  }
}

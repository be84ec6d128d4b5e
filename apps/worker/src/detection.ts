import {
  acquirersOf,
  asLeader,
  LOOK_TERMINALS_MAX,
  lookAtTerminals,
  noticeEvents,
  noticeHostFacts,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  type Unit,
} from '@budeng/storage'
import { DETECTION_MS, DETECTION_NOTICE_ROWS, DETECTION_REST_MAX_MS } from './limits.ts'

/**
 * Looks at terminals at which something happened: notices it in the feed and at the hosts, and looks, a page a transaction.
 * Where it goes on is committed with what was found, so that a worker that falls finds nothing twice and misses nothing.
 */
export class Detection {
  readonly #storage: Storage
  readonly #terminals: number
  readonly #counts = { events: 0, facts: 0, looks: 0, terminals: 0, records: 0, hits: 0, opened: 0, gone: 0 }

  /** `terminals`: how many one look takes, each with all that it has to tell. */
  constructor(storage: Storage, terminals = LOOK_TERMINALS_MAX) {
    this.#storage = storage
    this.#terminals = terminals
  }

  counts() {
    return { ...this.#counts }
  }

  /**
   * Answers after how many real milliseconds to look again. While much happens it rests as long as it looked: what a look
   * costs is that of its terminals, hardly that of their records, and the machine is the records' first.
   */
  async turn(): Promise<number> {
    const startedAt = performance.now()
    let more = false
    const events = (await this.#led((unit) => noticeEvents(unit, DETECTION_NOTICE_ROWS))) ?? 0
    this.#counts.events += events
    more = events === DETECTION_NOTICE_ROWS
    for (const { id } of await this.#storage.read(PLATFORM_SCOPE, acquirersOf)) {
      const facts = (await this.#led((unit) => noticeHostFacts(unit, id, DETECTION_NOTICE_ROWS))) ?? 0
      this.#counts.facts += facts
      more = facts === DETECTION_NOTICE_ROWS || more
    }
    const looked = await this.#led((unit) => lookAtTerminals(unit, this.#terminals))
    if (looked === null || looked.terminals === 0) return more ? 0 : DETECTION_MS
    const counts = this.#counts
    counts.looks++
    counts.terminals += looked.terminals
    counts.records += looked.records
    counts.hits += looked.hits
    counts.opened += looked.opened
    counts.gone += looked.gone
    return Math.min(performance.now() - startedAt, DETECTION_REST_MAX_MS)
  }

  async #led<T>(work: (unit: Unit) => Promise<T>): Promise<T | null> {
    return await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'detection', () => work(unit)),
    )
  }
}

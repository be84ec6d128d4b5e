import {
  acquirersOf,
  asLeader,
  dayLooked,
  filesNoticed,
  filesWalked,
  lookAtDesk,
  noticeDay,
  noticeFileMatches,
  type OpenMatchKey,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  saveDayLooked,
  type Storage,
  type Unit,
} from '@budeng/storage'
import { addDays, bookingDay } from '@budeng/transactions'
import {
  DETECTION_DAY_AFTER_MS,
  DETECTION_DAY_TERMINALS,
  DETECTION_DAYS_FASTEST_MS,
  DETECTION_DAYS_MS,
  DETECTION_NOTICE_ROWS,
  MATCH_DAYS_BACK,
} from './limits.ts'

/** What is looked at as a whole: an acquirer's day when it is over, what its files left open, its desk. */
export class DetectionDays {
  readonly #storage: Storage
  readonly #waitMs: number

  constructor(storage: Storage, clockFactor: number) {
    this.#storage = storage
    this.#waitMs = Math.max(DETECTION_DAYS_MS / clockFactor, DETECTION_DAYS_FASTEST_MS)
  }

  /** Answers after how many real milliseconds to look again. */
  async turn(): Promise<number> {
    for (const { id, timeZone } of await this.#storage.read(PLATFORM_SCOPE, acquirersOf)) {
      const isMine =
        (await this.#files(id)) && (await this.#day(id, timeZone)) && (await this.#led((unit) => lookAtDesk(unit, id)))
      if (isMine === false || isMine === null) break // another worker is at it
    }
    return this.#waitMs
  }

  /** What files that were read meanwhile say otherwise; a worker that falls begins the walk anew. False: not ours to do. */
  async #files(acquirerId: string): Promise<boolean> {
    const noticed = await this.#led((unit) => filesNoticed(unit, acquirerId))
    if (noticed === null || noticed.done === null) return noticed !== null
    const from = noticed.done
    return (
      (await this.#walk(acquirerId, from)) && (await this.#led((unit) => filesWalked(unit, acquirerId, from))) !== null
    )
  }

  async #walk(acquirerId: string, from: string): Promise<boolean> {
    let after: OpenMatchKey | null = null
    do {
      const at: OpenMatchKey | null = after
      const page: { readonly done: OpenMatchKey | null } | null = await this.#led((unit) =>
        noticeFileMatches(unit, acquirerId, from, at, DETECTION_NOTICE_ROWS),
      )
      if (page === null) return false
      after = page.done
    } while (after !== null)
    return true
  }

  /** The day that is over, once: every terminal that traded on it, and what is missing in files by now. */
  async #day(acquirerId: string, zone: string): Promise<boolean> {
    const over = addDays(bookingDay(this.#storage.clock.now() - DETECTION_DAY_AFTER_MS, zone), -1)
    const looked = await this.#led((unit) => dayLooked(unit, acquirerId))
    if (looked === null || (looked.done !== null && looked.done >= over)) return looked !== null
    let after: string | null = ''
    do {
      const from: string = after
      const page: { readonly done: string | null } | null = await this.#led((unit) =>
        noticeDay(unit, acquirerId, over, from, DETECTION_DAY_TERMINALS),
      )
      if (page === null) return false
      after = page.done
    } while (after !== null)
    if (!(await this.#walk(acquirerId, addDays(over, -MATCH_DAYS_BACK)))) return false
    return (await this.#led((unit) => saveDayLooked(unit, acquirerId, over))) !== null
  }

  /** Null: another worker leads. */
  async #led<T>(work: (unit: Unit) => Promise<T>): Promise<{ readonly done: T } | null> {
    return await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'detectionDays', async () => ({ done: await work(unit) })),
    )
  }
}

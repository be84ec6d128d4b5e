import {
  acquirersOf,
  asLeader,
  dayLooked,
  dayWaits,
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

  /** Answers after how many real milliseconds to look again: at once while whole days are behind. */
  async turn(): Promise<number> {
    let isBehind = false
    for (const { id, timeZone } of await this.#storage.read(PLATFORM_SCOPE, acquirersOf)) {
      if (!(await this.#files(id))) break // another worker is at it
      const day = await this.#day(id, timeZone)
      if (day === null || (await this.#led((unit) => lookAtDesk(unit, id))) === null) break
      isBehind ||= day.isBehind
    }
    return isBehind ? 0 : this.#waitMs
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

  /**
   * The next day that is over, once: every terminal that traded on it, and what is missing in files by now. It waits until
   * all were looked at for the day before, or a busy worker would forget that. Null: another worker leads.
   */
  async #day(acquirerId: string, zone: string): Promise<{ readonly isBehind: boolean } | null> {
    const over = addDays(bookingDay(this.#storage.clock.now() - DETECTION_DAY_AFTER_MS, zone), -1)
    const looked = await this.#led(async (unit) => ({
      through: await dayLooked(unit, acquirerId),
      isWaiting: await dayWaits(unit, acquirerId),
    }))
    if (looked === null) return null
    const { through, isWaiting } = looked.done
    if (isWaiting || (through !== null && through >= over)) return { isBehind: false }
    const oldest = addDays(over, -MATCH_DAYS_BACK)
    const day = through === null ? over : through < oldest ? oldest : addDays(through, 1)
    const isMine =
      (await this.#noticed(acquirerId, day)) && (await this.#walk(acquirerId, addDays(day, -MATCH_DAYS_BACK)))
    if (!isMine || (await this.#led((unit) => saveDayLooked(unit, acquirerId, day))) === null) return null
    return { isBehind: day < over }
  }

  async #noticed(acquirerId: string, day: string): Promise<boolean> {
    let after: string | null = ''
    do {
      const from: string = after
      const page: { readonly done: string | null } | null = await this.#led((unit) =>
        noticeDay(unit, acquirerId, day, from, DETECTION_DAY_TERMINALS),
      )
      if (page === null) return false
      after = page.done
    } while (after !== null)
    return true
  }

  /** Null: another worker leads. */
  async #led<T>(work: (unit: Unit) => Promise<T>): Promise<{ readonly done: T } | null> {
    return await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'detectionDays', async () => ({ done: await work(unit) })),
    )
  }
}

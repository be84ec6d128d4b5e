import {
  asLeader,
  type FiledDay,
  filedDays,
  matchLateRecords,
  type MissingKey,
  noteMissing,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  type Unit,
} from '@budeng/storage'
import { addDays, businessDay, standingOf, UNIONPAY_CALENDAR } from '@budeng/transactions'
import { MATCH_DAYS_BACK, MATCH_LOOK_MS, MATCH_ROWS } from '../limits.ts'

/**
 * The other direction of matching, once a day and after each file: what stands with us and in no file that is due, and
 * lines whose record has come since. A page a turn.
 */
export class MissingJob {
  readonly #storage: Storage
  /** What was looked through, by acquirer, day and standing: again only when that changes. */
  readonly #done = new Set<string>()
  #walk: {
    readonly day: FiledDay
    readonly state: 'LATE' | 'MISSING_THERE'
    readonly after: MissingKey | null
  } | null = null
  #lateAfter: number | null = null
  #lateOn = ''

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Answers after how many real milliseconds to look again. */
  async turn(): Promise<number> {
    const walk = this.#walk ?? (await this.#nextWalk())
    if (walk !== null) {
      const next = await this.#led((unit) => noteMissing(unit, walk.day, walk.state, walk.after, MATCH_ROWS))
      if (next === null) this.#done.add(keyOf(walk))
      this.#walk = next === null ? null : { ...walk, after: next }
      return 0
    }
    return (await this.#lookForLate()) ? 0 : MATCH_LOOK_MS
  }

  async #nextWalk() {
    const now = this.#storage.clock.now()
    const from = addDays(businessDay(now, UNIONPAY_CALENDAR), -MATCH_DAYS_BACK)
    for (const day of await this.#storage.read(PLATFORM_SCOPE, (db) => filedDays(db, from))) {
      const calendar = { ...UNIONPAY_CALENDAR, zone: day.zone }
      const standing = standingOf(day.day, businessDay(now, calendar), calendar)
      // what was made after the cut-off stands in the file of the next day
      if (standing === 'EXPECTED' || (standing === 'LATE' && !day.hasNext)) continue
      const state = standing === 'LATE' ? ('LATE' as const) : ('MISSING_THERE' as const)
      const walk = { day, state, after: null }
      if (!this.#done.has(keyOf(walk))) return walk
    }
    return null
  }

  /** Once for each hour of platform time. */
  async #lookForLate(): Promise<boolean> {
    const now = this.#storage.clock.now()
    const hour = new Date(now).toISOString().slice(0, 13)
    if (this.#lateAfter === null && this.#lateOn === hour) return false
    this.#lateOn = hour
    const from = addDays(businessDay(now, UNIONPAY_CALENDAR), -MATCH_DAYS_BACK)
    const found = await this.#led((unit) => matchLateRecords(unit, from, this.#lateAfter ?? 0, MATCH_ROWS))
    this.#lateAfter = found === null || found.looked < MATCH_ROWS ? null : found.lastId
    return this.#lateAfter !== null
  }

  async #led<T>(work: (unit: Unit) => Promise<T>): Promise<T | null> {
    return await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'matching', () => work(unit)),
    )
  }
}

function keyOf({ day, state }: { readonly day: FiledDay; readonly state: string }): string {
  return `${day.acquirerId} ${day.day} ${state} ${day.hasNext}`
}

import { MINUTE } from '@budeng/kernel'
import {
  asLeader,
  type FiledDay,
  filedDays,
  judgeUnfiled,
  type LookedAgain,
  matchFilesAgain,
  matchStrangersAgain,
  type MissingKey,
  noteMissingFiles,
  notePromisedFiles,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  type Unit,
} from '@budeng/storage'
import { addDays, businessDay, standingOf, UNIONPAY_CALENDAR } from '@budeng/transactions'
import { MATCH_DAYS_BACK, MATCH_LOOK_MS, MATCH_ROWS } from '../limits.ts'

type UnfiledState = 'LATE' | 'MISSING_THERE'

interface DayWalk {
  readonly day: FiledDay
  readonly state: UnfiledState
  readonly after: MissingKey | null
}

/**
 * Matching by the calendar: what stands with us and in no file that is due, lines whose record has come since, and days
 * whose file is not there; promised files each minute. What a record changed is matched again with each look, the rest once an hour. A page a turn.
 */
export class MissingJob {
  readonly #storage: Storage
  /** What was looked through, by acquirer, day and standing: again only when that changes. */
  readonly #done = new Set<string>()
  #walk: DayWalk | null = null
  #againAfter = 0
  /** Where the hour's look at strange lines goes on; null: it is done. */
  #strangersAfter: number | null = null
  #lookedOn = ''
  #promisedIn = 0

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Answers after how many real milliseconds to look again. */
  async turn(): Promise<number> {
    await this.#promised()
    if (await this.#again()) return 0
    const walk = this.#walk ?? (await this.#nextWalk())
    if (walk !== null) {
      const { day, state, after } = walk
      const looked = await this.#led(async (unit) => ({
        next: await judgeUnfiled(unit, day, state, after, MATCH_ROWS),
      }))
      // another worker is at it: should it fall, this one goes on
      if (looked === null) return MATCH_LOOK_MS
      if (looked.next === null) this.#done.add(keyOf(walk))
      this.#walk = looked.next === null ? null : { ...walk, after: looked.next }
      return 0
    }
    return (await this.#hourly()) ? 0 : MATCH_LOOK_MS
  }

  /** Once for each minute of platform time: a promised file is due to the minute. */
  async #promised(): Promise<void> {
    const minute = Math.floor(this.#storage.clock.now() / MINUTE)
    if (minute === this.#promisedIn) return
    this.#promisedIn = minute
    await this.#led((unit) => notePromisedFiles(unit, MATCH_DAYS_BACK))
  }

  async #nextWalk(): Promise<DayWalk | null> {
    const now = this.#storage.clock.now()
    for (const day of await this.#storage.read(PLATFORM_SCOPE, (db) => filedDays(db, this.#from()))) {
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

  /** What a record or a correction changed; true when there is more of it. */
  async #again(): Promise<boolean> {
    const found = await this.#led((unit) => matchFilesAgain(unit, this.#againAfter, MATCH_ROWS))
    this.#againAfter = nextAfter(found) ?? 0
    return this.#againAfter > 0
  }

  /** Once for each hour of platform time; true when there is more. */
  async #hourly(): Promise<boolean> {
    const hour = new Date(this.#storage.clock.now()).toISOString().slice(0, 13)
    if (this.#strangersAfter === null && this.#lookedOn === hour) return false
    if (this.#strangersAfter === null) await this.#led((unit) => noteMissingFiles(unit, MATCH_DAYS_BACK))
    this.#lookedOn = hour
    const after = this.#strangersAfter ?? 0
    const found = await this.#led((unit) => matchStrangersAgain(unit, this.#from(), after, MATCH_ROWS))
    this.#strangersAfter = nextAfter(found)
    return this.#strangersAfter !== null
  }

  #from(): string {
    return addDays(businessDay(this.#storage.clock.now(), UNIONPAY_CALENDAR), -MATCH_DAYS_BACK)
  }

  async #led<T>(work: (unit: Unit) => Promise<T>): Promise<T | null> {
    return await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'matching', () => work(unit)),
    )
  }
}

/** Where a walk goes on; null at its end. */
function nextAfter(found: LookedAgain | null): number | null {
  return found === null || found.looked < MATCH_ROWS ? null : found.lastId
}

function keyOf({ day, state }: { readonly day: FiledDay; readonly state: string }): string {
  return `${day.acquirerId} ${day.day} ${state} ${day.hasNext}`
}

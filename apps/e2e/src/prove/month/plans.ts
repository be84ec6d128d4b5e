import type { Till } from './till.ts'
import { type Fault, FAULTS } from './truth.ts'

/** One thing that is to go wrong, and when. */
export interface Planned {
  readonly fault: Fault
  readonly day: number
  readonly wave: number
}

/** What is to go wrong at a terminal. */
export interface Plan {
  readonly faults: readonly Planned[]
  /** It is switched off for good when everything is corrected. */
  readonly isAway: boolean
}

export type Planning = (number: number, count: number, till: Till) => Plan

/** Faults are injected on these days: what comes of the last of them is seen before the month is over. */
const FAULTS_FROM = 1
const FAULTS_THROUGH = 22
const EACH_MAX = 30
const FAULTY_SHARE = 0.9
/** From this size on some terminals cannot be told of their correction any more. */
const HOPELESS_FROM = 500
const WIPED = 4
const AWAY = 3
/** Cases of each rule that people judge before it may correct by itself: those that its precision is measured by, and some. */
const JUDGED_EACH = 206
/** Rules that earn it: their kinds take no money from anybody and have two sources. */
export const JUDGED_FAULTS = ['DUPLICATE_RECORD', 'WRONG_CARD_REF'] as const

const NOTHING: Plan = { faults: [], isAway: false }

export const nothingWrong: Planning = () => NOTHING

/** One fault a terminal, in turn, so that each comes equally often; the last terminals have none. */
export const eachOnce: Planning = (number, count, till) => {
  const each = Math.max(1, Math.min(EACH_MAX, Math.floor((count * FAULTY_SHARE) / FAULTS.length)))
  const beyond = number - each * FAULTS.length
  if (beyond >= 0) return count < HOPELESS_FROM ? NOTHING : hopeless(beyond, till)
  const fault = FAULTS[number % FAULTS.length] ?? 'WRONG_AMOUNT'
  return { faults: [{ fault, day: dayOf(till), wave: waveOf(fault, till) }], isAway: false }
}

/** A record is wrong, and then its journal is lost, or nobody ever switches the terminal on again. */
function hopeless(place: number, till: Till): Plan {
  const day = dayOf(till)
  if (place < WIPED)
    return {
      faults: [
        { fault: 'WRONG_AMOUNT', day, wave: 0 },
        { fault: 'JOURNAL_WIPE', day: day + 2, wave: 0 },
      ],
      isAway: false,
    }
  if (place < WIPED + AWAY) return { faults: [{ fault: 'WRONG_TYPE', day, wave: 0 }], isAway: true }
  return NOTHING
}

/** So many cases of two rules that a checker's word on each lets them correct by themselves. */
export const toBeJudged: Planning = (number, count, till) => {
  const all = JUDGED_EACH * JUDGED_FAULTS.length
  const own = Math.floor(all / count) + (number < all % count ? 1 : 0)
  const moments = Array.from({ length: (FAULTS_THROUGH - FAULTS_FROM + 1) * 2 }, (_, place) => place)
  const faults = Array.from({ length: own }, (_, place): Planned => {
    const [moment = 0] = moments.splice(till.between(0, moments.length - 1), 1)
    const fault = JUDGED_FAULTS[(number + place) % JUDGED_FAULTS.length] ?? 'DUPLICATE_RECORD'
    return { fault, day: FAULTS_FROM + Math.floor(moment / 2), wave: moment % 2 }
  })
  return { faults, isAway: false }
}

const dayOf = (till: Till) => till.between(FAULTS_FROM, FAULTS_THROUGH)

function waveOf(fault: Fault, till: Till): number {
  if (fault === 'LATE_ARRIVAL') return 0
  return fault === 'MISPOSTED_BATCH' ? 1 : till.between(0, 1)
}

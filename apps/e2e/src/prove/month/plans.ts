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
  /** It numbers its messages and sends no journal: hosts and files tell of it. */
  readonly isLegacy?: boolean
}

export type Planning = (number: number, count: number, till: Till) => Plan

/** Faults are injected on these days: what comes of the last of them is seen before the month is over. */
const FAULTS_FROM = 1
const FAULTS_THROUGH = 22
/** A clock is judged by the last twenty sales: they must come before the month is over. */
const SKEW_THROUGH = 8
/** Storms are told beside other days, and at once: one a day, first of declines, then of reversals. */
const STORMS_FROM = 4
const STORM_DAYS = 26
const EACH_MAX = 30
const FAULTY_SHARE = 0.9
/** From this size on some terminals cannot be told of their correction any more. */
const HOPELESS_FROM = 50
/** Of a thousand terminals, so that less than two of a hundred corrections are given up. */
const WIPED = 4
const AWAY = 3
/** Cases of each rule that people judge before it may correct by itself: those that its precision is measured by, and some. */
const JUDGED_EACH = 206
/** Rules that earn it: their kinds take no money from anybody and have two sources. */
export const JUDGED_FAULTS = ['DUPLICATE_RECORD', 'WRONG_CARD_REF'] as const

const NOTHING: Plan = { faults: [], isAway: false }

const LEGACY: Fault = 'STAN_GAP'

/** True for a terminal that has no journal when each has its fault. */
export function isWithoutJournal(number: number): boolean {
  return faultOf(number) === LEGACY
}

/** True for a terminal that stands at the merchant of the one before it. */
export function isBesideAnother(number: number): boolean {
  return faultOf(number) === 'CROSS_TERMINAL_DUP'
}

const faultOf = (number: number): Fault => FAULTS[number % FAULTS.length] ?? 'WRONG_AMOUNT'

export const nothingWrong: Planning = (number) => ({ ...NOTHING, isLegacy: isWithoutJournal(number) })

/** One fault a terminal, in turn, so that each comes equally often; the last terminals have none. */
export const eachOnce: Planning = (number, count, till) => {
  const each = Math.max(1, Math.min(EACH_MAX, Math.floor((count * FAULTY_SHARE) / FAULTS.length)))
  const beyond = number - each * FAULTS.length
  if (beyond >= 0) return count < HOPELESS_FROM ? NOTHING : hopeless(beyond, count, till)
  const fault = faultOf(number)
  if (fault === 'STORM') return { faults: [stormOf(Math.floor(number / FAULTS.length))], isAway: false }
  const day = fault === 'CLOCK_SKEW' ? till.between(FAULTS_FROM, SKEW_THROUGH) : dayOf(till)
  return { faults: [{ fault, day, wave: waveOf(fault, till) }], isAway: false, isLegacy: fault === LEGACY }
}

/** Each of its own: storms of one kind and day are one. */
function stormOf(place: number): Planned {
  return { fault: 'STORM', day: STORMS_FROM + (place % STORM_DAYS), wave: place < STORM_DAYS ? 0 : 1 }
}

/** A record is wrong, and then its journal is lost, or nobody ever switches the terminal on again. */
function hopeless(place: number, count: number, till: Till): Plan {
  const day = dayOf(till)
  const [wiped, away] = [WIPED, AWAY].map((each) => Math.ceil((each * count) / 1_000))
  if (place < (wiped ?? 0))
    return {
      faults: [
        { fault: 'WRONG_AMOUNT', day, wave: 0 },
        { fault: 'JOURNAL_WIPE', day: day + 2, wave: 0 },
      ],
      isAway: false,
    }
  if (place < (wiped ?? 0) + (away ?? 0)) return { faults: [{ fault: 'WRONG_TYPE', day, wave: 0 }], isAway: true }
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

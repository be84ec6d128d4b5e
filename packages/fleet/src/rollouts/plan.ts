import { type Millis, MINUTE } from '@budeng/kernel'
import { isWindow, type TimeWindow } from './window.ts'

/** How a rollout goes forward and when it stops by itself. Domain §8 gives the defaults. */
export interface RolloutPlan {
  /** Terminals of the first groups, canaries first; one more group takes the rest. */
  readonly groups: readonly number[]
  /** Commands a minute. */
  readonly perMinute: number
  /** Of those whose outcome is known, so many ten-thousandths must have succeeded before the next group opens. */
  readonly successBps: number
  /** Stops when so many ten-thousandths are bad, of at least so many whose outcome is known. */
  readonly abort: { readonly badBps: number; readonly atLeast: number }
  /** Store time in which commands are sent; null: at any time. */
  readonly window: TimeWindow | null
}

export const ROLLOUT_PLAN_DEFAULT: RolloutPlan = {
  groups: [50, 200],
  perMinute: 200,
  successBps: 9_500,
  abort: { badBps: 500, atLeast: 20 },
  window: null,
}

export const ROLLOUT_GROUPS_MAX = 10
/** As many re-logins as are signed in a minute: a backup goes before each. */
export const ROLLOUT_PER_MINUTE_MAX = 6_000
const ALL_BPS = 10_000

export const ROLLOUT_PLAN_PROBLEMS = ['GROUPS', 'PER_MINUTE', 'SUCCESS', 'ABORT', 'WINDOW'] as const
export type RolloutPlanProblem = (typeof ROLLOUT_PLAN_PROBLEMS)[number]

/** What is wrong with a plan, each part once. */
export function planProblems({ groups, perMinute, successBps, abort, window }: RolloutPlan): RolloutPlanProblem[] {
  const isCount = (value: number, max: number) => Number.isInteger(value) && value >= 1 && value <= max
  const isShare = (value: number) => isCount(value, ALL_BPS)
  const problems: (RolloutPlanProblem | false)[] = [
    (groups.length >= ROLLOUT_GROUPS_MAX || groups.some((size) => !isCount(size, Number.MAX_SAFE_INTEGER))) && 'GROUPS',
    !isCount(perMinute, ROLLOUT_PER_MINUTE_MAX) && 'PER_MINUTE',
    !isShare(successBps) && 'SUCCESS',
    (!isShare(abort.badBps) || !isCount(abort.atLeast, Number.MAX_SAFE_INTEGER)) && 'ABORT',
    window !== null && !isWindow(window) && 'WINDOW',
  ]
  return problems.filter((problem) => problem !== false)
}

/** Sizes of all groups of a cohort, the rest last; none is empty but that of an empty cohort. */
export function groupSizes({ groups }: Pick<RolloutPlan, 'groups'>, cohort: number): readonly number[] {
  const sizes: number[] = []
  let left = cohort
  for (const size of [...groups, cohort]) {
    if (left === 0) break
    sizes.push(Math.min(size, left))
    left -= Math.min(size, left)
  }
  return sizes.length === 0 ? [0] : sizes
}

/**
 * Where each terminal of a cohort stands, from 1 on, by its index in any order: no two at one place, and those of any group
 * spread evenly over the whole, so that the canaries stand for the others. `draw` moves who they are.
 */
export function spreadOver(cohort: number, draw: number): (index: number) => number {
  let step = Math.max(1, Math.round(cohort * GOLDEN))
  while (greatestCommonDivisor(step, cohort) > 1) step++
  return (index) => ((index * step + draw) % cohort) + 1
}

const GOLDEN = (Math.sqrt(5) - 1) / 2

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** The group of a place. */
export function groupOf(sizes: readonly number[], place: number): number {
  let end = 0
  return sizes.findIndex((size) => place <= (end += size))
}

/** Commands that may be sent at once after a wait; a worker that slept does not catch up in one burst. */
const BURST_MS: Millis = 2_000

/**
 * How many commands may be made now, and until when they use up the pace. `pacedThrough` is what the last call answered;
 * null before the first, which makes one at once however slow the pace is: until something is made there is no answer to
 * count on from.
 */
export function paceOf(
  { perMinute }: Pick<RolloutPlan, 'perMinute'>,
  pacedThrough: number | null,
  at: number,
): { readonly count: number; readonly through: (sent: number) => number } {
  const each = MINUTE / perMinute
  const earliest = at - Math.max(BURST_MS, each)
  const from = Math.max(pacedThrough ?? earliest, earliest)
  return { count: Math.max(0, Math.floor((at - from) / each)), through: (sent) => from + Math.round(sent * each) }
}

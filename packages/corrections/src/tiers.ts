import type { Money } from '@budeng/kernel'
import { DAILY_COUNT_MAX, DAILY_STAKE_MAX, TIER_LIMITS } from './limits.ts'
import { standardMinor } from './money-limits.ts'

/** How many must agree, and whether only people of another organisation may. */
export interface Requirement {
  readonly tier: 1 | 2 | 3
  readonly checkers: 1 | 2
  readonly otherOrganisation: boolean
}

const REQUIREMENTS: readonly Requirement[] = [
  { tier: 1, checkers: 1, otherOrganisation: false },
  { tier: 2, checkers: 1, otherOrganisation: true },
  { tier: 3, checkers: 2, otherOrganisation: true },
]

/** By currency, in its minor units: up to the first one checker, above the second two. */
export type TierLimits = typeof TIER_LIMITS

/** The strictest of what each currency at stake asks for; one without limits asks for the most. */
export function requirementOf(stake: readonly Money[], limits: TierLimits = TIER_LIMITS): Requirement {
  const places = stake.map((each) => {
    const minor = standardMinor(each)
    const [first, second] = limits[each.currency] ?? [0n, 0n]
    if (minor <= first) return 0
    return minor <= second ? 1 : 2
  })
  return REQUIREMENTS[Math.max(0, ...places)] as Requirement
}

/** The one that asks for more. */
export function stricter(one: Requirement, other: Requirement): Requirement {
  return one.tier >= other.tier ? one : other
}

/** What one human has asked for on a day so far. */
export interface DayUsage {
  readonly count: number
  /** Of all of them, by currency. */
  readonly stake: readonly Money[]
}

export interface DayCaps {
  /** Where nothing is said of a currency. */
  readonly count: number
  /** By currency: how many corrections on a day of which this one is another. */
  readonly counts?: Readonly<Record<string, number>>
  readonly stake: Readonly<Record<string, bigint>>
}

export const DEFAULT_CAPS: DayCaps = { count: DAILY_COUNT_MAX, stake: DAILY_STAKE_MAX }

/** How many corrections a human may ask for on a day, of which one is of these currencies. */
export function countCap(
  { count, counts = {} }: DayCaps,
  currencies: readonly { readonly currency: string }[],
): number {
  return currencies.length === 0 ? count : Math.min(...currencies.map(({ currency }) => counts[currency] ?? count))
}

/** Which cap one more would break, or null. A currency without a cap is guarded by its tier. */
export function capProblem(
  { count, stake }: DayUsage,
  more: readonly Money[],
  caps: DayCaps = DEFAULT_CAPS,
): 'CAP_COUNT' | 'CAP_AMOUNT' | null {
  if (count + 1 > countCap(caps, more)) return 'CAP_COUNT'
  const over = more.some((each) => {
    const cap = caps.stake[each.currency]
    const before = stake.filter(({ currency }) => currency === each.currency)
    const sum = [...before, each].reduce((total, one) => total + standardMinor(one), 0n)
    return cap !== undefined && standardMinor(each) > 0n && sum > cap
  })
  return over ? 'CAP_AMOUNT' : null
}

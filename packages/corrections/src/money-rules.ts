import { currencyExponent } from '@budeng/transactions'
import {
  AUTOMATIC_STAKE_MAX,
  DAILY_COUNT_LIMIT_MAX,
  DAILY_COUNT_MAX,
  DAILY_STAKE_MAX,
  LIMIT_MINOR_MAX,
  TIER_LIMITS,
} from './limits.ts'
import type { DayCaps, TierLimits } from './tiers.ts'

/** What an acquirer has agreed on for one currency: amounts in its minor units by ISO 4217. [domain §12] */
export interface CurrencyLimits {
  readonly currency: string
  /** Up to this one checker is enough. */
  readonly tierOne: bigint
  /** Up to this one of another organisation; above it two. */
  readonly tierTwo: bigint
  /** Money at stake in what one human asks for on a day. */
  readonly dayStake: bigint
  /** Corrections that one human asks for on a day. */
  readonly dayCount: number
  /** What the platform corrects by itself at most. */
  readonly automatic: bigint
}

/** The limits of an acquirer, as every decision about money takes them. */
export interface MoneyRules {
  readonly tiers: TierLimits
  readonly caps: DayCaps
  /** By currency; one without goes by itself never. */
  readonly automatic: Readonly<Record<string, bigint>>
}

/** What holds where an acquirer has agreed on nothing. */
export const DEFAULT_LIMITS: readonly CurrencyLimits[] = Object.entries(TIER_LIMITS).map(
  ([currency, [tierOne, tierTwo]]) => ({
    ...{ currency, tierOne, tierTwo, dayCount: DAILY_COUNT_MAX },
    ...{ dayStake: DAILY_STAKE_MAX[currency] ?? 0n, automatic: AUTOMATIC_STAKE_MAX[currency] ?? 0n },
  }),
)

/** The limits that hold: an acquirer's own word, else the default. A currency of which nobody has said anything asks for the most. */
export function limitsInForce(agreed: readonly CurrencyLimits[]): readonly CurrencyLimits[] {
  const own = new Set(agreed.map(({ currency }) => currency))
  return [...agreed, ...DEFAULT_LIMITS.filter(({ currency }) => !own.has(currency))].toSorted((a, b) =>
    a.currency < b.currency ? -1 : 1,
  )
}

/** The same, as decisions read it. */
export function moneyRules(agreed: readonly CurrencyLimits[]): MoneyRules {
  const all = limitsInForce(agreed)
  return {
    tiers: Object.fromEntries(all.map(({ currency, tierOne, tierTwo }) => [currency, [tierOne, tierTwo] as const])),
    caps: {
      count: DAILY_COUNT_MAX,
      counts: Object.fromEntries(all.map(({ currency, dayCount }) => [currency, dayCount])),
      stake: Object.fromEntries(all.map(({ currency, dayStake }) => [currency, dayStake])),
    },
    automatic: Object.fromEntries(all.map(({ currency, automatic }) => [currency, automatic])),
  }
}

/** Which member makes no sense, or null. By itself the platform corrects no more than what one checker may agree to. */
export function limitsProblem({
  currency,
  tierOne,
  tierTwo,
  dayStake,
  dayCount,
  automatic,
}: CurrencyLimits): keyof CurrencyLimits | null {
  const isAmount = (minor: bigint) => minor >= 0n && minor <= LIMIT_MINOR_MAX
  if (currencyExponent(currency) === null) return 'currency'
  if (!isAmount(tierOne)) return 'tierOne'
  if (!isAmount(tierTwo) || tierTwo < tierOne) return 'tierTwo'
  if (!isAmount(dayStake)) return 'dayStake'
  if (!Number.isInteger(dayCount) || dayCount < 0 || dayCount > DAILY_COUNT_LIMIT_MAX) return 'dayCount'
  return isAmount(automatic) && automatic <= tierOne ? null : 'automatic'
}

import type { Money } from '@budeng/kernel'
import { currencyExponent } from '@budeng/transactions'

/** An amount in the minor units of its currency by ISO 4217, rounded away from zero: a record's own exponent may be wrong. */
export function standardMinor({ minor, currency, exponent }: Money): bigint {
  const away = (currencyExponent(currency) ?? exponent) - exponent
  if (away >= 0) return minor * 10n ** BigInt(away)
  const divisor = 10n ** BigInt(-away)
  const size = minor < 0n ? -minor : minor
  const rounded = (size + divisor - 1n) / divisor
  return minor < 0n ? -rounded : rounded
}

/** True when an amount of each currency is within its limit; a currency without a limit is within none, unless it is nothing. */
export function isWithin(amounts: readonly Money[], limits: Readonly<Record<string, bigint>>): boolean {
  return amounts.every((each) => {
    const limit = limits[each.currency]
    const minor = standardMinor(each)
    return minor === 0n || (limit !== undefined && minor <= limit)
  })
}

import type { Money } from '@budeng/kernel'
import { currencyExponent } from '@budeng/transactions'

/** Where nothing was booked yet, and nobody named a currency. */
export const CURRENCY_UNBOOKED = 'CNY'

/** Money of the ledger carries no exponent of its own: that of its currency holds. */
export function ledgerMoney(minor: bigint, currency: string): Money {
  return { minor, currency, exponent: currencyExponent(currency) ?? 0 }
}

/** The same of a row; null where it says no amount. */
export function ledgerMoneyOf(minor: bigint | null, currency: string | null): Money | null {
  return minor === null || currency === null ? null : ledgerMoney(minor, currency)
}

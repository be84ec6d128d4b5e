import type { Money } from '@budeng/kernel'
import { currencyExponent } from '@budeng/transactions'

/** Money of the ledger carries no exponent of its own: that of its currency holds. */
export function ledgerMoney(minor: bigint, currency: string): Money {
  return { minor, currency, exponent: currencyExponent(currency) ?? 0 }
}

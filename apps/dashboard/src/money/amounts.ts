import type { Money } from '@budeng/transactions/public'
import type { AmountFragment } from '../api/generated/graphql.ts'

/** An amount of the API: its minor units come as text, because no number of a browser holds them all. */
export function moneyOf({ amount, currency, exponent }: AmountFragment): Money {
  return { minor: BigInt(amount), currency, exponent }
}

/** The sum of amounts of one currency, as the API would write it; null for none. */
export function sumOf(amounts: readonly AmountFragment[]): AmountFragment | null {
  const [first] = amounts
  if (first === undefined) return null
  const minor = amounts.reduce((sum, { amount }) => sum + BigInt(amount), 0n)
  return { ...first, amount: String(minor) }
}

/** Amounts gathered by their currency, in the order in which the currencies first come. */
export function byCurrency<Row>(rows: readonly Row[], amountOf: (row: Row) => AmountFragment): (readonly Row[])[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const { currency } = amountOf(row)
    groups.set(currency, [...(groups.get(currency) ?? []), row])
  }
  return [...groups.values()]
}

/** A balance as books show it: on its side, without a sign. What is below zero stands on the credit side. */
export function sideOf(balance: AmountFragment): {
  readonly side: 'debit' | 'credit'
  readonly amount: AmountFragment
} {
  return balance.amount.startsWith('-')
    ? { side: 'credit', amount: { ...balance, amount: balance.amount.slice(1) } }
    : { side: 'debit', amount: balance }
}

import { data as table } from 'currency-codes'

/** Digits after the point of each currency of ISO 4217, by its three letters. */
const EXPONENTS: ReadonlyMap<string, number> = new Map(table.map(({ code, digits }) => [code, digits]))

/** The exponent that ISO 4217 gives a currency, or null for what is none. */
export function currencyExponent(currency: string): number | null {
  return EXPONENTS.get(currency) ?? null
}

/** The three letters for the three digits of ISO 4217 (156 is CNY), or null. */
export function currencyByNumber(digits: string): string | null {
  return BY_NUMBER.get(digits) ?? null
}

const BY_NUMBER: ReadonlyMap<string, string> = new Map(table.map(({ number, code }) => [number, code]))

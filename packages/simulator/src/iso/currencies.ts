import { data } from 'currency-codes'

const NUMBERS: ReadonlyMap<string, string> = new Map(data.map(({ code, number }) => [code, number]))
const CODES: ReadonlyMap<string, string> = new Map(data.map(({ code, number }) => [number, code]))

/** Three digits for three letters (CNY is 156), as ISO 4217 has them. */
export function currencyNumber(code: string): string | undefined {
  return NUMBERS.get(code)
}

/** The other way round. */
export function currencyCode(number: string): string | undefined {
  return CODES.get(number)
}

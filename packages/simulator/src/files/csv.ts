import { currencyExponent } from '@budeng/transactions'
import type { DayLine } from './day.ts'

/** Columns as an acquirer names them; the file is UTF-8 with a heading. */
const COLUMNS: readonly (readonly [string, (line: DayLine) => string])[] = [
  ['settlement_date', ({ settlementDate }) => settlementDate],
  ['tid', ({ tid }) => tid],
  ['mid', ({ mid }) => mid],
  ['type', ({ type }) => type],
  ['stan', ({ stan }) => stan],
  ['rrn', ({ rrn }) => rrn],
  ['auth_code', ({ authCode }) => authCode],
  ['response_code', ({ responseCode }) => responseCode],
  ['local_time', ({ localTime }) => localTime],
  ['card', ({ panMasked }) => panMasked],
  ['amount', ({ amount, currency }) => inUnits(amount, currency)],
  ['currency', ({ currency }) => currency],
  ['original_stan', ({ originalStan }) => originalStan],
  ['original_time', ({ originalTime }) => originalTime],
]

/** A day as CSV. No value holds a comma, a quote or a line break: all come from fields of digits and letters. */
export function csvFile(lines: readonly DayLine[]): Buffer {
  const rows = [COLUMNS.map(([name]) => name), ...lines.map((line) => COLUMNS.map(([, value]) => value(line)))]
  return Buffer.from(rows.map((row) => `${row.join(',')}\n`).join(''))
}

/** Minor units as people write them, with the point where the currency has it. */
function inUnits(minor: bigint, currency: string): string {
  const exponent = currencyExponent(currency) ?? 0
  if (exponent === 0) return minor.toString()
  const digits = minor.toString().padStart(exponent + 1, '0')
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

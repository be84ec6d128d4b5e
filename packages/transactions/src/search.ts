import { type Money, parseMoney } from '@budeng/kernel'
import { currencyExponent } from './currency.ts'
import { AMOUNT_MAX, NUMBER_DIGITS } from './limits.ts'

/** What a search text may mean. */
export const SEARCH_KINDS = ['RRN', 'STAN', 'TID', 'CARD', 'AMOUNT', 'BATCH'] as const
export type SearchKind = (typeof SEARCH_KINDS)[number]

/** One way to read a search text. */
export interface SearchReading {
  readonly kind: SearchKind
  /** As it is looked for: numbers filled up to their digits, a card without what nobody may know of it. */
  readonly value: string
  /** The amount; null for every other kind. Its currency is only set when it was written. */
  readonly amount: { readonly money: Money; readonly isCurrencyWritten: boolean } | null
}

/** Every way in which a text can be read, the likeliest first; empty when there is none. */
export function readSearch(text: string): readonly SearchReading[] {
  const clean = text.normalize('NFKC').trim()
  const amount = amountIn(clean)
  const card = cardIn(clean)
  if (amount !== null && isPlainlyMoney(clean)) return [amount]
  if (card !== null && !/^\d+$/.test(clean)) return [card]
  if (!/^[0-9A-Za-z]{1,19}$/.test(clean)) return []
  if (!/^\d+$/.test(clean)) return [...lettered(clean)]
  const number = (kind: 'STAN' | 'BATCH') => reading(kind, clean.padStart(NUMBER_DIGITS, '0'))
  const others = amount === null ? [] : [amount]
  if (clean.length === CARD_LAST) return [...cards(card), number('STAN'), ...others, number('BATCH')]
  if (clean.length <= NUMBER_DIGITS) return [number('STAN'), number('BATCH'), ...others, reading('TID', clean)]
  if (clean.length <= TID_LENGTH_MAX) return [reading('TID', clean), reading('RRN', clean), ...others]
  if (clean.length === RRN_LENGTH) return [reading('RRN', clean), ...others]
  if (clean.length === CARD_FIRST + CARD_LAST) return [...cards(card), reading('RRN', clean), ...others]
  return clean.length < RRN_LENGTH ? [reading('RRN', clean), ...others] : cards(card)
}

/** The text as it may stand in an address and a log: of a whole card number only what may be known stays. */
export function withoutCardNumber(text: string): string {
  const digits = text.normalize('NFKC').replaceAll(/[\s-]/g, '')
  return WHOLE_CARD.test(digits) ? masked(digits) : text
}

const CARD_FIRST = 6
const CARD_LAST = 4
const TID_LENGTH_MAX = 8
const RRN_LENGTH = 12
const WHOLE_CARD = /^\d{13,19}$/

function reading(kind: Exclude<SearchKind, 'AMOUNT'>, value: string): SearchReading {
  return { kind, value, amount: null }
}

function cards(card: SearchReading | null): readonly SearchReading[] {
  return card === null ? [] : [card]
}

/** Terminal numbers and reference numbers may hold letters. */
function* lettered(text: string): Iterable<SearchReading> {
  if (text.length <= TID_LENGTH_MAX) yield reading('TID', text)
  if (text.length <= RRN_LENGTH) yield reading('RRN', text)
}

function masked(digits: string): string {
  return `${digits.slice(0, CARD_FIRST)}******${digits.slice(-CARD_LAST)}`
}

function cardIn(text: string): SearchReading | null {
  const digits = text.replaceAll(/[\s-]/g, '')
  if (WHOLE_CARD.test(digits)) return reading('CARD', masked(digits))
  const [, first, last] = /^(\d{6})?(?:[*x•·.]{1,13})?(\d{4})$/i.exec(digits) ?? []
  if (last === undefined) return null
  return reading('CARD', first === undefined ? last : `${first}******${last}`)
}

const SIGNS: Readonly<Record<string, string>> = { '¥': 'CNY', 元: 'CNY', '€': 'EUR', '£': 'GBP', HK$: 'HKD', $: 'USD' }
const UNIT = '[A-Za-z]{3}|HK\\$|[¥元€£$]'
const AMOUNT = new RegExp(
  `^(?<before>${UNIT})?\\s*(?<number>(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d{1,4})?)\\s*(?<after>${UNIT})?$`,
)

function amountIn(text: string): SearchReading | null {
  const { before, after, number = '' } = AMOUNT.exec(text)?.groups ?? {}
  if (number === '' || (before !== undefined && after !== undefined)) return null
  const unit = before ?? after
  const currency = unit === undefined ? null : (SIGNS[unit] ?? unit.toUpperCase())
  const exponent = currency === null ? digitsAfterPoint(number) : currencyExponent(currency)
  if (exponent === null) return null
  const money = parseMoney(number.replaceAll(',', ''), currency ?? '', exponent)
  return money === null || money.minor > AMOUNT_MAX
    ? null
    : { kind: 'AMOUNT', value: String(money.minor), amount: { money, isCurrencyWritten: currency !== null } }
}

/** Without a currency the digits that were written tell the minor unit; `118` is read as `118.00`. */
function digitsAfterPoint(number: string): number {
  const written = number.split('.')[1]?.length ?? 0
  return Math.max(written, USUAL_EXPONENT)
}

const USUAL_EXPONENT = 2

/** A point, a grouping comma or a currency stand in no other number. */
function isPlainlyMoney(text: string): boolean {
  return /[.,¥元€£$]|^[A-Za-z]{3}\s*\d|\d\s*[A-Za-z]{3}$/.test(text) && !/^\d{6}\.{2}/.test(text)
}

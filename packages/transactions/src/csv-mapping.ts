import { holdsCardNumber, parseMoney } from '@budeng/kernel'
import { maskedPan } from './card-data.ts'
import {
  type AMOUNT_FORMS,
  CSV_FIELDS,
  type CsvField,
  type DATE_FORMS,
  type MAPPING_PROBLEMS,
  type TIME_FORMS,
} from './csv-forms.ts'
import { currencyByNumber, currencyExponent } from './currency.ts'
import type { FileRow, ParsedRow, RowFault } from './file-row.ts'
import { AMOUNT_MAX } from './limits.ts'
import { RECORD_TYPES, type RecordType } from './record-types.ts'

/** How an acquirer's CSV file is to be read, as a person declared it. */
export interface CsvMapping {
  /** The title of the column that holds a field. */
  readonly columns: Readonly<Partial<Record<CsvField, string>>>
  readonly delimiter: string
  readonly amountForm: (typeof AMOUNT_FORMS)[number]
  readonly timeForm: (typeof TIME_FORMS)[number]
  readonly dateForm: (typeof DATE_FORMS)[number]
  /** Holds where no column says it. */
  readonly currency: string
  /** The file's words for types; without one its word must be ours. */
  readonly types: Readonly<Record<string, RecordType>>
  /** Holds where no column says it. */
  readonly type: RecordType | null
}

export interface MappingProblem {
  readonly code: (typeof MAPPING_PROBLEMS)[number]
  readonly field?: string
}

/** What keeps a mapping from reading a file with this title row; empty: nothing. */
export function mappingProblems(mapping: CsvMapping, titles: readonly string[]): MappingProblem[] {
  const { columns } = mapping
  const problems: MappingProblem[] = []
  if (!/^[,;|\t]$/.test(mapping.delimiter)) problems.push({ code: 'DELIMITER' })
  if (currencyExponent(mapping.currency) === null) problems.push({ code: 'CURRENCY' })
  for (const field of CSV_FIELDS) {
    const title = columns[field]
    if (title === undefined) continue
    const found = titles.filter((each) => each.trim() === title.trim()).length
    if (found !== 1) problems.push({ code: found === 0 ? 'COLUMN_MISSING' : 'COLUMN_TWICE', field })
  }
  for (const field of ['tid', 'amount'] as const)
    if (columns[field] === undefined) problems.push({ code: 'FIELD_NEEDED', field })
  if (columns.type === undefined && mapping.type === null) problems.push({ code: 'FIELD_NEEDED', field: 'type' })
  if (columns.stan === undefined && columns.rrn === undefined) problems.push({ code: 'KEY_NEEDED' })
  for (const [word, type] of Object.entries(mapping.types))
    if (!RECORD_TYPES.includes(type)) problems.push({ code: 'TYPE_UNKNOWN', field: word.slice(0, 32) })
  return problems
}

/** A reader of rows for one file: with the titles' places found once. Only for a mapping without problems. */
export function csvReader(mapping: CsvMapping, titles: readonly string[]): (cells: readonly string[]) => ParsedRow {
  const places = new Map<CsvField, number>()
  for (const field of CSV_FIELDS) {
    const title = mapping.columns[field]
    if (title !== undefined)
      places.set(
        field,
        titles.findIndex((each) => each.trim() === title.trim()),
      )
  }
  return (cells) => new RowReader(mapping, places, cells).read(titles.length)
}

const FORMS: Readonly<Partial<Record<CsvField, RegExp>>> = {
  tid: /^[0-9A-Za-z]{8}$/,
  mid: /^[0-9A-Za-z]{1,15}$/,
  stan: /^\d{1,6}$/,
  rrn: /^[0-9A-Za-z]{1,12}$/,
  authCode: /^[0-9A-Za-z]{1,6}$/,
  responseCode: /^[0-9A-Z]{2}$/,
  originalStan: /^\d{1,6}$/,
}

const TIMES: Readonly<Record<CsvMapping['timeForm'], RegExp>> = {
  MMDDhhmmss: /^()(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/,
  YYYYMMDDhhmmss: /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/,
  'YYYY-MM-DD hh:mm:ss': /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})$/,
}

const DATES: Readonly<Record<CsvMapping['dateForm'], RegExp>> = {
  'YYYY-MM-DD': /^(\d{4})-(\d{2})-(\d{2})$/,
  YYYYMMDD: /^(\d{4})(\d{2})(\d{2})$/,
  'YYYY/MM/DD': /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/,
}

/** Reads all of a row and gathers all that is wrong with it. */
class RowReader {
  readonly #faults: RowFault[] = []
  readonly mapping: CsvMapping
  readonly places: ReadonlyMap<CsvField, number>
  readonly cells: readonly string[]

  constructor(mapping: CsvMapping, places: ReadonlyMap<CsvField, number>, cells: readonly string[]) {
    this.mapping = mapping
    this.places = places
    this.cells = cells
  }

  read(width: number): ParsedRow {
    if (this.cells.length < width) return { ok: false, faults: [{ code: 'TOO_SHORT' }] }
    if (this.cells.length > width) return { ok: false, faults: [{ code: 'TOO_LONG' }] }
    const currency = this.#currency()
    const exponent = currencyExponent(currency) ?? 0
    const stan = this.#text('stan')?.padStart(6, '0') ?? null
    const rrn = this.#text('rrn')
    if (stan === null && rrn === null && this.#faults.length === 0) this.#fault('MISSING', 'stan')
    const row: FileRow = {
      tid: this.#text('tid') ?? this.#missing('tid', ''),
      mid: this.#text('mid'),
      stan,
      rrn,
      authCode: this.#text('authCode'),
      responseCode: this.#text('responseCode'),
      panMasked: this.#pan(),
      type: this.#type(),
      minor: this.#money('amount', currency, exponent) ?? this.#missing('amount', 0n),
      currency,
      exponent,
      feeMinor: this.#money('fee', currency, exponent),
      settlementDate: this.#date(),
      localTime: this.#time('localTime'),
      originalStan: this.#text('originalStan')?.padStart(6, '0') ?? null,
      originalTime: this.#time('originalTime'),
    }
    return this.#faults.length === 0 ? { ok: true, row } : { ok: false, faults: this.#faults }
  }

  #fault(code: RowFault['code'], field: CsvField): void {
    this.#faults.push({ code, field })
  }

  #missing<Value>(field: CsvField, value: Value): Value {
    if (!this.#faults.some((each) => each.field === field)) this.#fault('MISSING', field)
    return value
  }

  /** The cell without what programs of tables put around; null for an empty one. */
  #cell(field: CsvField): string | null {
    const place = this.places.get(field)
    const cell = place === undefined ? '' : (this.cells[place] ?? '')
    // U+FFFD: the file was not in the encoding that was declared
    if (cell.includes('\ufffd')) {
      this.#fault('ENCODING', field)
      return null
    }
    const text = cell.trim().replace(/^'|\t/g, '')
    return text === '' ? null : text
  }

  #text(field: CsvField): string | null {
    const text = this.#cell(field)
    if (text === null) return null
    if (FORMS[field]?.test(text) !== false) return text
    this.#fault(holdsCardNumber(text) ? 'CARD_NUMBER' : 'WRONG_FORM', field)
    return null
  }

  #pan(): string | null {
    const text = this.#cell('pan')
    const masked = text === null ? null : maskedPan(text)
    if (text !== null && masked === null) this.#fault('WRONG_FORM', 'pan')
    return masked
  }

  #currency(): string {
    const text = this.#cell('currency')
    if (text === null) return this.mapping.currency
    const code = /^\d{3}$/.test(text) ? currencyByNumber(text) : text.toUpperCase()
    if (code !== null && currencyExponent(code) !== null) return code
    this.#fault('WRONG_FORM', 'currency')
    return this.mapping.currency
  }

  #type(): RecordType {
    const word = this.#cell('type')
    const { types, type } = this.mapping
    const found = word === null ? type : Object.hasOwn(types, word) ? types[word] : word
    if (found !== null && RECORD_TYPES.includes(found as RecordType)) return found as RecordType
    this.#fault(word === null ? 'MISSING' : 'UNKNOWN_TYPE', 'type')
    return 'PURCHASE'
  }

  #money(field: 'amount' | 'fee', currency: string, exponent: number): bigint | null {
    const text = this.#cell(field)?.replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, '')
    if (text === undefined) return null
    const amount = parseMoney(text, currency, this.mapping.amountForm === 'MINOR' ? 0 : exponent)
    if (amount === null || amount.minor > AMOUNT_MAX) this.#fault('WRONG_FORM', field)
    else if (amount.minor < 0n && field === 'amount') this.#fault('NEGATIVE', field)
    else return amount.minor
    return null
  }

  #time(field: 'localTime' | 'originalTime'): string | null {
    const text = this.#cell(field)
    if (text === null) return null
    const [, year, month, day, hour, minute, second] = TIMES[this.mapping.timeForm].exec(text) ?? []
    // without a year any that has a 29 February
    const isTime = isMoment(`${year || '2024'}-${month}-${day}T${hour}:${minute}:${second}`)
    if (!isTime) this.#fault('WRONG_FORM', field)
    return isTime ? `${month}${day}${hour}${minute}${second}` : null
  }

  #date(): string | null {
    const text = this.#cell('settlementDate')
    if (text === null) return null
    const [, year, month = '', day = ''] = DATES[this.mapping.dateForm].exec(text) ?? []
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    if (isMoment(`${date}T00:00:00`)) return date
    this.#fault('WRONG_FORM', 'settlementDate')
    return null
  }
}

function isMoment(iso: string): boolean {
  const ms = Date.parse(`${iso}Z`)
  // PostgreSQL has no year 0
  return !Number.isNaN(ms) && !iso.startsWith('0000') && new Date(ms).toISOString().slice(0, 19) === iso
}

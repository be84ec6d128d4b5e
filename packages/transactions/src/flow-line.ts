import { maskedPan } from './card-data.ts'
import type { FileRow, ParsedRow, RowFault } from './file-row.ts'
import { flowType } from './flow-types.ts'
import { instantOfLocal } from './business-day.ts'

type Form = 'DIGITS' | 'TEXT' | 'FEE' | 'OPTIONAL_DIGITS'

/** The 33 fields of a line of the UnionPay acquirer flow file in their order: name, width, form. */
export const FLOW_FIELDS = [
  ['acquirer', 11, 'TEXT'],
  ['forwarder', 11, 'TEXT'],
  ['stan', 6, 'DIGITS'],
  ['time', 10, 'DIGITS'],
  ['pan', 19, 'TEXT'],
  ['amount', 12, 'DIGITS'],
  ['partialAmount', 12, 'OPTIONAL_DIGITS'],
  ['cardholderFee', 12, 'FEE'],
  ['mti', 4, 'DIGITS'],
  ['processingCode', 6, 'DIGITS'],
  ['mcc', 4, 'OPTIONAL_DIGITS'],
  ['tid', 8, 'TEXT'],
  ['mid', 15, 'TEXT'],
  ['rrn', 12, 'TEXT'],
  ['conditionCode', 2, 'DIGITS'],
  ['authCode', 6, 'TEXT'],
  ['receiver', 11, 'TEXT'],
  ['originalStan', 6, 'OPTIONAL_DIGITS'],
  ['responseCode', 2, 'TEXT'],
  ['entryMode', 3, 'OPTIONAL_DIGITS'],
  ['feeIn', 12, 'FEE'],
  ['feeOut', 12, 'FEE'],
  ['switchFee', 12, 'FEE'],
  ['conversion', 1, 'TEXT'],
  ['panSeq', 3, 'OPTIONAL_DIGITS'],
  ['terminalReads', 1, 'TEXT'],
  ['chipCondition', 1, 'TEXT'],
  ['originalTime', 10, 'OPTIONAL_DIGITS'],
  ['issuer', 11, 'TEXT'],
  ['region', 1, 'TEXT'],
  ['terminalType', 2, 'TEXT'],
  ['eci', 2, 'TEXT'],
  ['instalmentFee', 12, 'FEE'],
] as const satisfies readonly (readonly [string, number, Form])[]

export type FlowField = (typeof FLOW_FIELDS)[number][0]

/** Characters, which are bytes, before the line feed. */
export const FLOW_LINE_LENGTH = FLOW_FIELDS.reduce((sum, [, width]) => sum + width, FLOW_FIELDS.length - 1)

const FORMS: Readonly<Record<Form, RegExp>> = {
  DIGITS: /^\d+$/,
  OPTIONAL_DIGITS: /^(?:\d+| +)$/,
  TEXT: /^[\x20-\x7e]+$/,
  // credit or debit to the acquirer
  FEE: /^(?:[CD ]?\d+| +)$/,
}

/** Condition code of what was paid by a code that was scanned (扫码). */
const BY_CODE = '91'

/** What a file says outside its lines. */
export interface FlowFile {
  /** When the file was made: tells the year of its times. */
  readonly madeAt: number
  readonly settlementDate: string
  readonly currency: string
  readonly exponent: number
  readonly offsetMin: number
}

/**
 * Reads one line without its line feed. The text holds a character for each byte (latin1), so that a byte that is none of
 * ASCII is seen and the length is that of the bytes. The card number is masked here and appears in no fault.
 */
export function parseFlowLine(line: string, file: FlowFile): ParsedRow {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  const fault = frameFault(text)
  if (fault !== null) return { ok: false, faults: [fault] }
  const fields = {} as Record<FlowField, string>
  const faults: RowFault[] = []
  let at = 0
  for (const [name, width, form] of FLOW_FIELDS) {
    fields[name] = text.slice(at, at + width)
    if (at > 0 && text.charAt(at - 1) !== ' ') faults.push({ code: 'SEPARATOR', field: name })
    else if (!FORMS[form].test(fields[name])) faults.push({ code: 'WRONG_FORM', field: name })
    at += width + 1
  }
  // with a field out of its place all others are too
  const shifted = faults.filter(({ code }) => code === 'SEPARATOR')
  if (shifted.length > 0) return { ok: false, faults: shifted.slice(0, 1) }
  const row = rowOf(fields, file, faults)
  return faults.length === 0 ? { ok: true, row } : { ok: false, faults }
}

function frameFault(text: string): RowFault | null {
  if (/[^\x20-\x7e]/.test(text)) return { code: 'ENCODING' }
  if (text.length < FLOW_LINE_LENGTH) return { code: 'TOO_SHORT' }
  return text.length > FLOW_LINE_LENGTH ? { code: 'TOO_LONG' } : null
}

function rowOf(fields: Readonly<Record<FlowField, string>>, file: FlowFile, faults: RowFault[]): FileRow {
  const wrong = (field: FlowField) => {
    if (!faults.some((each) => each.field === field)) faults.push({ code: 'WRONG_FORM', field })
  }
  const panMasked = maskedPan(fields.pan)
  // a payment by code has no card, nor has its reversal
  const hasNoCard = fields.conditionCode === BY_CODE && textOf(fields.pan) === null
  if (panMasked === null && !hasNoCard) wrong('pan')
  if (instantOfLocal(fields.time, file.offsetMin, file.madeAt) === null) wrong('time')
  if (textOf(fields.tid) === null) wrong('tid')
  const type = flowType(fields)
  if (type === null && !faults.some(({ field }) => field === 'mti' || field === 'processingCode'))
    faults.push({ code: 'UNKNOWN_TYPE', field: 'mti' })
  const feeIn = feeOf(fields.feeIn, 'C')
  const feeOut = feeOf(fields.feeOut, 'D')
  return {
    tid: fields.tid.trim(),
    mid: textOf(fields.mid),
    stan: fields.stan,
    rrn: textOf(fields.rrn),
    authCode: textOf(fields.authCode),
    responseCode: textOf(fields.responseCode),
    panMasked,
    type: type ?? 'PURCHASE',
    minor: /^\d+$/.test(fields.amount) ? BigInt(fields.amount) : 0n,
    currency: file.currency,
    exponent: file.exponent,
    feeMinor: feeIn === null && feeOut === null ? null : -((feeIn ?? 0n) + (feeOut ?? 0n)),
    settlementDate: file.settlementDate,
    localTime: fields.time,
    originalStan: numberOf(fields.originalStan),
    originalTime: numberOf(fields.originalTime),
  }
}

function textOf(field: string): string | null {
  return field.trim() === '' ? null : field.trim()
}

/** A number of blanks or zeros stands for none. */
function numberOf(field: string): string | null {
  return /^[0 ]*$/.test(field) ? null : field
}

/** What a fee brings the acquirer: without a letter what is received is a credit and what is paid a debit. */
function feeOf(field: string, unsigned: 'C' | 'D'): bigint | null {
  const match = /^([CD ]?)(\d+)$/.exec(field)
  if (match === null) return null
  const minor = BigInt(match[2] ?? '0')
  const letter = match[1]?.trim() === '' ? unsigned : match[1]
  return letter === 'D' ? -minor : minor
}

/** Prints a line, without its line feed. Digits are filled up with zeros in front, texts with blanks behind. */
export function printFlowLine(fields: Partial<Readonly<Record<FlowField, string>>>): string {
  return FLOW_FIELDS.map(([name, width, form]) => {
    const value = fields[name] ?? ''
    if (value.length > width) throw new RangeError(`${name} has ${value.length} characters, not ${width}`)
    const isNumber = form === 'DIGITS' || form === 'FEE' || (form === 'OPTIONAL_DIGITS' && value !== '')
    if (!isNumber) return value.padEnd(width, ' ')
    const [, sign = '', digits = ''] = /^([CD]?)(.*)$/.exec(value) ?? []
    return sign + digits.padStart(width - sign.length, '0')
  }).join(' ')
}

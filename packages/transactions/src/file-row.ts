import type { RecordType } from './record-types.ts'

/** One line of an acquirer's file, whatever its format, with nothing in it that may not be kept. */
export interface FileRow {
  readonly tid: string
  readonly mid: string | null
  readonly stan: string | null
  readonly rrn: string | null
  readonly authCode: string | null
  readonly responseCode: string | null
  readonly panMasked: string | null
  readonly type: RecordType
  readonly minor: bigint
  readonly currency: string
  readonly exponent: number
  /** What the scheme keeps of it from the acquirer, where the file says it; negative: what it adds. */
  readonly feeMinor: bigint | null
  readonly settlementDate: string | null
  /** MMDDhhmmss. */
  readonly localTime: string | null
  /** What a reversal or a void is of. */
  readonly originalStan: string | null
  readonly originalTime: string | null
}

export const ROW_FAULTS = [
  'ENCODING',
  'TOO_SHORT',
  'TOO_LONG',
  'SEPARATOR',
  'MISSING',
  'WRONG_FORM',
  'NEGATIVE',
  'UNKNOWN_TYPE',
  'CARD_NUMBER',
] as const
export type RowFaultCode = (typeof ROW_FAULTS)[number]

/** One thing that is wrong with a row. Names the field or column, never what stands in it. */
export interface RowFault {
  readonly code: RowFaultCode
  readonly field?: string
}

export type ParsedRow =
  | { readonly ok: true; readonly row: FileRow }
  | { readonly ok: false; readonly faults: readonly RowFault[] }

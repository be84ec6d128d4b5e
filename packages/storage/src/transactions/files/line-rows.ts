import { currencyExponent, type FileRow, type RecordType } from '@budeng/transactions'
import type { FileImportRow, FileLineRow } from '../../rows/index.ts'
import type { Place } from './places.ts'

/** A line of a file that was read. */
export interface ReadLine {
  readonly line: number
  readonly row: FileRow
}

/** A line that could not be read; `text` is it, without card numbers. */
export interface BadLine {
  readonly line: number
  readonly text: string
  readonly faults: readonly object[]
}

const EMPTY = {
  problem: null,
  text: null,
  terminalId: null,
  tid: null,
  mid: null,
  kind: null,
  stan: null,
  rrn: null,
  authCode: null,
  responseCode: null,
  panMasked: null,
  amount: null,
  currency: null,
  fee: null,
  settlementDate: null,
  localTime: null,
  transactionId: null,
  originalStan: null,
} as const

/** Rows of lines that could not be read. */
export function badRows(file: FileImportRow, lines: readonly BadLine[]): FileLineRow[] {
  return lines.map(({ line, text, faults }) => ({
    ...EMPTY,
    importId: file.id,
    line,
    businessDate: file.businessDate,
    acquirerId: file.acquirerId,
    path: file.acquirerId,
    problem: faults,
    text,
    state: 'BAD' as const,
  }))
}

/** The row of a line, before it is known what it comes to. What was declined moved no money, and an inquiry never does. */
export function lineRow(file: FileImportRow, { line, row }: ReadLine, place: Place | null): FileLineRow {
  const { tid, mid, stan, rrn, authCode, responseCode, panMasked, currency, localTime, originalStan } = row
  const isIdle = (responseCode !== null && responseCode !== '00') || row.type === 'BALANCE_INQUIRY'
  return {
    ...EMPTY,
    ...{ importId: file.id, line, businessDate: file.businessDate, acquirerId: file.acquirerId },
    ...{ path: place?.path ?? file.acquirerId, terminalId: place?.terminalId ?? null },
    ...{ tid, mid, stan, rrn, authCode, responseCode, panMasked, currency, localTime },
    originalStan: row.type === 'REVERSAL' ? originalStan : null,
    kind: row.type,
    amount: row.minor,
    fee: row.feeMinor,
    settlementDate: row.settlementDate ?? file.businessDate,
    state: isIdle ? 'IGNORED' : 'MISSING_HERE',
  }
}

/** A line as it was read. */
export function fileRowOf(line: FileLineRow): FileRow {
  const currency = line.currency ?? ''
  return {
    ...{ tid: line.tid ?? '', mid: line.mid, stan: line.stan, rrn: line.rrn, authCode: line.authCode },
    ...{ responseCode: line.responseCode, panMasked: line.panMasked, type: (line.kind ?? 'PURCHASE') as RecordType },
    ...{ minor: line.amount ?? 0n, currency, exponent: currencyExponent(currency) ?? 0, feeMinor: line.fee },
    ...{ settlementDate: line.settlementDate, localTime: line.localTime, originalStan: line.originalStan },
    originalTime: null,
  }
}

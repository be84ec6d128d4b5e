import type { FileImportRow, FileLineRow } from '@budeng/storage'
import type { RecordType, RowFault } from '@budeng/transactions'
import { ledgerMoneyOf } from '../ledger-money.ts'
import type { FileImportObject, FileLineObject } from './file.type.ts'

/** An import as its fields are read. */
export type FileImportView = FileImportObject & { readonly row: FileImportRow }
/** A line as its fields are read; one that is only looked at has no row. */
export type FileLineView = FileLineObject & { readonly row?: FileLineRow }

export function importView(row: FileImportRow): FileImportView {
  const { id, name, format, state, businessDate, problem, createdAt, startedAt, finishedAt, version } = row
  const { rows, badRows: bad, unknownTerminals, matched, missingHere, missingThere, contradicting, repeated } = row
  return {
    ...{ id, name, format, state, businessDate, problem, createdAt, startedAt, finishedAt, version },
    counts: { rows, bad, unknownTerminals, matched, missingHere, missingThere, contradicting, repeated },
    sha256: row.originalSha256.toString('hex'),
    bytes: String(row.storedBytes),
    bytesRead: String(row.position),
    row,
  }
}

export function lineView(row: FileLineRow): FileLineView {
  const { line, state, text, tid, mid, stan, rrn, authCode, responseCode, settlementDate, localTime, problem } = row
  return {
    ...{ line, state, text, tid, mid, stan, rrn, authCode, responseCode, settlementDate, localTime },
    faults: Array.isArray(problem) ? (problem as RowFault[]) : [],
    difference: Array.isArray(problem) ? null : problem,
    type: row.kind as RecordType | null,
    maskedCard: row.panMasked,
    amount: ledgerMoneyOf(row.amount, row.currency),
    fee: ledgerMoneyOf(row.fee, row.currency),
    row,
  }
}

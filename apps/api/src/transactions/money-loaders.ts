import {
  type BatchPlace,
  batchesByIds,
  batchesByPlaces,
  batchPlaceText,
  type BatchRow,
  type BatchTotalRow,
  balancesOf,
  type ConsistencyProofRow,
  type CsvMappingRow,
  type FileImportRow,
  type FileLinePlace,
  type FileLineRow,
  fileLinesAt,
  fileLinesOf,
  type HostKey,
  hostKeyText,
  hostRecordsAt,
  type HostRecordRow,
  importsByIds,
  mappingsByIds,
  matchesOfTransactions,
  type RecordMatchRow,
  differencesByIds,
  entriesOfTransactions,
  type EntryView,
  journalPlaceText,
  type JournalPlace,
  type JournalRecordRow,
  type JournalStreamRow,
  newestJournals,
  type OpenDifferenceRow,
  proofsCovering,
  proofsOfBatches,
  recordsAt,
  type Short,
  shortsOf,
  tariffsByIds,
  type TariffView,
  totalsOfBatches,
  type TransactionKey,
  transactionKeyText,
  type TransactionRow,
  transactionsByIds,
  transactionsByKeys,
} from '@budeng/storage'
import DataLoader from 'dataloader'
import { HOST_RECORDS_MAX } from '../limits.ts'
import { byId, type Loading } from '../graphql/loading.ts'
import type { Reading } from '../graphql/reading.ts'

/** What is fetched of journals and the ledger in one operation: each kind in one query. */
export interface MoneyLoaders {
  readonly transaction: DataLoader<string, TransactionRow | null>
  readonly transactionByKey: DataLoader<TransactionKey, TransactionRow | null, string>
  readonly journalRecord: DataLoader<JournalPlace, JournalRecordRow | null, string>
  readonly batch: DataLoader<string, BatchRow | null>
  readonly batchAt: DataLoader<BatchPlace, BatchRow | null, string>
  readonly batchTotals: DataLoader<string, readonly BatchTotalRow[]>
  readonly batchProof: DataLoader<string, ConsistencyProofRow | null>
  readonly proofCovering: DataLoader<JournalPlace, ConsistencyProofRow | null, string>
  readonly difference: DataLoader<string, OpenDifferenceRow | null>
  /** By terminal: the journal of its present epoch. */
  readonly journal: DataLoader<string, JournalStreamRow | null>
  readonly tariff: DataLoader<string, TariffView | null>
  readonly fileImport: DataLoader<string, FileImportRow | null>
  readonly csvMapping: DataLoader<string, CsvMappingRow | null>
  readonly fileLine: DataLoader<FileLinePlace, FileLineRow | null, string>
  /** By transaction. */
  readonly fileLines: DataLoader<string, readonly FileLineRow[]>
  readonly matches: DataLoader<string, readonly RecordMatchRow[]>
  /** By match. */
  readonly short: DataLoader<RecordMatchRow, Short | null, string>
  readonly hostRecords: DataLoader<HostKey, readonly HostRecordRow[], string>
  readonly entries: DataLoader<string, readonly EntryView[]>
  readonly balance: DataLoader<number, bigint>
}

export function makeMoneyLoaders(reading: Reading, { one, many, oneAt, manyAt }: Loading): MoneyLoaders {
  const linePlace = ({ importId, line }: FileLinePlace) => `${importId} ${line}`
  return {
    transaction: one(transactionsByIds, byId),
    transactionByKey: oneAt(transactionsByKeys, transactionKeyText, transactionKeyText),
    journalRecord: oneAt(recordsAt, journalPlaceText, journalPlaceText),
    batch: one(batchesByIds, byId),
    batchAt: oneAt(batchesByPlaces, batchPlaceText, batchPlaceText),
    batchTotals: many(totalsOfBatches, ({ batchId }) => batchId),
    batchProof: one(proofsOfBatches, ({ batchId }) => batchId),
    proofCovering: oneAt(proofsCovering, journalPlaceText, journalPlaceText),
    difference: one(differencesByIds, byId),
    tariff: one(tariffsByIds, byId),
    fileImport: one(importsByIds, byId),
    csvMapping: one(mappingsByIds, byId),
    fileLine: oneAt(fileLinesAt, linePlace, linePlace),
    fileLines: many(fileLinesOf, ({ transactionId }) => transactionId),
    matches: many(matchesOfTransactions, ({ transactionId }) => transactionId),
    short: oneAt(
      shortsOf,
      ({ id }) => String(id),
      ({ match }) => String(match.id),
    ),
    hostRecords: manyAt(
      (db, keys) => hostRecordsAt(db, keys, HOST_RECORDS_MAX),
      hostKeyText,
      (row) => hostKeyText({ ...row, terminalId: row.terminalId ?? '' }),
    ),
    journal: one(newestJournals, ({ terminalId }) => terminalId),
    entries: new DataLoader(async (ids) => {
      const entries = await reading.run((db) => entriesOfTransactions(db, ids))
      return ids.map((id) => entries.get(id) ?? [])
    }),
    balance: new DataLoader(async (ids) => {
      const balances = await reading.run((db) => balancesOf(db, ids))
      return ids.map((id) => balances.get(id) ?? 0n)
    }),
  }
}

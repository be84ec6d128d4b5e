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
  type Scoped,
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
  readonly hostRecords: DataLoader<HostKey, readonly HostRecordRow[], string>
  readonly entries: DataLoader<string, readonly EntryView[]>
  readonly balance: DataLoader<number, bigint>
}

export function makeMoneyLoaders(reading: Reading): MoneyLoaders {
  const one = <Key, Row>(
    load: (db: Scoped, keys: readonly Key[]) => Promise<readonly Row[]>,
    textOfKey: (key: Key) => string,
    textOfRow: (row: Row) => string,
  ) =>
    new DataLoader<Key, Row | null, string>(
      async (keys) => {
        const rows = new Map((await reading.run((db) => load(db, keys))).map((row) => [textOfRow(row), row]))
        return keys.map((key) => rows.get(textOfKey(key)) ?? null)
      },
      { cacheKeyFn: textOfKey },
    )
  const many = <Row>(
    load: (db: Scoped, ids: readonly string[]) => Promise<readonly Row[]>,
    ownerOf: (row: Row) => string,
  ) =>
    new DataLoader<string, readonly Row[]>(async (ids) => {
      const rows = Map.groupBy(await reading.run((db) => load(db, ids)), ownerOf)
      return ids.map((id) => rows.get(id) ?? [])
    })
  const same = (id: string) => id
  const linePlace = ({ importId, line }: FileLinePlace) => `${importId} ${line}`
  const byId = ({ id }: { readonly id: string }) => id
  return {
    transaction: one(transactionsByIds, same, byId),
    transactionByKey: one(transactionsByKeys, transactionKeyText, transactionKeyText),
    journalRecord: one(recordsAt, journalPlaceText, journalPlaceText),
    batch: one(batchesByIds, same, byId),
    batchAt: one(batchesByPlaces, batchPlaceText, batchPlaceText),
    batchTotals: many(totalsOfBatches, ({ batchId }) => batchId),
    batchProof: one(proofsOfBatches, same, ({ batchId }) => batchId ?? ''),
    proofCovering: one(proofsCovering, journalPlaceText, journalPlaceText),
    difference: one(differencesByIds, same, byId),
    tariff: one(tariffsByIds, same, byId),
    fileImport: one(importsByIds, same, byId),
    csvMapping: one(mappingsByIds, same, byId),
    fileLine: one(fileLinesAt, linePlace, linePlace),
    fileLines: many(fileLinesOf, ({ transactionId }) => transactionId ?? ''),
    matches: many(matchesOfTransactions, ({ transactionId }) => transactionId ?? ''),
    hostRecords: new DataLoader(
      async (keys) => {
        const rows = await reading.run((db) => hostRecordsAt(db, keys, HOST_RECORDS_MAX))
        const found = Map.groupBy(rows, (row) => hostKeyText({ ...row, terminalId: row.terminalId ?? '' }))
        return keys.map((key) => found.get(hostKeyText(key)) ?? [])
      },
      { cacheKeyFn: hostKeyText },
    ),
    journal: one(newestJournals, same, ({ terminalId }) => terminalId),
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

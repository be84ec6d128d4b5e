import type { Instant } from '@budeng/kernel'
import type { FileSchedule } from '@budeng/transactions'
import { column, generated, nullable, primary, table } from './table.ts'

/** What the acquirer's host says it did. Amounts are decimal texts of minor units. */
export interface HostRecordRow {
  acquirerId: string
  position: number
  path: string
  terminalId: string | null
  tid: string
  fact: string
  at: Instant
  batchNo: string
  stan: string
  type: string | null
  mti: string | null
  fate: string | null
  responseCode: string | null
  mid: string | null
  midReturned: string | null
  amount: bigint | null
  currency: string | null
  panMasked: string | null
  panToken: string | null
  entryMode: string | null
  cardScope: string | null
  rrn: string | null
  authCode: string | null
  merchantOrder: string | null
  channelOrder: string | null
  localTime: string | null
  settlementDate: string | null
  original: object | null
  detail: object | null
  receivedAt: Instant
}

export const hostRecordTable = table<HostRecordRow>('host_record', {
  acquirerId: primary('text'),
  position: primary('bigint'),
  path: column('ltree'),
  terminalId: nullable('text'),
  tid: column('text'),
  fact: column('text'),
  at: column('instant'),
  batchNo: column('text'),
  stan: column('text'),
  type: nullable('text'),
  mti: nullable('text'),
  fate: nullable('text'),
  responseCode: nullable('text'),
  mid: nullable('text'),
  midReturned: nullable('text'),
  amount: nullable('minor'),
  currency: nullable('text'),
  panMasked: nullable('text'),
  panToken: nullable('text'),
  entryMode: nullable('text'),
  cardScope: nullable('text'),
  rrn: nullable('text'),
  authCode: nullable('text'),
  merchantOrder: nullable('text'),
  channelOrder: nullable('text'),
  localTime: nullable('text'),
  settlementDate: nullable('date'),
  original: nullable('json'),
  detail: nullable('json'),
  receivedAt: column('instant'),
})

/** How a CSV file of an acquirer is read. */
export interface CsvMappingRow {
  id: string
  acquirerId: string
  path: string
  name: string
  mapping: object
  createdBy: string
  createdAt: Instant
  changedAt: Instant
  version: number
}

export const csvMappingTable = table<CsvMappingRow>('csv_mapping', {
  id: primary('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  name: column('text'),
  mapping: column('json'),
  createdBy: column('text'),
  createdAt: column('instant'),
  changedAt: column('instant'),
  version: column('int'),
})

/** A file of an acquirer, and how far it was read. */
export interface FileImportRow {
  id: string
  acquirerId: string
  path: string
  name: string
  format: 'CSV' | 'FLOW'
  mapping: object | null
  mappingId: string | null
  businessDate: string
  originalSha256: Buffer
  originalBytes: number
  storedSha256: Buffer
  storedBytes: number
  state: 'WAITING' | 'READING' | 'MATCHING' | 'DONE' | 'FAILED' | 'CANCELLED'
  position: number
  line: number
  rows: number
  badRows: number
  unknownTerminals: number
  matched: number
  missingHere: number
  missingThere: number
  contradicting: number
  repeated: number
  problem: object | null
  createdBy: string
  createdAt: Instant
  startedAt: Instant | null
  finishedAt: Instant | null
  version: number
}

export const fileImportTable = table<FileImportRow>('file_import', {
  id: primary('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  name: column('text'),
  format: column('text'),
  mapping: nullable('json'),
  mappingId: nullable('text'),
  businessDate: column('date'),
  originalSha256: column('bytea'),
  originalBytes: column('bigint'),
  storedSha256: column('bytea'),
  storedBytes: column('bigint'),
  state: column('text'),
  position: column('bigint'),
  line: column('int'),
  rows: column('int'),
  badRows: column('int'),
  unknownTerminals: column('int'),
  matched: column('int'),
  missingHere: column('int'),
  missingThere: column('int'),
  contradicting: column('int'),
  repeated: column('int'),
  problem: nullable('json'),
  createdBy: column('text'),
  createdAt: column('instant'),
  startedAt: nullable('instant'),
  finishedAt: nullable('instant'),
  version: column('int'),
})

/** A line of such a file; `problem` says why it could not be read. */
export interface FileLineRow {
  importId: string
  line: number
  businessDate: string
  acquirerId: string
  path: string
  problem: object | null
  text: string | null
  terminalId: string | null
  tid: string | null
  mid: string | null
  kind: string | null
  stan: string | null
  rrn: string | null
  authCode: string | null
  responseCode: string | null
  panMasked: string | null
  amount: bigint | null
  currency: string | null
  fee: bigint | null
  settlementDate: string | null
  localTime: string | null
  transactionId: string | null
  /** Of a reversal, the number of what it takes back. */
  originalStan: string | null
  state: 'BAD' | 'MATCHED' | 'MISSING_HERE' | 'CONTRADICTING' | 'REPEATED' | 'IGNORED'
}

export const fileLineTable = table<FileLineRow>('file_line', {
  importId: primary('text'),
  line: primary('int'),
  businessDate: primary('date'),
  acquirerId: column('text'),
  path: column('ltree'),
  problem: nullable('json'),
  text: nullable('text'),
  terminalId: nullable('text'),
  tid: nullable('text'),
  mid: nullable('text'),
  kind: nullable('text'),
  stan: nullable('text'),
  rrn: nullable('text'),
  authCode: nullable('text'),
  responseCode: nullable('text'),
  panMasked: nullable('text'),
  amount: nullable('minor'),
  currency: nullable('text'),
  fee: nullable('minor'),
  settlementDate: nullable('date'),
  localTime: nullable('text'),
  transactionId: nullable('text'),
  originalStan: nullable('text'),
  state: column('text'),
})

/** What one witness says of a transaction, or of what we do not have. */
export interface RecordMatchRow {
  id: number
  source: 'HOST' | 'FILE'
  acquirerId: string
  agentId: string | null
  merchantId: string | null
  path: string
  businessDate: string
  state: 'MATCHED' | 'EXPECTED' | 'LATE' | 'MISSING_HERE' | 'MISSING_THERE' | 'CONTRADICTING'
  terminalId: string | null
  transactionId: string | null
  importId: string | null
  line: number | null
  hostPosition: number | null
  amount: bigint | null
  currency: string | null
  theirs: bigint | null
  at: Instant
  changedAt: Instant
}

export const recordMatchTable = table<RecordMatchRow>('record_match', {
  id: { ...generated('bigint'), primary: true },
  source: column('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  merchantId: nullable('text'),
  path: column('ltree'),
  businessDate: column('date'),
  state: column('text'),
  terminalId: nullable('text'),
  transactionId: nullable('text'),
  importId: nullable('text'),
  line: nullable('int'),
  hostPosition: nullable('bigint'),
  amount: nullable('minor'),
  currency: nullable('text'),
  theirs: nullable('minor'),
  at: column('instant'),
  changedAt: column('instant'),
})

/** A file that somebody takes out. */
export interface ExportJobRow {
  id: string
  personId: string
  sessionId: string
  acquirerId: string
  path: string
  kind: 'TRANSACTIONS' | 'POSTINGS' | 'STATEMENT' | 'CORRECTIONS' | 'OPEN_DIFFERENCES' | 'TERMINALS'
  format: 'CSV' | 'CSV_GB18030' | 'JSONL'
  filter: object
  language: string
  state: 'WAITING' | 'WRITING' | 'READY' | 'FAILED' | 'CANCELLED' | 'EXPIRED'
  rows: number
  bytes: number
  cursor: object | null
  sha256: Buffer | null
  problem: string | null
  createdAt: Instant
  finishedAt: Instant | null
  expiresAt: Instant
  downloads: number
  version: number
}

export const exportJobTable = table<ExportJobRow>('export_job', {
  id: primary('text'),
  personId: column('text'),
  sessionId: column('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  kind: column('text'),
  format: column('text'),
  filter: column('json'),
  language: column('text'),
  state: column('text'),
  rows: column('bigint'),
  bytes: column('bigint'),
  cursor: nullable('json'),
  sha256: nullable('bytea'),
  problem: nullable('text'),
  createdAt: column('instant'),
  finishedAt: nullable('instant'),
  expiresAt: column('instant'),
  downloads: column('int'),
  version: column('int'),
})

/** How far a way of matching has come. */
export interface MatchPositionRow {
  name: string
  position: string
}

export const matchPositionTable = table<MatchPositionRow>('match_position', {
  name: primary('text'),
  position: column('text'),
})

/** When an acquirer has promised to send a kind of file. */
export interface FileScheduleRow {
  id: string
  acquirerId: string
  path: string
  format: FileImportRow['format']
  /** CSV files that are read by this mapping; null: every file of the format. */
  mappingId: string | null
  terms: FileSchedule
  declaredBy: string
  declaredAt: Instant
  changedAt: Instant
  endedAt: Instant | null
  version: number
}

export const fileScheduleTable = table<FileScheduleRow>('file_schedule', {
  id: primary('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  format: column('text'),
  mappingId: nullable('text'),
  terms: column('json'),
  declaredBy: column('text'),
  declaredAt: column('instant'),
  changedAt: column('instant'),
  endedAt: nullable('instant'),
  version: column('int'),
})

/** A business day whose file was not there when it was due. */
export interface MissingFileRow {
  acquirerId: string
  businessDate: string
  path: string
  notedAt: Instant
  /** When its file came all the same, and which it was; no file: it was not promised any more. */
  endedAt: Instant | null
  importId: string | null
  /** By which it is due; '': nobody promised it, the acquirer's habit tells. */
  scheduleId: string
  dueAt: Instant | null
}

export const missingFileTable = table<MissingFileRow>('missing_file', {
  acquirerId: primary('text'),
  businessDate: primary('date'),
  path: column('ltree'),
  notedAt: column('instant'),
  endedAt: nullable('instant'),
  importId: nullable('text'),
  scheduleId: primary('text'),
  dueAt: nullable('instant'),
})

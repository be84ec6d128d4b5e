import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

/** Where a terminal stood when the row was written. */
export interface ScopeColumns {
  terminalId: string
  acquirerId: string
  agentId: string | null
  merchantId: string
  storeId: string
  path: string
}

export const scopeColumns = {
  terminalId: column('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  merchantId: column('text'),
  storeId: column('text'),
  path: column('ltree'),
} as const

export type JournalRecordState = 'TAKEN' | 'REPEATED' | 'CONFLICT' | 'QUARANTINED'

/** One fact of a terminal's journal. Never changed; `body` is null once the archive of its batch has it. */
export interface JournalRecordRow {
  terminalId: string
  epoch: number
  seq: number
  state: JournalRecordState
  type: string | null
  batchNo: string | null
  stan: string | null
  msgClass: string | null
  leaf: Buffer
  proven: boolean
  payloadHash: Buffer
  body: string | null
  deviceId: string
  path: string
  occurredAt: Instant | null
  receivedAt: Instant
}

export const journalRecordTable = table<JournalRecordRow>('journal_record', {
  terminalId: primary('text'),
  epoch: primary('int'),
  seq: primary('bigint'),
  state: column('text'),
  type: nullable('text'),
  batchNo: nullable('text'),
  stan: nullable('text'),
  msgClass: nullable('text'),
  leaf: column('bytea'),
  proven: column('boolean'),
  payloadHash: column('bytea'),
  body: nullable('text'),
  deviceId: column('text'),
  path: column('ltree'),
  occurredAt: nullable('instant'),
  receivedAt: column('instant'),
})

export type Agreement = 'UNKNOWN' | 'EQUAL' | 'DIFFERENT'

/** How far one epoch of a terminal's journal is received and agreed. */
export interface JournalStreamRow extends ScopeColumns {
  epoch: number
  throughSeq: number
  /** Ranges that are received beyond a gap: first, last, first, last … */
  ahead: number[]
  frontier: Buffer
  root: Buffer
  unproven: number
  gapSince: Instant | null
  gapTold: boolean
  equalSeq: number
  equalFrontier: Buffer
  equalAt: Instant | null
  agreement: Agreement
  comparedSeq: number
  comparedAt: Instant | null
  newest: boolean
  changedAt: Instant
}

export const journalStreamTable = table<JournalStreamRow>('journal_stream', {
  ...scopeColumns,
  terminalId: primary('text'),
  epoch: primary('int'),
  throughSeq: column('bigint'),
  ahead: column('bigint[]'),
  frontier: column('bytea'),
  root: column('bytea'),
  unproven: column('int'),
  gapSince: nullable('instant'),
  gapTold: column('boolean'),
  equalSeq: column('bigint'),
  equalFrontier: column('bytea'),
  equalAt: nullable('instant'),
  agreement: column('text'),
  comparedSeq: column('bigint'),
  comparedAt: nullable('instant'),
  newest: column('boolean'),
  changedAt: column('instant'),
})

/** Append-only: what was wrong with a record, or with its coming. */
export interface JournalIncidentRow extends ScopeColumns {
  id: string
  kind: 'KEY_CONFLICT' | 'QUARANTINED' | 'UNPROVEN' | 'SEQ_GAP' | 'CARD_DATA' | 'AMENDMENT'
  epoch: number
  seq: number
  toSeq: number
  reason: string
  deviceId: string | null
  leaf: Buffer | null
  payloadHash: Buffer
  body: string | null
  at: Instant
}

export const journalIncidentTable = table<JournalIncidentRow>('journal_incident', {
  ...scopeColumns,
  id: primary('text'),
  kind: column('text'),
  epoch: column('int'),
  seq: column('bigint'),
  toSeq: column('bigint'),
  reason: column('text'),
  deviceId: nullable('text'),
  leaf: nullable('bytea'),
  payloadHash: column('bytea'),
  body: nullable('text'),
  at: column('instant'),
})

/** Bodies of a closed batch's records, as gzipped lines of JSON. */
export interface JournalArchiveRow extends ScopeColumns {
  batchId: string
  recordCount: number
  sha256: Buffer
  bytes: Buffer
  at: Instant
}

export const journalArchiveTable = table<JournalArchiveRow>('journal_archive', {
  ...scopeColumns,
  batchId: primary('text'),
  recordCount: column('int'),
  sha256: column('bytea'),
  bytes: column('bytea'),
  at: column('instant'),
})

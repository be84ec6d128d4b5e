import type { Instant } from '@budeng/kernel'
import { type ScopeColumns, scopeColumns } from './journal.ts'
import { column, nullable, primary, table } from './table.ts'

/** A payment as it stands: five axes and what lists and files look for. Amounts are minor units. */
export interface TransactionRow extends ScopeColumns {
  id: string
  epoch: number
  batchNo: string
  stan: string
  msgClass: string
  /** Of the record that founds it; null while only others speak of it. */
  seq: number | null
  type: string | null
  authState: string
  reversalState: string
  followUpState: string
  settlementState: string
  syncState: string
  amount: bigint | null
  netAmount: bigint | null
  currency: string | null
  exponent: number | null
  tid: string
  rrn: string | null
  authCode: string | null
  responseCode: string | null
  panMasked: string | null
  panToken: string | null
  cardScope: string | null
  merchantOrder: string | null
  channelOrder: string | null
  occurredAt: Instant | null
  recordedAt: Instant
  effectiveDate: string
  /** True when its record came after its batch was closed. */
  late: boolean
  /** Numbers of the records that say something of it. */
  seqs: number[]
  facts: object
  changedAt: Instant
  version: number
}

export const transactionTable = table<TransactionRow>('transaction', {
  ...scopeColumns,
  id: primary('text'),
  epoch: column('int'),
  batchNo: column('text'),
  stan: column('text'),
  msgClass: column('text'),
  seq: nullable('bigint'),
  type: nullable('text'),
  authState: column('text'),
  reversalState: column('text'),
  followUpState: column('text'),
  settlementState: column('text'),
  syncState: column('text'),
  amount: nullable('minor'),
  netAmount: nullable('minor'),
  currency: nullable('text'),
  exponent: nullable('int'),
  tid: column('text'),
  rrn: nullable('text'),
  authCode: nullable('text'),
  responseCode: nullable('text'),
  panMasked: nullable('text'),
  panToken: nullable('text'),
  cardScope: nullable('text'),
  merchantOrder: nullable('text'),
  channelOrder: nullable('text'),
  occurredAt: nullable('instant'),
  recordedAt: column('instant'),
  effectiveDate: column('date'),
  late: column('boolean'),
  seqs: column('bigint[]'),
  facts: column('json'),
  changedAt: column('instant'),
  version: column('int'),
})

/** A transaction as lists show it. */
export interface RecordLineRow extends ScopeColumns {
  at: Instant
  id: string
  batchNo: string
  stan: string
  rrn: string | null
  first6: string | null
  last4: string | null
  type: string | null
  authState: string
  reversalState: string
  followUpState: string
  settlementState: string
  amount: bigint | null
  currency: string | null
  exponent: number | null
  late: boolean
  recordedAt: Instant
}

export const recordLineTable = table<RecordLineRow>('record_line', {
  ...scopeColumns,
  at: primary('instant'),
  id: primary('text'),
  batchNo: column('text'),
  stan: column('text'),
  rrn: nullable('text'),
  first6: nullable('text'),
  last4: nullable('text'),
  type: nullable('text'),
  authState: column('text'),
  reversalState: column('text'),
  followUpState: column('text'),
  settlementState: column('text'),
  amount: nullable('minor'),
  currency: nullable('text'),
  exponent: nullable('int'),
  late: column('boolean'),
  recordedAt: column('instant'),
})

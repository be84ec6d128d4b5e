import type { Instant } from '@budeng/kernel'
import type { BatchState } from '@budeng/transactions'
import { type ScopeColumns, scopeColumns } from './journal.ts'
import { column, nullable, primary, table } from './table.ts'

export interface BatchRow extends ScopeColumns {
  id: string
  epoch: number
  batchNo: string
  state: BatchState
  openedAt: Instant
  openSeq: number | null
  closingAt: Instant | null
  throughSeq: number | null
  rootTerminal: Buffer | null
  countTerminal: number | null
  /** The terminal's tag over its closing. */
  closeTag: Buffer | null
  rootHost: Buffer | null
  comparedAt: Instant | null
  imbalances: string[]
  uploadedThrough: number
  closedAt: Instant | null
  closedBy: string | null
  reason: string | null
  recordCount: number
  unprovenCount: number
  lateCount: number
  settledAt: Instant | null
  archivedAt: Instant | null
  version: number
}

export const batchTable = table<BatchRow>('batch', {
  ...scopeColumns,
  id: primary('text'),
  epoch: column('int'),
  batchNo: column('text'),
  state: column('text'),
  openedAt: column('instant'),
  openSeq: nullable('bigint'),
  closingAt: nullable('instant'),
  throughSeq: nullable('bigint'),
  rootTerminal: nullable('bytea'),
  countTerminal: nullable('int'),
  closeTag: nullable('bytea'),
  rootHost: nullable('bytea'),
  comparedAt: nullable('instant'),
  imbalances: column('text[]'),
  uploadedThrough: column('bigint'),
  closedAt: nullable('instant'),
  closedBy: nullable('text'),
  reason: nullable('text'),
  recordCount: column('int'),
  unprovenCount: column('int'),
  lateCount: column('int'),
  settledAt: nullable('instant'),
  archivedAt: nullable('instant'),
  version: column('int'),
})

/** Our totals of a batch beside what the terminal said when it closed. */
export interface BatchTotalRow {
  batchId: string
  path: string
  currency: string
  exponent: number
  cardScope: string
  side: string
  count: number
  amount: bigint
  saidCount: number | null
  saidAmount: bigint | null
}

export const batchTotalTable = table<BatchTotalRow>('batch_total', {
  batchId: primary('text'),
  path: column('ltree'),
  currency: primary('text'),
  exponent: primary('int'),
  cardScope: primary('text'),
  side: primary('text'),
  count: column('int'),
  amount: column('minor'),
  saidCount: nullable('int'),
  saidAmount: nullable('minor'),
})

/** A record that came after its batch was closed, counted in the batch that was open. */
export interface BatchAdjustmentRow extends ScopeColumns {
  epoch: number
  seq: number
  batchId: string
  openBatchId: string | null
  transactionId: string | null
  currency: string | null
  exponent: number | null
  cardScope: string | null
  side: string | null
  count: number
  amount: bigint
  at: Instant
}

export const batchAdjustmentTable = table<BatchAdjustmentRow>('batch_adjustment', {
  ...scopeColumns,
  terminalId: primary('text'),
  epoch: primary('int'),
  seq: primary('bigint'),
  batchId: column('text'),
  openBatchId: nullable('text'),
  transactionId: nullable('text'),
  currency: nullable('text'),
  exponent: nullable('int'),
  cardScope: nullable('text'),
  side: nullable('text'),
  count: column('int'),
  amount: column('minor'),
  at: column('instant'),
})

/** What both sides said of one range, for ever. */
export interface ConsistencyProofRow extends ScopeColumns {
  id: string
  epoch: number
  batchId: string | null
  kind: 'HEARTBEAT' | 'BATCH' | 'ROUNDS' | 'CORRECTION'
  fromSeq: number
  throughSeq: number
  rootTerminal: Buffer
  rootHost: Buffer
  totalsEqual: boolean | null
  equal: boolean
  tagTerminal: Buffer | null
  tagHost: Buffer | null
  provenAt: Instant
}

export const consistencyProofTable = table<ConsistencyProofRow>('consistency_proof', {
  ...scopeColumns,
  id: primary('text'),
  epoch: column('int'),
  batchId: nullable('text'),
  kind: column('text'),
  fromSeq: column('bigint'),
  throughSeq: column('bigint'),
  rootTerminal: column('bytea'),
  rootHost: column('bytea'),
  totalsEqual: nullable('boolean'),
  equal: column('boolean'),
  tagTerminal: nullable('bytea'),
  tagHost: nullable('bytea'),
  provenAt: column('instant'),
})

export type DifferenceKind =
  | 'UNLOCATED'
  | 'ALTERED'
  | 'MISSING_HERE'
  | 'MISSING_THERE'
  | 'TOTALS'
  | 'UNPROVEN'
  | 'CONFLICT'
  /** What the terminal answered of a correction is not what its journal shows. */
  | 'CORRECTION'

/** Where the two sides differ, until a later comparison shows them equal. */
export interface OpenDifferenceRow extends ScopeColumns {
  id: string
  epoch: number
  fromSeq: number
  toSeq: number
  kind: DifferenceKind
  amount: bigint | null
  currency: string | null
  exponent: number | null
  leafHost: Buffer | null
  leafTerminal: Buffer | null
  bodyTerminal: string | null
  /** What it cost to locate it; null for one that was seen without asking. */
  roundTrips: number | null
  wireBytes: number | null
  openedAt: Instant
  closedAt: Instant | null
  closedByProof: string | null
  version: number
}

export const openDifferenceTable = table<OpenDifferenceRow>('open_difference', {
  ...scopeColumns,
  id: primary('text'),
  epoch: column('int'),
  fromSeq: column('bigint'),
  toSeq: column('bigint'),
  kind: column('text'),
  amount: nullable('minor'),
  currency: nullable('text'),
  exponent: nullable('int'),
  leafHost: nullable('bytea'),
  leafTerminal: nullable('bytea'),
  bodyTerminal: nullable('text'),
  roundTrips: nullable('int'),
  wireBytes: nullable('int'),
  openedAt: column('instant'),
  closedAt: nullable('instant'),
  closedByProof: nullable('text'),
  version: column('int'),
})

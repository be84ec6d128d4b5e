import type { CorrectionKind, CorrectionState } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { type ScopeColumns, scopeColumns } from './journal.ts'
import { column, nullable, primary, table } from './table.ts'

/** A correction: `facts` is all of it, the other columns are what is looked for. */
export interface CorrectionRow extends ScopeColumns {
  id: string
  kind: CorrectionKind
  state: CorrectionState
  epoch: number | null
  batchNo: string | null
  stan: string | null
  msgClass: string | null
  transactionId: string | null
  baseVersion: number
  patch: object
  diffHash: string
  /** As it was shown when it was last written. */
  impact: object
  stake: object
  flow: string | null
  tier: number
  makerId: string | null
  makerHuman: string | null
  makerOrganisationId: string | null
  rule: string | null
  ruleVersion: number | null
  caseId: string | null
  differenceId: string | null
  correctsId: string | null
  draftedAt: Instant
  submittedAt: Instant | null
  lapsesAt: Instant | null
  postedAt: Instant | null
  closedAt: Instant | null
  changedAt: Instant
  proofId: string | null
  facts: object
  version: number
}

export const correctionTable = table<CorrectionRow>('correction', {
  ...scopeColumns,
  id: primary('text'),
  kind: column('text'),
  state: column('text'),
  epoch: nullable('int'),
  batchNo: nullable('text'),
  stan: nullable('text'),
  msgClass: nullable('text'),
  transactionId: nullable('text'),
  baseVersion: column('int'),
  patch: column('json'),
  diffHash: column('text'),
  impact: column('json'),
  stake: column('json'),
  flow: nullable('text'),
  tier: column('int'),
  makerId: nullable('text'),
  makerHuman: nullable('text'),
  makerOrganisationId: nullable('text'),
  rule: nullable('text'),
  ruleVersion: nullable('int'),
  caseId: nullable('text'),
  differenceId: nullable('text'),
  correctsId: nullable('text'),
  draftedAt: column('instant'),
  submittedAt: nullable('instant'),
  lapsesAt: nullable('instant'),
  postedAt: nullable('instant'),
  closedAt: nullable('instant'),
  changedAt: column('instant'),
  proofId: nullable('text'),
  facts: column('json'),
  version: column('int'),
})

/** What one person said to a correction. */
export interface CorrectionDecisionRow {
  correctionId: string
  place: number
  path: string
  verdict: 'APPROVED' | 'REJECTED' | 'WAIVED'
  personId: string
  humanId: string
  organisationId: string
  hash: string
  note: string
  at: Instant
}

export const correctionDecisionTable = table<CorrectionDecisionRow>('correction_decision', {
  correctionId: primary('text'),
  place: primary('int'),
  path: column('ltree'),
  verdict: column('text'),
  personId: column('text'),
  humanId: column('text'),
  organisationId: column('text'),
  hash: column('text'),
  note: column('text'),
  at: column('instant'),
})

/** A posted version of a transaction; without `op` only the books changed. */
export interface CorrectionVersionRow extends ScopeColumns {
  correctionId: string
  transactionId: string | null
  epoch: number | null
  version: number
  op: string | null
  patch: object
  targetSeq: number | null
  targetLeaf: Buffer | null
  entryIds: number[]
  originalDate: string
  effectiveDate: string
  postedAt: Instant
}

export const correctionVersionTable = table<CorrectionVersionRow>('correction_version', {
  ...scopeColumns,
  correctionId: primary('text'),
  transactionId: nullable('text'),
  epoch: nullable('int'),
  version: column('int'),
  op: nullable('text'),
  patch: column('json'),
  targetSeq: nullable('bigint'),
  targetLeaf: nullable('bytea'),
  entryIds: column('bigint[]'),
  originalDate: column('date'),
  effectiveDate: column('date'),
  postedAt: column('instant'),
})

/**
 * What a correction moves in a batch that is settled, or to another terminal: counted in the batch that is open at the
 * row's own terminal; null while none is open.
 */
export interface CorrectionAdjustmentRow extends ScopeColumns {
  correctionId: string
  batchId: string
  openBatchId: string | null
  currency: string
  exponent: number
  cardScope: string
  side: string
  count: number
  amount: bigint
  links: object
  at: Instant
}

export const correctionAdjustmentTable = table<CorrectionAdjustmentRow>('correction_adjustment', {
  ...scopeColumns,
  terminalId: primary('text'),
  correctionId: primary('text'),
  batchId: primary('text'),
  openBatchId: nullable('text'),
  currency: primary('text'),
  exponent: primary('int'),
  cardScope: primary('text'),
  side: primary('text'),
  count: column('int'),
  amount: column('minor'),
  links: column('json'),
  at: primary('instant'),
})

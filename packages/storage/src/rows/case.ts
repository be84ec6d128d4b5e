import type { CaseState, CurrencyLimits } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { type ScopeColumns, scopeColumns } from './journal.ts'
import { column, nullable, primary, table } from './table.ts'

type RuleMode = 'SHADOW' | 'PROPOSE' | 'AUTO'

/** What rules found with one root cause; of a terminal, or of what stands above it. */
export interface CorrectionCaseRow {
  id: string
  acquirerId: string
  agentId: string | null
  merchantId: string | null
  storeId: string | null
  terminalId: string | null
  path: string
  cause: string
  rule: string
  ruleVersion: number
  state: CaseState
  severity: string
  amount: bigint | null
  currency: string | null
  exponent: number | null
  openedAt: Instant
  changedAt: Instant
  closedAt: Instant | null
  verdict: 'RIGHT' | 'WRONG' | null
  judgedBy: string | null
  judgedAt: Instant | null
  suppressedUntil: Instant | null
  /** Since when a correction of it is to be drafted; null: it is not. */
  proposeAt: Instant | null
  /** When rules saw that what was judged is over, of how something is; null: the verdict holds. */
  lapsedAt: Instant | null
  facts: object
  version: number
}

export const correctionCaseTable = table<CorrectionCaseRow>('correction_case', {
  id: primary('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  merchantId: nullable('text'),
  storeId: nullable('text'),
  terminalId: nullable('text'),
  path: column('ltree'),
  cause: column('text'),
  rule: column('text'),
  ruleVersion: column('int'),
  state: column('text'),
  severity: column('text'),
  amount: nullable('minor'),
  currency: nullable('text'),
  exponent: nullable('int'),
  openedAt: column('instant'),
  changedAt: column('instant'),
  closedAt: nullable('instant'),
  verdict: nullable('text'),
  judgedBy: nullable('text'),
  judgedAt: nullable('instant'),
  suppressedUntil: nullable('instant'),
  proposeAt: nullable('instant'),
  lapsedAt: nullable('instant'),
  facts: column('json'),
  version: column('int'),
})

export interface CaseHitRow {
  caseId: string
  hash: string
  path: string
  rule: string
  ruleVersion: number
  mode: RuleMode
  facts: object
  foundAt: Instant
}

export const caseHitTable = table<CaseHitRow>('case_hit', {
  caseId: primary('text'),
  hash: primary('text'),
  path: column('ltree'),
  rule: column('text'),
  ruleVersion: column('int'),
  mode: column('text'),
  facts: column('json'),
  foundAt: column('instant'),
})

/** Who works on a case. */
export interface CaseClaimRow {
  caseId: string
  path: string
  personId: string
  at: Instant
}

export const caseClaimTable = table<CaseClaimRow>('case_claim', {
  caseId: primary('text'),
  path: column('ltree'),
  personId: column('text'),
  at: column('instant'),
})

/** How far a version of a rule may go at an acquirer. Version 0 is the switch of the rule as a whole; `*` is all rules. */
export interface RuleSettingRow {
  acquirerId: string
  rule: string
  ruleVersion: number
  path: string
  mode: RuleMode
  stopped: boolean
  reason: string
  changedBy: string
  changedAt: Instant
  version: number
}

export const ruleSettingTable = table<RuleSettingRow>('rule_setting', {
  acquirerId: primary('text'),
  rule: primary('text'),
  ruleVersion: primary('int'),
  path: column('ltree'),
  mode: column('text'),
  stopped: column('boolean'),
  reason: column('text'),
  changedBy: column('text'),
  changedAt: column('instant'),
  version: column('int'),
})

/** What an acquirer agreed on for one currency: tiers and caps of corrections. */
export interface CorrectionLimitRow extends CurrencyLimits {
  acquirerId: string
  currency: string
  path: string
  changedBy: string
  changedAt: Instant
  /** The request on which two people agreed. */
  changeId: string
  version: number
}

export const correctionLimitTable = table<CorrectionLimitRow>('correction_limit', {
  acquirerId: primary('text'),
  currency: primary('text'),
  path: column('ltree'),
  tierOne: column('minor'),
  tierTwo: column('minor'),
  dayStake: column('minor'),
  dayCount: column('int'),
  automatic: column('minor'),
  changedBy: column('text'),
  changedAt: column('instant'),
  changeId: column('text'),
  version: column('int'),
})

export interface RuleSuppressionRow {
  id: string
  acquirerId: string
  path: string
  rule: string
  cause: string | null
  ownerId: string
  reason: string
  createdAt: Instant
  until: Instant
  endedAt: Instant | null
}

export const ruleSuppressionTable = table<RuleSuppressionRow>('rule_suppression', {
  id: primary('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  rule: column('text'),
  cause: nullable('text'),
  ownerId: column('text'),
  reason: column('text'),
  createdAt: column('instant'),
  until: column('instant'),
  endedAt: nullable('instant'),
})

/** An attachment, by what is in it. */
export interface EvidenceRow extends ScopeColumns {
  sha256: Buffer
  name: string
  type: string
  bytes: number
  createdBy: string
  createdAt: Instant
}

export const evidenceTable = table<EvidenceRow>('evidence', {
  ...scopeColumns,
  terminalId: primary('text'),
  sha256: primary('bytea'),
  name: column('text'),
  type: column('text'),
  bytes: column('bigint'),
  createdBy: column('text'),
  createdAt: column('instant'),
})

/** What was shown in a case. */
export interface CaseEvidenceRow {
  caseId: string
  terminalId: string
  sha256: Buffer
  path: string
  addedBy: string
  addedAt: Instant
}

export const caseEvidenceTable = table<CaseEvidenceRow>('case_evidence', {
  caseId: primary('text'),
  terminalId: primary('text'),
  sha256: primary('bytea'),
  path: column('ltree'),
  addedBy: column('text'),
  addedAt: column('instant'),
})

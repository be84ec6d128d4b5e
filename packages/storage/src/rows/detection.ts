import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

/** What somebody found about a rule of a case. */
export interface RuleVerdictRow {
  caseId: string
  rule: string
  ruleVersion: number
  acquirerId: string
  path: string
  cause: string
  isRight: boolean
  judgedBy: string | null
  judgedAt: Instant
}

export const ruleVerdictTable = table<RuleVerdictRow>('rule_verdict', {
  caseId: primary('text'),
  rule: primary('text'),
  ruleVersion: primary('int'),
  acquirerId: column('text'),
  path: column('ltree'),
  cause: column('text'),
  isRight: column('boolean'),
  judgedBy: nullable('text'),
  judgedAt: column('instant'),
})

/** A version of a rule that is tried over the last months. */
export interface RuleLabRow {
  id: string
  acquirerId: string
  path: string
  rule: string
  ruleVersion: number
  /** The one beside which it is held. */
  againstVersion: number
  state: 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED'
  fromAt: Instant
  toAt: Instant
  position: string
  looked: number
  found: object
  report: object | null
  problem: string | null
  requestedBy: string
  requestedAt: Instant
  finishedAt: Instant | null
  version: number
}

export const ruleLabTable = table<RuleLabRow>('rule_lab', {
  id: primary('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  rule: column('text'),
  ruleVersion: column('int'),
  againstVersion: column('int'),
  state: column('text'),
  fromAt: column('instant'),
  toAt: column('instant'),
  position: column('text'),
  looked: column('bigint'),
  found: column('json'),
  report: nullable('json'),
  problem: nullable('text'),
  requestedBy: column('text'),
  requestedAt: column('instant'),
  finishedAt: nullable('instant'),
  version: column('int'),
})

/** What an acquirer knows better than a rule. */
export interface RuleExceptionRow {
  acquirerId: string
  kind: 'REPEAT_MERCHANT' | 'AGGREGATOR_PAIR'
  value: string
  path: string
  /** Whoever answers for it. */
  createdBy: string
  createdAt: Instant
  reason: string
  until: Instant
}

export const ruleExceptionTable = table<RuleExceptionRow>('rule_exception', {
  acquirerId: primary('text'),
  kind: primary('text'),
  value: primary('text'),
  path: column('ltree'),
  createdBy: column('text'),
  createdAt: column('instant'),
  reason: column('text'),
  until: column('instant'),
})

/** A terminal that is to be looked at, or was. */
export interface DetectionTerminalRow {
  terminalId: string
  dueAt: Instant | null
  lookedAt: Instant | null
  /** A business day that is to be looked at whole. */
  day: string | null
}

export const detectionTerminalTable = table<DetectionTerminalRow>('detection_terminal', {
  terminalId: primary('text'),
  dueAt: nullable('instant'),
  lookedAt: nullable('instant'),
  day: nullable('date'),
})

/** How far the records of a journal were looked at. */
export interface DetectionJournalRow {
  terminalId: string
  epoch: number
  lookedSeq: number
}

export const detectionJournalTable = table<DetectionJournalRow>('detection_journal', {
  terminalId: primary('text'),
  epoch: primary('int'),
  lookedSeq: column('bigint'),
})

/** A transaction that is to be looked at besides, by its key. */
export interface DetectionPlaceRow {
  terminalId: string
  batchNo: string
  stan: string
  msgClass: string
  dueAt: Instant
  /** Since when it is not decided. */
  since: Instant
}

export const detectionPlaceTable = table<DetectionPlaceRow>('detection_place', {
  terminalId: primary('text'),
  batchNo: primary('text'),
  stan: primary('text'),
  msgClass: primary('text'),
  dueAt: column('instant'),
  since: column('instant'),
})

/** A tap or a charge by its hash. */
export interface DetectionKeyRow {
  key: Buffer
  transactionId: string
  at: Instant
}

export const detectionKeyTable = table<DetectionKeyRow>('detection_key', {
  key: primary('bytea'),
  transactionId: primary('text'),
  at: column('instant'),
})

/** Declines or reversals of five minutes of one group. */
export interface DetectionWindowRow {
  acquirerId: string
  what: 'REVERSALS' | 'DECLINES'
  grp: string
  slot: Instant
  count: number
}

export const detectionWindowTable = table<DetectionWindowRow>('detection_window', {
  acquirerId: primary('text'),
  what: primary('text'),
  grp: primary('text'),
  slot: primary('instant'),
  count: column('int'),
})

/** A terminal said that it holds fewer records than before. */
export interface JournalMarkRow {
  terminalId: string
  epoch: number
  at: Instant
  countBefore: number
  count: number
  epochBefore: number
}

export const journalMarkTable = table<JournalMarkRow>('journal_mark', {
  terminalId: primary('text'),
  epoch: primary('int'),
  at: primary('instant'),
  countBefore: column('bigint'),
  count: column('bigint'),
  epochBefore: column('int'),
})

import type { CareInterval, CareKind, Visit } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type ScopeColumns, scopeColumns } from './journal.ts'
import { column, nullable, primary, table } from './table.ts'

export interface CareIntervalRow extends CareInterval {
  readonly acquirerId: string
  readonly path: string
  readonly changedBy: string
  readonly changedAt: Instant
}

export const careIntervalTable = table<CareIntervalRow>('care_interval', {
  acquirerId: primary('text'),
  kind: primary('text'),
  model: primary('text'),
  path: column('ltree'),
  days: column('int'),
  changedBy: column('text'),
  changedAt: column('instant'),
})

/** From when a terminal waits for its next visit. */
export interface TerminalCareRow {
  readonly terminalId: string
  readonly kind: CareKind
  readonly acquirerId: string
  readonly agentId: string | null
  readonly model: string
  readonly inUse: boolean
  readonly since: Instant
  /** The visit that counted last. */
  readonly visitId: string | null
  /** Since when a visit is overdue, once that is known; null: it is not. */
  readonly overdueSince: Instant | null
}

export const terminalCareTable = table<TerminalCareRow>('terminal_care', {
  terminalId: primary('text'),
  kind: primary('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  model: column('text'),
  inUse: column('boolean'),
  since: column('instant'),
  visitId: nullable('text'),
  overdueSince: nullable('instant'),
})

export interface CareVisitRow extends ScopeColumns, Omit<Visit, 'counts' | 'workOrder'> {
  readonly id: string
  readonly kind: CareKind
  readonly photos: readonly string[]
  readonly serial: string
  readonly model: string
  readonly doneAt: Instant
  readonly recordedAt: Instant
  readonly recordedBy: string
}

export const careVisitTable = table<CareVisitRow>('care_visit', {
  id: primary('text'),
  ...scopeColumns,
  kind: column('text'),
  outcome: column('text'),
  answers: column('json'),
  findings: column('text'),
  photos: column('text[]'),
  serial: column('text'),
  model: column('text'),
  doneAt: column('instant'),
  recordedAt: column('instant'),
  recordedBy: column('text'),
})

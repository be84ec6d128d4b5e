import type { Grant } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

/** The core's grant, with what only the record needs. */
export type GrantRow = Grant & {
  readonly path: string
  readonly reason: string
  readonly revokedBy: string | null
  /** Since when nothing is queued under it any more. */
  readonly closedAt: Instant | null
}

export const grantTable = table<GrantRow>('agent_grant', {
  id: primary('text'),
  nodeId: column('text'),
  path: column('ltree'),
  givenBy: column('text'),
  giverNodeId: column('text'),
  types: column('text[]'),
  tierMax: column('text'),
  budgetHour: column('int'),
  budgetDay: column('int'),
  terminalsMax: column('int'),
  reason: column('text'),
  givenAt: column('instant'),
  expiresAt: column('instant'),
  revokedAt: nullable('instant'),
  revokedBy: nullable('text'),
  closedAt: nullable('instant'),
  version: column('int'),
})

export interface GrantSpendingRow {
  grantId: string
  period: 'HOUR' | 'DAY'
  startsAt: Instant
  count: number
}

export const grantSpendingTable = table<GrantSpendingRow>('grant_spending', {
  grantId: primary('text'),
  period: primary('text'),
  startsAt: primary('instant'),
  count: column('int'),
})

export interface GrantChargeRow {
  commandId: string
  grantId: string
  hourFrom: Instant
  dayFrom: Instant
}

export const grantChargeTable = table<GrantChargeRow>('grant_charge', {
  commandId: primary('text'),
  grantId: primary('text'),
  hourFrom: column('instant'),
  dayFrom: column('instant'),
})

export interface DeputyRow {
  id: string
  absentId: string
  deputyId: string
  nodeId: string
  path: string
  role: string
  reason: string
  setBy: string
  setAt: Instant
  until: Instant
  endedAt: Instant | null
  endedBy: string | null
  version: number
}

export const deputyTable = table<DeputyRow>('deputy', {
  id: primary('text'),
  absentId: column('text'),
  deputyId: column('text'),
  nodeId: column('text'),
  path: column('ltree'),
  role: column('text'),
  reason: column('text'),
  setBy: column('text'),
  setAt: column('instant'),
  until: column('instant'),
  endedAt: nullable('instant'),
  endedBy: nullable('text'),
  version: column('int'),
})

import type { Alert, AlertRule, AlertState, AlertWatch, GroupKind } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { TerminalScope } from '../unit.ts'
import { column, nullable, primary, table } from './table.ts'

export type AlertRow = Alert & TerminalScope

const care = {
  state: column('text'),
  standing: column('boolean'),
  acknowledgedAt: nullable('instant'),
  acknowledgedBy: nullable('text'),
  clearedAt: nullable('instant'),
  clearedBy: nullable('text'),
  claimedBy: nullable('text'),
  dueAt: column('instant'),
  version: column('int'),
} as const

export const alertTable = table<AlertRow>('alert', {
  id: primary('text'),
  terminalId: column('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  merchantId: column('text'),
  storeId: column('text'),
  path: column('ltree'),
  subject: column('text'),
  severity: column('text'),
  raisedAt: column('instant'),
  endedAt: nullable('instant'),
  raises: column('int'),
  lastRaisedAt: column('instant'),
  incidentId: nullable('text'),
  mutedUntil: nullable('instant'),
  ...care,
})

export interface AlertWatchRow extends AlertWatch {
  readonly terminalId: string
}

export const alertWatchTable = table<AlertWatchRow>('alert_watch', {
  terminalId: primary('text'),
  subject: primary('text'),
  since: column('instant'),
  dueAt: column('instant'),
})

export interface AlertRuleRow extends AlertRule {
  readonly nodeId: string
  readonly path: string
  readonly version: number
  readonly changedAt: Instant
}

export const alertRuleTable = table<AlertRuleRow>('alert_rule', {
  nodeId: primary('text'),
  subject: primary('text'),
  path: column('ltree'),
  enabled: column('boolean'),
  severity: column('text'),
  holdMs: column('int'),
  clearMs: column('int'),
  raiseAt: nullable('int'),
  clearAt: nullable('int'),
  version: column('int'),
  changedAt: column('instant'),
})

export interface AlertMuteRow {
  readonly id: string
  readonly path: string
  readonly nodeId: string | null
  readonly terminalId: string | null
  readonly subject: string | null
  readonly reason: string
  readonly ownerId: string
  readonly since: Instant
  readonly until: Instant
  readonly endedAt: Instant | null
}

export const alertMuteTable = table<AlertMuteRow>('alert_mute', {
  id: primary('text'),
  path: column('ltree'),
  nodeId: nullable('text'),
  terminalId: nullable('text'),
  subject: nullable('text'),
  reason: column('text'),
  ownerId: column('text'),
  since: column('instant'),
  until: column('instant'),
  endedAt: nullable('instant'),
})

export interface IncidentRow {
  readonly id: string
  readonly acquirerId: string
  readonly path: string
  readonly kind: GroupKind
  readonly key: string
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  readonly hit: number
  readonly out: number
  readonly population: number
  readonly quietSince: Instant | null
  readonly state: AlertState
  readonly standing: boolean
  readonly acknowledgedAt: Instant | null
  readonly acknowledgedBy: string | null
  readonly clearedAt: Instant | null
  readonly clearedBy: string | null
  readonly claimedBy: string | null
  readonly dueAt: Instant
  readonly version: number
  /** Agents that were told of their part. */
  readonly agents: readonly string[]
  /** The wider incident that it turned out to be a part of. */
  readonly mergedInto: string | null
}

export const incidentTable = table<IncidentRow>('incident', {
  id: primary('text'),
  acquirerId: column('text'),
  path: column('ltree'),
  kind: column('text'),
  key: column('text'),
  startedAt: column('instant'),
  endedAt: nullable('instant'),
  hit: column('int'),
  out: column('int'),
  population: column('int'),
  quietSince: nullable('instant'),
  ...care,
  agents: column('text[]'),
  mergedInto: nullable('text'),
})

export interface IncidentTerminalRow {
  readonly incidentId: string
  readonly terminalId: string
  readonly path: string
  readonly since: Instant
  readonly backAt: Instant | null
}

export const incidentTerminalTable = table<IncidentTerminalRow>('incident_terminal', {
  incidentId: primary('text'),
  terminalId: primary('text'),
  path: column('ltree'),
  since: column('instant'),
  backAt: nullable('instant'),
})

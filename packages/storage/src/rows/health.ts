import type { FaultRecord } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface FaultRow extends FaultRecord {
  readonly terminalId: string
}

export const faultTable = table<FaultRow>('terminal_fault', {
  terminalId: primary('text'),
  code: primary('text'),
  since: column('instant'),
  severity: nullable('text'),
  detail: nullable('text'),
  reportedAt: nullable('instant'),
  derivedAt: nullable('instant'),
})

/** What a terminal may have in common with others. */
export interface TraitRow {
  readonly terminalId: string
  readonly acquirerId: string
  readonly agentId: string | null
  readonly tid: string
  readonly operator: string | null
  readonly cell: string | null
  readonly app: string | null
  readonly iccid: string | null
}

export const traitTable = table<TraitRow>('terminal_trait', {
  terminalId: primary('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  tid: column('text'),
  operator: nullable('text'),
  cell: nullable('text'),
  app: nullable('text'),
  iccid: nullable('text'),
})

/** Figures of one terminal, packed: of a moment, of an hour in twelve steps, of a day in twenty-four. */
export interface HistoryRow {
  readonly slot: number
  readonly terminalId: string
  readonly at: Instant
  readonly points: Buffer
}

const history = {
  slot: primary('int'),
  terminalId: primary('text'),
  at: primary('instant'),
  points: column('bytea'),
} as const

export const healthSampleTable = table<HistoryRow>('health_sample', history)
export const healthHourTable = table<HistoryRow>('health_hour', history)
export const healthDayTable = table<HistoryRow>('health_day', history)

/** An acquirer's or agent's terminals in use at one moment, and the payments of the ten minutes from it on. */
export interface FleetHistoryRow {
  readonly nodeId: string
  readonly at: Instant
  readonly online: number
  readonly degraded: number
  readonly offline: number
  readonly approved: number
  readonly answered: number
}

export const fleetHistoryTable = table<FleetHistoryRow>('fleet_history', {
  nodeId: primary('text'),
  at: primary('instant'),
  online: column('int'),
  degraded: column('int'),
  offline: column('int'),
  approved: column('int'),
  answered: column('int'),
})

export interface WorkPositionRow {
  readonly name: string
  readonly position: string
}

export const workPositionTable = table<WorkPositionRow>('work_position', {
  name: primary('text'),
  position: column('text'),
})

export interface ResponseCodeRow {
  readonly acquirerId: string
  readonly code: string
  readonly path: string
  readonly route: string
  readonly fault: string | null
  readonly changedAt: Instant
}

export const responseCodeTable = table<ResponseCodeRow>('response_code', {
  acquirerId: primary('text'),
  code: primary('text'),
  path: column('ltree'),
  route: column('text'),
  fault: nullable('text'),
  changedAt: column('instant'),
})

import type { ParameterValues } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

/** How a terminal is wished to be set. */
export interface TerminalParametersRow {
  terminalId: string
  version: number
  parameterValues: ParameterValues
  tag: string
  changedBy: string
  changedAt: Instant
  /** As its newest heartbeat tells it; null: it was not told since there is a wish. */
  reported: string | null
  /** Since when it holds something else than is wished; null: it does not, or does not say. */
  driftSince: Instant | null
  /** Its drift is known as a fault. */
  told: boolean
}

/** A wish; what the terminal holds is not part of it. */
export type ParametersWish = Omit<TerminalParametersRow, 'reported' | 'driftSince' | 'told'>

export const terminalParametersTable = table<TerminalParametersRow>('terminal_parameters', {
  terminalId: primary('text'),
  version: column('int'),
  parameterValues: column('json'),
  tag: column('text'),
  changedBy: column('text'),
  changedAt: column('instant'),
  reported: nullable('text'),
  driftSince: nullable('instant'),
  told: column('boolean'),
})

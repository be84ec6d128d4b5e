import type { ParameterValues } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, primary, table } from './table.ts'

/** How a terminal is wished to be set. */
export interface TerminalParametersRow {
  terminalId: string
  version: number
  parameterValues: ParameterValues
  tag: string
  changedBy: string
  changedAt: Instant
}

export const terminalParametersTable = table<TerminalParametersRow>('terminal_parameters', {
  terminalId: primary('text'),
  version: column('int'),
  parameterValues: column('json'),
  tag: column('text'),
  changedBy: column('text'),
  changedAt: column('instant'),
})

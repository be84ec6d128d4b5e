import { column, nullable, primary, table } from './table.ts'

export interface TerminalLabelRow {
  readonly terminalId: string
  readonly label: string
  readonly acquirerId: string
  readonly agentId: string | null
  readonly tid: string
}

export const terminalLabelTable = table<TerminalLabelRow>('terminal_label', {
  terminalId: primary('text'),
  label: primary('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  tid: column('text'),
})

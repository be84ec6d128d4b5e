import type { FileKind, FileReceipt } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type ScopeColumns, scopeColumns } from './journal.ts'
import { column, nullable, primary, table } from './table.ts'

/** The file of one command. */
export interface TerminalFileRow extends ScopeColumns {
  commandId: string
  kind: FileKind
  attempt: number
  ticketHash: string
  bytesMax: number
  expiresAt: Instant
  type: string | null
  bytes: number | null
  sha256: string | null
  received: number
  refused: FileReceipt['refused']
  completeAt: Instant | null
  keptBytes: number | null
  keptSha256: string | null
  cards: number | null
  erasedAt: Instant | null
}

export const terminalFileTable = table<TerminalFileRow>('terminal_file', {
  ...scopeColumns,
  commandId: primary('text'),
  kind: column('text'),
  attempt: column('int'),
  ticketHash: column('text'),
  bytesMax: column('bigint'),
  expiresAt: column('instant'),
  type: nullable('text'),
  bytes: nullable('bigint'),
  sha256: nullable('text'),
  received: column('bigint'),
  refused: nullable('text'),
  completeAt: nullable('instant'),
  keptBytes: nullable('bigint'),
  keptSha256: nullable('text'),
  cards: nullable('int'),
  erasedAt: nullable('instant'),
})

import type { CommandType, Tier } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface SelectionRow {
  id: string
  personId: string
  path: string
  filter: object
  terminalCount: number
  createdAt: Instant
  expiresAt: Instant
}

export const selectionTable = table<SelectionRow>('selection', {
  id: primary('text'),
  personId: column('text'),
  path: column('ltree'),
  filter: column('json'),
  terminalCount: column('int'),
  createdAt: column('instant'),
  expiresAt: column('instant'),
})

export interface SelectionTerminalRow {
  selectionId: string
  terminalId: string
}

export const selectionTerminalTable = table<SelectionTerminalRow>('selection_terminal', {
  selectionId: primary('text'),
  terminalId: primary('text'),
})

export interface BulkRow {
  id: string
  path: string
  nodeId: string
  type: CommandType
  params: Readonly<Record<string, unknown>>
  tier: Tier
  reason: string
  notAfter: Instant
  terminalCount: number
  commandCount: number
  breakdown: object
  state: 'RUNNING' | 'PENDING_APPROVAL' | 'APPROVED' | 'DENIED' | 'LAPSED'
  hash: string
  requestedBy: string
  /** The absent person for whom a deputy asked. */
  requestedFor: string | null
  requestedHuman: string | null
  requestedAt: Instant
  decidedBy: string | null
  decidedAt: Instant | null
  note: string | null
  lapsesAt: Instant | null
  breakGlassId: string | null
  version: number
  /** The frozen set, until the commands of all its terminals are made. */
  selectionId: string | null
  /** The last terminal whose turn has come. */
  madeThrough: string | null
  madeCount: number
  /** As it was when the action was asked for: what comes later is judged alike. */
  bulkRaise: number
  /** True while commands are to be made, or to be told what was decided. */
  unfinished: boolean
}

export const bulkTable = table<BulkRow>('bulk', {
  id: primary('text'),
  path: column('ltree'),
  nodeId: column('text'),
  type: column('text'),
  params: column('json'),
  tier: column('text'),
  reason: column('text'),
  notAfter: column('instant'),
  terminalCount: column('int'),
  commandCount: column('int'),
  breakdown: column('json'),
  state: column('text'),
  hash: column('text'),
  requestedBy: column('text'),
  requestedFor: nullable('text'),
  requestedHuman: nullable('text'),
  requestedAt: column('instant'),
  decidedBy: nullable('text'),
  decidedAt: nullable('instant'),
  note: nullable('text'),
  lapsesAt: nullable('instant'),
  breakGlassId: nullable('text'),
  version: column('int'),
  selectionId: nullable('text'),
  madeThrough: nullable('text'),
  madeCount: column('int'),
  bulkRaise: column('int'),
  unfinished: column('boolean'),
})

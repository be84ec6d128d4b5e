import type { ConformanceLevel, Presence, SignOnState, TerminalState } from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface TerminalRow {
  id: string
  acquirerId: string
  agentId: string | null
  merchantId: string
  storeId: string
  path: string
  acquirerCode: string
  tid: string
  mid: string
  state: TerminalState
  model: string
  level: ConformanceLevel
  heartbeatIntervalMs: Millis
  journalEpoch: number
  presence: Presence
  presenceSince: Instant
  signOn: SignOnState
  signOnSince: Instant | null
  signOnLockedUntil: Instant | null
  signOnFailures: Instant[]
  hostResponseCode: string | null
  batchNo: string | null
  keyCheck: string | null
  locked: boolean
  faults: string[]
  /** True while it has a fault, and for a while after: what lists of faulty terminals walk. */
  faultMark: boolean
  backupAt: Instant | null
  slotCommandId: string | null
  openCommands: number
  createdAt: Instant
  changedAt: Instant
  version: number
}

/** What is known of a terminal before it is heard of: who it is and where it stands. */
type Known =
  | 'id'
  | 'acquirerId'
  | 'agentId'
  | 'merchantId'
  | 'storeId'
  | 'path'
  | 'acquirerCode'
  | 'tid'
  | 'mid'
  | 'state'
  | 'model'

/** What a terminal begins with of which nothing was heard yet. */
export function unheardOf(at: Instant): Omit<TerminalRow, Known> {
  return {
    level: 'L0',
    heartbeatIntervalMs: 60_000,
    journalEpoch: 1,
    presence: 'OFFLINE',
    presenceSince: at,
    signOn: 'NEVER',
    signOnSince: null,
    signOnLockedUntil: null,
    signOnFailures: [],
    hostResponseCode: null,
    batchNo: null,
    keyCheck: null,
    locked: false,
    faults: [],
    faultMark: false,
    backupAt: null,
    slotCommandId: null,
    openCommands: 0,
    createdAt: at,
    changedAt: at,
    version: 1,
  }
}

export const terminalTable = table<TerminalRow>('terminal', {
  id: primary('text'),
  acquirerId: column('text'),
  agentId: nullable('text'),
  merchantId: column('text'),
  storeId: column('text'),
  path: column('ltree'),
  acquirerCode: column('text'),
  tid: column('text'),
  mid: column('text'),
  state: column('text'),
  model: column('text'),
  level: column('text'),
  heartbeatIntervalMs: column('int'),
  journalEpoch: column('int'),
  presence: column('text'),
  presenceSince: column('instant'),
  signOn: column('text'),
  signOnSince: nullable('instant'),
  signOnLockedUntil: nullable('instant'),
  signOnFailures: column('instant[]'),
  hostResponseCode: nullable('text'),
  batchNo: nullable('text'),
  keyCheck: nullable('text'),
  locked: column('boolean'),
  faults: column('text[]'),
  faultMark: column('boolean'),
  backupAt: nullable('instant'),
  slotCommandId: nullable('text'),
  openCommands: column('int'),
  createdAt: column('instant'),
  changedAt: column('instant'),
  version: column('int'),
})

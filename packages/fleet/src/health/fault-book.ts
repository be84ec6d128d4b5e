import type { Instant } from '@budeng/kernel'
import type { Severity } from './severity.ts'

/** Whose word sets or clears a fault: the terminal's own report, or what the platform makes of what it hears. */
export const FAULT_SOURCES = ['REPORTED', 'DERIVED'] as const
export type FaultSource = (typeof FAULT_SOURCES)[number]

/** A fault of a terminal that stands: as long as one of the two says so. */
export interface FaultRecord {
  readonly code: string
  readonly since: Instant
  /** The terminal's own word; null where it never reported it. */
  readonly severity: Severity | null
  readonly detail: string | null
  readonly reportedAt: Instant | null
  readonly derivedAt: Instant | null
}

export interface FaultWord {
  readonly code: string
  readonly set: boolean
  readonly source: FaultSource
  readonly at: Instant
  readonly severity?: Severity | undefined
  readonly detail?: string | undefined
}

export interface FaultStep {
  /** The record as it is now; null: the fault is gone. Undefined: nothing changes. */
  readonly record: FaultRecord | null | undefined
  /** What is worth an event: that it stands now, or no longer. */
  readonly event: 'SET' | 'CLEARED' | null
}

const NOTHING: FaultStep = { record: undefined, event: null }

/** What one word does to a fault. A word that says what is known changes nothing. */
export function stepFault(record: FaultRecord | undefined, word: FaultWord): FaultStep {
  const { code, set, source, at, severity, detail } = word
  const mark = source === 'REPORTED' ? 'reportedAt' : 'derivedAt'
  if (set) {
    if (record !== undefined && record[mark] !== null) return NOTHING
    const before = record ?? { code, since: at, severity: null, detail: null, reportedAt: null, derivedAt: null }
    const told = source === 'REPORTED' ? { severity: severity ?? null, detail: detail ?? null } : {}
    return { record: { ...before, ...told, [mark]: at }, event: record === undefined ? 'SET' : null }
  }
  if (record === undefined || record[mark] === null) return NOTHING
  const after = { ...record, [mark]: null }
  const isGone = after.reportedAt === null && after.derivedAt === null
  return { record: isGone ? null : after, event: isGone ? 'CLEARED' : null }
}

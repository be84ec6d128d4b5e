import type { Instant } from '@budeng/kernel'
import type { CommandState } from '../command.ts'
import type { Presence, TerminalSituation } from '../terminal.ts'
import type { PlaybookId, RecoveryEnd, RecoveryReason } from './playbook.ts'

export const STEP_OUTCOMES = ['SUCCEEDED', 'FAILED', 'SKIPPED'] as const
export type StepOutcome = (typeof STEP_OUTCOMES)[number]

/** What somebody must know although the terminal works again. */
export const RECOVERY_WARNINGS = ['JOURNAL_DIFFERS', 'JOURNAL_NOT_COMPARED', 'OTHER_FAULTS'] as const
export type RecoveryWarning = (typeof RECOVERY_WARNINGS)[number]

/** One step as it went. */
export interface StepRecord {
  readonly step: string
  readonly commandId: string | null
  readonly startedAt: Instant
  readonly endedAt: Instant
  readonly outcome: StepOutcome
  /** What a person said, or what a check found; empty when there is nothing to say. */
  readonly note: string
}

/** One attempt to bring one terminal back. */
export interface Recovery {
  readonly id: string
  readonly terminalId: string
  readonly deviceId: string
  readonly playbook: PlaybookId
  /** The person in whose name it runs; null: automatic recovery. */
  readonly startedBy: string | null
  readonly startedAt: Instant
  /** The step that is under way; null when it is over. */
  readonly step: string | null
  readonly stepStartedAt: Instant
  readonly commandId: string | null
  readonly steps: readonly StepRecord[]
  /** Journal root before the first disruptive step and after the last, hex; null where none was known. */
  readonly roots: { readonly before: string | null; readonly after: string | null }
  readonly warnings: readonly RecoveryWarning[]
  readonly end: RecoveryEnd | null
  readonly reason: RecoveryReason | null
  readonly endedAt: Instant | null
  readonly version: number
}

/** What is known of the terminal when a recovery is looked at. */
export interface RecoveryView {
  readonly situation: TerminalSituation
  readonly presence: Presence
  /** Fault codes that are set. */
  readonly faults: readonly string[]
  /** It is one of those hit by an open incident. */
  readonly inIncident: boolean
  /** What a comparison since the step began said of its journal and ours; NONE: its software sends no journal. */
  readonly journal: 'EQUAL' | 'DIFFERENT' | 'NOT_COMPARED' | 'NONE'
}

export type RecoveryEvent =
  | {
      readonly type: 'RecoveryStarted'
      readonly at: Instant
      readonly id: string
      readonly terminalId: string
      readonly deviceId: string
      readonly playbook: PlaybookId
      readonly by: string | null
      readonly root: string | null
      readonly step: string
    }
  | {
      readonly type: 'RecoveryStepEnded'
      readonly at: Instant
      readonly step: string
      readonly outcome: StepOutcome
      readonly note: string
    }
  /** For a step that is a command the shell makes it in the same transaction, and names it. */
  | {
      readonly type: 'RecoveryStepBegan'
      readonly at: Instant
      readonly step: string
      readonly commandId: string | null
    }
  | { readonly type: 'RecoveryWarned'; readonly at: Instant; readonly warning: RecoveryWarning }
  | {
      readonly type: 'RecoveryEnded'
      readonly at: Instant
      readonly end: RecoveryEnd
      readonly reason: RecoveryReason | null
      readonly root: string | null
    }

export type RecoveryInput =
  /** The command of the step that is under way ended so. */
  | { readonly kind: 'command'; readonly at: Instant; readonly commandId: string; readonly state: CommandState }
  /** The command of the step could not be asked for. */
  | { readonly kind: 'notAsked'; readonly at: Instant; readonly code: string }
  | {
      readonly kind: 'human'
      readonly at: Instant
      readonly step: string
      readonly worked: boolean
      readonly note: string
    }
  | { readonly kind: 'tick'; readonly at: Instant; readonly view: RecoveryView; readonly root: string | null }
  | { readonly kind: 'giveUp'; readonly at: Instant; readonly note: string }
  /** It is one of those hit by an outage now. */
  | { readonly kind: 'outage'; readonly at: Instant }
  | { readonly kind: 'terminalChanged'; readonly at: Instant; readonly code: 'SWAPPED' | 'MOVED' | 'RETIRED' }

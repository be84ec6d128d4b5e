import type { Instant } from '@budeng/kernel'
import type { StandingStop } from './stops/stop.ts'
import type { TerminalSituation } from './terminal.ts'
import type {
  Command,
  CommandResult,
  CommandState,
  CommandType,
  DeferralReason,
  Evidence,
  Tier,
  Why,
} from './command.ts'

/**
 * What can happen to a command. Every event carries what `evolve` needs and nothing secret; the shell stores it in the
 * `event` table in the transaction that changes the row.
 */
export type CommandEvent =
  | {
      readonly type: 'CommandRequested'
      readonly at: Instant
      readonly id: string
      readonly terminalId: string
      readonly commandType: CommandType
      readonly params: Readonly<Record<string, unknown>>
      readonly tier: Tier
      readonly reason: string
      readonly requestedBy: string | null
      readonly requestedHuman: string | null
      readonly bulkId: string | null
      readonly causedBy: string | null
      /** Left out where it may begin at once. */
      readonly notBefore?: Instant
      readonly notAfter: Instant
      readonly needsApproval: boolean
    }
  | {
      readonly type: 'CommandApproved'
      readonly at: Instant
      readonly by: string
      /** Only when the one who asked did it alone. */
      readonly breakGlassId?: string
    }
  | { readonly type: 'CommandDenied'; readonly at: Instant; readonly by: string; readonly note: string }
  | { readonly type: 'CommandLapsed'; readonly at: Instant }
  /** A backup must succeed first; the shell makes the BACKUP command with this id (`causedBy` = this command). */
  | { readonly type: 'CommandBackupRequired'; readonly at: Instant; readonly backupId: string }
  /** The backup that it waited for succeeded. */
  | { readonly type: 'CommandBackupReady'; readonly at: Instant }
  /** To be signed and handed to the gateway: the shell makes ticket, sequence number and bytes. */
  | {
      readonly type: 'CommandSigned'
      readonly at: Instant
      readonly attempt: number
      readonly deviceId: string
      readonly ticketHash: string | null
    }
  /** The same bytes are to be published once more. */
  | { readonly type: 'CommandRepublished'; readonly at: Instant }
  | { readonly type: 'CommandSent'; readonly at: Instant; readonly boot: number | null; readonly conn: number | null }
  | { readonly type: 'CommandAcknowledged'; readonly at: Instant }
  | {
      readonly type: 'CommandDeferred'
      readonly at: Instant
      readonly reason: DeferralReason
      readonly retryAt: Instant
    }
  | { readonly type: 'CommandRunning'; readonly at: Instant; readonly step: string | null }
  | { readonly type: 'CommandEvidenceFound'; readonly at: Instant; readonly evidence: Evidence }
  | { readonly type: 'CommandVerifying'; readonly at: Instant; readonly result: CommandResult }
  | { readonly type: 'CommandSilent'; readonly at: Instant; readonly askedAgain: boolean }
  /** The terminal says that it never saw these bytes: back in the queue, the same bytes once the slot is free. */
  | { readonly type: 'CommandNeverSeen'; readonly at: Instant }
  | {
      readonly type: 'CommandRetryPlanned'
      readonly at: Instant
      readonly attempt: number
      readonly notBefore: Instant
      readonly code: string
    }
  | { readonly type: 'CommandCancelRequested'; readonly at: Instant; readonly by: string }
  | { readonly type: 'CommandCancelRefused'; readonly at: Instant; readonly reason: string }
  | { readonly type: 'CommandLateResult'; readonly at: Instant; readonly result: CommandResult }
  /** The row only moves its timer or its sentence; not stored in the event table. */
  | { readonly type: 'CommandWaits'; readonly at: Instant; readonly why: Why; readonly dueAt: Instant | null }
  | {
      readonly type: 'CommandEnded'
      readonly at: Instant
      readonly state: Extract<
        CommandState,
        'SUCCEEDED' | 'FAILED' | 'REJECTED' | 'EXPIRED' | 'CANCELLED' | 'SUPERSEDED' | 'REMOVED' | 'UNVERIFIED'
      >
      readonly why: Why
      readonly result: CommandResult | null
    }

/** What is said to a command that exists. Times are the platform's. */
export type CommandInput =
  | { readonly kind: 'approve'; readonly at: Instant; readonly by: string; readonly breakGlassId?: string }
  | { readonly kind: 'deny'; readonly at: Instant; readonly by: string; readonly note: string }
  /** A timer is due, or something changed (hello, slot free, backup ended): look at it again. */
  | { readonly kind: 'tick'; readonly at: Instant; readonly situation: CommandTickFacts }
  | {
      readonly kind: 'published'
      readonly at: Instant
      readonly attempt: number
      readonly boot: number | null
      readonly conn: number | null
    }
  | { readonly kind: 'acknowledged'; readonly at: Instant; readonly attempt: number }
  | {
      readonly kind: 'deferred'
      readonly at: Instant
      readonly attempt: number
      readonly reason: DeferralReason
      readonly retryInMs: number
    }
  | { readonly kind: 'progress'; readonly at: Instant; readonly attempt: number; readonly step: string }
  | { readonly kind: 'result'; readonly at: Instant; readonly attempt: number; readonly result: CommandResult }
  | { readonly kind: 'evidence'; readonly at: Instant; readonly evidence: Evidence }
  /** The terminal answers a query: it never saw this (id, attempt). */
  | { readonly kind: 'neverSeen'; readonly at: Instant; readonly attempt: number }
  | { readonly kind: 'cancel'; readonly at: Instant; readonly by: string }
  | { readonly kind: 'cancelled'; readonly at: Instant; readonly attempt: number }
  | { readonly kind: 'cancelRejected'; readonly at: Instant; readonly attempt: number; readonly reason: string }
  | { readonly kind: 'supersede'; readonly at: Instant; readonly byCommandId: string }
  | { readonly kind: 'remove'; readonly at: Instant; readonly code: string }

/** What a tick must know besides the command. */
export interface CommandTickFacts {
  readonly terminal: TerminalSituation
  /** State of the BACKUP that this command waits for, when it waits for one. */
  readonly backup: Pick<Command, 'id' | 'state'> | null
  /** The stop under which its terminal stands. */
  readonly stop: StandingStop | null
  /** Id for a BACKUP, should one be needed. */
  readonly newBackupId: string
  /** A ticket hash for a RELOGIN, should it be signed now; null for other types. */
  readonly newTicketHash: string | null
}

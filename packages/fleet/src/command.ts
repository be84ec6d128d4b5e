import { type Instant, type Millis, TIERS, type Tier } from '@budeng/kernel'

/** Every type of this version. A type is one file in `command-types/`. */
export const COMMAND_TYPES = [
  'STATUS_GET',
  'SELF_TEST',
  'BACKUP',
  'PRESENCE_SHOW',
  'MESSAGE_SHOW',
  'RELOGIN',
  'APP_RESTART',
  'REBOOT',
  'LOCK',
  'UNLOCK',
  'JOURNAL_SYNC',
  'SETTLE',
  'NETWORK_RESET',
  'REBOOT_FORCED',
  'APP_CLEAR',
  'KEYS_RENEW',
  'LOGS_UPLOAD',
  'SCREEN_CAPTURE',
  'PARAMETERS_PULL',
  'SOFTWARE_UPDATE',
  'CORRECTION_APPLY',
] as const
export type CommandType = (typeof COMMAND_TYPES)[number]

// what screens offer; the table of types holds the same, and tests compare
const MADE_BY_PLATFORM = ['PRESENCE_SHOW', 'CORRECTION_APPLY'] as const satisfies readonly CommandType[]
const FREE = ['STATUS_GET', 'SELF_TEST', 'BACKUP'] as const satisfies readonly CommandType[]

export type RequestableType = Exclude<CommandType, (typeof MADE_BY_PLATFORM)[number]>
/** What people ask for by name; a presence check and a correction make the others. */
export const REQUESTABLE_TYPES: readonly RequestableType[] = COMMAND_TYPES.filter(
  (type): type is RequestableType => !(MADE_BY_PLATFORM as readonly CommandType[]).includes(type),
)
/** Of those, what a grant allows; the others only read, which needs none. */
export const GRANTABLE_TYPES = REQUESTABLE_TYPES.filter((type) => !(FREE as readonly CommandType[]).includes(type))

export { TIERS, type Tier }

/** States that never change again. UNKNOWN is not one of them: silence says nothing about the terminal. */
export const FINAL_STATES = [
  'SUCCEEDED',
  'FAILED',
  'REJECTED',
  'EXPIRED',
  'CANCELLED',
  'SUPERSEDED',
  'REMOVED',
  'UNVERIFIED',
  'DENIED',
  'LAPSED',
] as const

/** REQUESTED is the moment of the request itself: it is an event, and the row starts in the state that follows. */
export const COMMAND_STATES = [
  'PENDING_APPROVAL',
  'QUEUED',
  'SENT',
  'ACKNOWLEDGED',
  'DEFERRED',
  'RUNNING',
  'VERIFYING',
  'UNKNOWN',
  ...FINAL_STATES,
] as const
export type CommandState = (typeof COMMAND_STATES)[number]

export function isFinal(state: CommandState): boolean {
  return (FINAL_STATES as readonly CommandState[]).includes(state)
}

/** Who can vouch for a fact. */
export const WITNESSES = ['HOST', 'PLATFORM', 'TERMINAL'] as const
export type Witness = (typeof WITNESSES)[number]

export const EVIDENCE_KINDS = [
  'AMENDMENT_RECORDED',
  'ANSWER',
  'BACKUP_MATCHED',
  'BATCH_CLOSED',
  'BOOT_ROSE',
  'CONNECTION_RENEWED',
  'DIGITS_RIGHT',
  'FILE_RECEIVED',
  'HEARTBEAT_SIGNED_ON',
  'HOST_ECHO',
  'HOST_SIGN_ON',
  'JOURNAL_COMPLETE',
  'PARAMETERS_HELD',
  'PLATFORM_SIGN_ON',
  'VERSION_RUNNING',
] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]

/** What a file is that a command moves between terminal and platform. */
export const FILE_KINDS = ['LOGS', 'SCREEN', 'SOFTWARE', 'BACKUP'] as const
export type FileKind = (typeof FILE_KINDS)[number]

/** One proven fact, with its witness and the figures that a person may want to see. No secrets. */
export interface Evidence {
  readonly kind: EvidenceKind
  readonly witness: Witness
  readonly at: Instant
  readonly facts: Readonly<Record<string, string | number>>
}

export const DEFERRAL_REASONS = [
  'IN_TRANSACTION',
  'BUSY',
  'REVERSAL_PENDING',
  'UNSETTLED_BATCH',
  'OUTSIDE_WINDOW',
  'TIME_UNKNOWN',
] as const
export type DeferralReason = (typeof DEFERRAL_REASONS)[number]

export interface Deferral {
  readonly reason: DeferralReason
  /** When the first deferral of this command began: the budget counts from here. */
  readonly firstAt: Instant
  readonly retryAt: Instant
}

/** What the terminal said at the end. `data` is the answer of a reading command. */
export interface CommandResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'REJECTED' | 'INTERRUPTED' | 'NO_OP'
  /** Closed list per type, e.g. `HOST_UNREACHABLE`; empty when all went well. */
  readonly code: string
  readonly data?: Readonly<Record<string, unknown>>
  readonly at: Instant
}

/** Why a command is where it is: a code and its figures; each language has one sentence a code. */
export interface Why {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

/** One order to one terminal. Times are null until the fact happened. */
export interface Command {
  readonly id: string
  readonly terminalId: string
  /** The device that it was signed for; null until signed. */
  readonly deviceId: string | null
  readonly type: CommandType
  readonly params: Readonly<Record<string, unknown>>
  readonly tier: Tier
  readonly state: CommandState
  /** Rises with every change; mutations name the one they saw. */
  readonly version: number
  readonly reason: string
  /** Null: the platform itself (a backup before a disruptive command). */
  readonly requestedBy: string | null
  /** The human behind that account, as known then. */
  readonly requestedHuman: string | null
  /** A second person must release it; the worker signs nothing else. */
  readonly needsApproval: boolean
  readonly approvedBy: string | null
  /** Set when the one who asked released it alone, to be reviewed. */
  readonly breakGlassId: string | null
  readonly bulkId: string | null
  /** The command that made this one necessary. */
  readonly causedBy: string | null
  /** The BACKUP that must succeed first. */
  readonly waitsFor: string | null
  readonly attempt: number
  /** Publishes of the current attempt: the same bytes each time. */
  readonly publishes: number
  /** SHA-256 of the RELOGIN ticket of the current attempt, hex. */
  readonly ticketHash: string | null
  readonly requestedAt: Instant
  /** When the window opens in which it may begin; null: at once. */
  readonly notBefore: Instant | null
  readonly notAfter: Instant
  readonly signedAt: Instant | null
  /** Four facts stay apart: accepted (requestedAt), published, acknowledged by the application, finished. */
  readonly publishedAt: Instant | null
  readonly acknowledgedAt: Instant | null
  readonly runningAt: Instant | null
  readonly verifyingAt: Instant | null
  readonly unknownAt: Instant | null
  readonly finishedAt: Instant | null
  readonly deferral: Deferral | null
  readonly cancelRequestedAt: Instant | null
  readonly cancelRequestedBy: string | null
  /** Boot counter and connection when it was published, to see a restart. */
  readonly bootBefore: number | null
  readonly connBefore: number | null
  /** Last step that the terminal named, e.g. `HOST_SIGN_ON`. */
  readonly progress: string | null
  readonly evidence: readonly Evidence[]
  readonly result: CommandResult | null
  /** What arrived after the end; kept, changes nothing. */
  readonly lateResult: CommandResult | null
  readonly why: Why
  /** When somebody must look at it again; null when only an event can move it. */
  readonly dueAt: Instant | null
}

/** Lengths of time that a type may set for itself. */
export interface CommandTimers {
  readonly notAfterDefaultMs: Millis
  /** From publish to the application's acknowledgement. */
  readonly ackMs: Millis
  /** From acknowledgement (or the last progress) to a result. */
  readonly runningMs: Millis
  /** From the result to complete evidence. */
  readonly verifyMs: Millis
}

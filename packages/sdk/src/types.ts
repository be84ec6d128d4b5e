/** The parts of the API's types that the documents of this client select. Instants are RFC 3339 in UTC. */

export type Presence = 'ONLINE' | 'DEGRADED' | 'OFFLINE'
export type SignOnState = 'SIGNED_ON' | 'SIGNED_OFF' | 'EXPIRED' | 'LOCKED' | 'NEVER'
/** States may be added: treat one that is not listed as an open command. */
export type CommandState =
  | 'PENDING_APPROVAL'
  | 'QUEUED'
  | 'SENT'
  | 'ACKNOWLEDGED'
  | 'DEFERRED'
  | 'RUNNING'
  | 'VERIFYING'
  | 'UNKNOWN'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'REJECTED'
  | 'EXPIRED'
  | 'CANCELLED'
  | 'SUPERSEDED'
  | 'REMOVED'
  | 'UNVERIFIED'
  | 'DENIED'
  | 'LAPSED'

export interface Fact {
  readonly name: string
  readonly value: string
}

export interface UserError {
  readonly code: string
  readonly message: string
  readonly path: readonly string[] | null
  readonly facts: readonly Fact[]
}

export interface Viewer {
  readonly person: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly role: string
    readonly organisation: Named
  }
  readonly permissions: readonly string[]
  readonly language: 'ZH_CN' | 'EN'
  readonly timeZone: string
  readonly sessionExpiresAt: string
}

export interface Named {
  readonly id: string
  readonly name: string
}

export interface Terminal {
  readonly id: string
  readonly tid: string
  readonly mid: string
  readonly state: string
  readonly model: string
  readonly acquirer: Named & { readonly code: string }
  readonly merchant: Named
  readonly store: Named
  readonly presence: Presence
  readonly presenceSince: string
  readonly signOn: SignOnState
  readonly hostResponseCode: string | null
  readonly batchNo: string | null
  readonly faults: readonly string[]
}

export interface FleetCounts {
  readonly total: number
  readonly byStatus: readonly { readonly presence: Presence; readonly signOn: SignOnState; readonly count: number }[]
  readonly openCommands: number
  readonly pendingApprovals: number
  readonly at: string
}

export interface Evidence {
  readonly kind: string
  readonly witness: 'HOST' | 'PLATFORM' | 'TERMINAL'
  readonly at: string
  readonly facts: readonly Fact[]
}

export interface Command {
  readonly id: string
  readonly type: string
  readonly tier: string
  readonly state: CommandState
  readonly final: boolean
  readonly terminal: { readonly id: string; readonly tid: string }
  readonly why: { readonly code: string; readonly text: string }
  readonly reason: string
  readonly attempt: number
  readonly progress: string | null
  readonly evidence: readonly Evidence[]
  readonly missingEvidence: readonly string[]
  readonly byTerminalsWord: boolean
  readonly result: {
    readonly status: string
    readonly code: string
    readonly data: unknown
    readonly at: string
  } | null
  readonly requestedAt: string
  readonly notAfter: string
  readonly publishedAt: string | null
  readonly acknowledgedAt: string | null
  readonly finishedAt: string | null
  readonly version: number
}

export interface FleetEvent {
  readonly id: string
  readonly position: string | null
  readonly at: string
  readonly type: string
  readonly subject: string
  readonly text: string
}

/** An event of the feed, with what its type says. */
export interface FedEvent extends FleetEvent {
  readonly data: Readonly<Record<string, unknown>>
  readonly terminal: { readonly id: string; readonly tid: string } | null
}

/** What happened after a position, oldest first. */
export interface FeedBatch {
  readonly events: readonly FedEvent[]
  /** Keep it: the next reading goes on from here. */
  readonly position: string
  /** The position was older than the record goes back: load what you need anew, and go on from `position`. */
  readonly resync: boolean
}

/** Whole minor units as text: CNY 118.00 is `{ amount: '11800', currency: 'CNY', exponent: 2 }`. */
export interface Money {
  readonly amount: string
  readonly currency: string
  readonly exponent: number
}

export interface Transaction {
  readonly id: string
  readonly tid: string
  readonly batchNo: string
  readonly stan: string
  readonly msgClass: string
  readonly type: string | null
  readonly label: string
  readonly authorisation: string
  readonly reversal: string
  readonly followUp: string
  readonly settlement: string
  readonly synchronisation: string
  readonly amount: Money | null
  readonly net: Money | null
  readonly rrn: string | null
  readonly maskedCard: string | null
  readonly at: string
  readonly recordedAt: string
  readonly effectiveDate: string
  readonly late: boolean
  readonly merchant: Named | null
  readonly store: Named | null
}

/** Moments in RFC 3339; of `since` and `until`, and of `recordedSince` and `recordedUntil`, the first belongs to the span. */
export interface TransactionFilter {
  readonly organisationId?: string
  readonly tid?: string
  readonly since?: string
  readonly until?: string
  /** First heard of then: what came late of a span that was read before. */
  readonly recordedSince?: string
  readonly recordedUntil?: string
  readonly batchNo?: string
  readonly rrn?: string
}

/** Exactly one member. */
export type CommandInput =
  | { readonly statusGet: EmptyInput }
  | { readonly selfTest: EmptyInput }
  | { readonly backup: EmptyInput }
  | { readonly messageShow: { readonly template?: string; readonly text?: string } }
  | { readonly relogin: { readonly level?: 'TERMINAL' | 'OPERATOR' | 'BOTH' } }
  | { readonly appRestart: EmptyInput }
  | { readonly reboot: EmptyInput }
  | { readonly lock: EmptyInput }
  | { readonly unlock: EmptyInput }
  | { readonly journalSync: EmptyInput }
  | { readonly settle: EmptyInput }
  | { readonly networkReset: { readonly revertAfterSec?: number } }
  | { readonly rebootForced: EmptyInput }
  | { readonly appClear: EmptyInput }
  | { readonly keysRenew: EmptyInput }
  | { readonly logsUpload: { readonly sinceHours?: number } }
  | { readonly screenCapture: EmptyInput }
  | { readonly parametersPull: EmptyInput }
  | { readonly softwareUpdate: SoftwareManifest }
/** What the vendor signed of a package. */
export interface SoftwareManifest {
  readonly model: string
  readonly version: string
  readonly bytes: number
  readonly sha256: string
  readonly signature: string
}
export type EmptyInput = Readonly<Record<never, never>>

export interface TerminalFilter {
  readonly organisationId?: string
  readonly q?: string
  readonly presence?: readonly Presence[]
  readonly signOn?: readonly SignOnState[]
  /** Codes, e.g. `HW_PRINTER_JAM`: any of them. */
  readonly faults?: readonly string[]
  readonly hasFault?: boolean
  readonly hasOpenCommand?: boolean
  readonly offlineFor?: string
}

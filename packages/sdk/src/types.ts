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
  readonly language: string
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
  readonly hasFault?: boolean
  readonly hasOpenCommand?: boolean
  readonly offlineFor?: string
}

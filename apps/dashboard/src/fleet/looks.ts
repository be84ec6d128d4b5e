import type { BulkState, CommandState, Presence, PreviewKind, Severity, SignOnState } from '../api/generated/graphql.ts'
import type { Look } from '../ui/Mark.tsx'

/** How much something matters. */
export const SEVERITY_LOOKS: Readonly<Record<Severity, Look>> = {
  INFO: { tone: 'quiet', icon: 'minus' },
  WARNING: { tone: 'quiet', icon: 'attention' },
  MINOR: { tone: 'warn', icon: 'attention' },
  MAJOR: { tone: 'warn', icon: 'warning' },
  CRITICAL: { tone: 'bad', icon: 'warning' },
}

/** How each state looks. Only what asks for somebody is coloured loudly. */
export const PRESENCE_LOOKS: Readonly<Record<Presence, Look>> = {
  ONLINE: { tone: 'good', icon: 'full' },
  DEGRADED: { tone: 'warn', icon: 'half' },
  OFFLINE: { tone: 'quiet', icon: 'hollow' },
}

export const SIGN_ON_LOOKS: Readonly<Record<SignOnState, Look>> = {
  SIGNED_ON: { tone: 'good', icon: 'check' },
  SIGNED_OFF: { tone: 'warn', icon: 'attention' },
  EXPIRED: { tone: 'warn', icon: 'hourglass' },
  LOCKED: { tone: 'bad', icon: 'lock' },
  NEVER: { tone: 'quiet', icon: 'minus' },
}

export const COMMAND_LOOKS: Readonly<Record<CommandState, Look>> = {
  PENDING_APPROVAL: { tone: 'warn', icon: 'pause' },
  QUEUED: { tone: 'busy', icon: 'clock' },
  SENT: { tone: 'busy', icon: 'send' },
  ACKNOWLEDGED: { tone: 'busy', icon: 'send' },
  DEFERRED: { tone: 'warn', icon: 'hourglass' },
  RUNNING: { tone: 'busy', icon: 'turn' },
  VERIFYING: { tone: 'busy', icon: 'turn' },
  UNKNOWN: { tone: 'warn', icon: 'question' },
  SUCCEEDED: { tone: 'good', icon: 'check' },
  FAILED: { tone: 'bad', icon: 'cross' },
  REJECTED: { tone: 'bad', icon: 'cross' },
  EXPIRED: { tone: 'quiet', icon: 'hourglass' },
  CANCELLED: { tone: 'quiet', icon: 'stop' },
  SUPERSEDED: { tone: 'quiet', icon: 'minus' },
  REMOVED: { tone: 'quiet', icon: 'minus' },
  UNVERIFIED: { tone: 'warn', icon: 'question' },
  DENIED: { tone: 'bad', icon: 'stop' },
  LAPSED: { tone: 'quiet', icon: 'hourglass' },
}

/** The states of the API, and the one that a person looks for: all its commands have ended. */
export type ShownBulkState = BulkState | 'FINISHED'

export const BULK_LOOKS: Readonly<Record<ShownBulkState, Look>> = {
  FINISHED: { tone: 'good', icon: 'check' },
  RUNNING: { tone: 'busy', icon: 'turn' },
  PENDING_APPROVAL: { tone: 'warn', icon: 'pause' },
  APPROVED: { tone: 'busy', icon: 'check' },
  DENIED: { tone: 'bad', icon: 'stop' },
  LAPSED: { tone: 'quiet', icon: 'hourglass' },
}

export const PREVIEW_LOOKS: Readonly<Record<PreviewKind, Look>> = {
  RUN_NOW: { tone: 'good', icon: 'check' },
  QUEUED_OFFLINE: { tone: 'busy', icon: 'clock' },
  OUTSIDE_WINDOW: { tone: 'busy', icon: 'clock' },
  DEFERRED: { tone: 'warn', icon: 'hourglass' },
  CONFLICTING: { tone: 'warn', icon: 'pause' },
  NOT_ALLOWED: { tone: 'quiet', icon: 'stop' },
  NOT_HELPFUL: { tone: 'quiet', icon: 'minus' },
}

/** Signed out in any of its ways. */
export const SIGNED_OUT = ['SIGNED_OFF', 'EXPIRED', 'LOCKED'] as const satisfies readonly SignOnState[]

export function isSignedOut(signOn: SignOnState): boolean {
  return (SIGNED_OUT as readonly SignOnState[]).includes(signOn)
}

export function shownBulkState(bulk: {
  readonly state: BulkState
  readonly commandCount: number
  readonly finishedCount: number
}): ShownBulkState {
  const isSent = bulk.state === 'RUNNING' || bulk.state === 'APPROVED'
  return isSent && bulk.commandCount > 0 && bulk.finishedCount === bulk.commandCount ? 'FINISHED' : bulk.state
}

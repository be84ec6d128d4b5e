import type { Instant, Millis } from '@budeng/kernel'
import type { ResponseRoute } from './health/response-codes.ts'

/** The logical terminal's life. Only an ACTIVE terminal takes commands. */
export const TERMINAL_STATES = ['REGISTERED', 'ACTIVE', 'SUSPENDED', 'RETIRED'] as const
export type TerminalState = (typeof TERMINAL_STATES)[number]

/** States in which a terminal has work to do: only of these it is said whether they are reachable and signed on. */
export const STATES_IN_USE = ['ACTIVE', 'SUSPENDED'] as const satisfies readonly TerminalState[]

/**
 * Where a person may take a terminal from where it stands; its enrolment alone makes it ACTIVE the first time. What is in
 * use is suspended before it is retired, so that it can still send what it holds; who is retired stays so.
 */
const STEPS: Readonly<Record<TerminalState, readonly TerminalStep[]>> = {
  REGISTERED: ['RETIRED'],
  ACTIVE: ['SUSPENDED'],
  SUSPENDED: ['ACTIVE', 'RETIRED'],
  RETIRED: [],
}

/** A state into which a person takes a terminal. */
export type TerminalStep = Exclude<TerminalState, 'REGISTERED'>

export function stepsOfTerminal(state: TerminalState): readonly TerminalStep[] {
  return STEPS[state]
}

/** The physical device's life. At most one ASSIGNED device a terminal. */
export const DEVICE_STATES = ['IN_STOCK', 'ASSIGNED', 'SWAPPED_OUT', 'BLOCKED'] as const
export type DeviceState = (typeof DEVICE_STATES)[number]

/** What a terminal's software can do: L0 status and re-login, L1 journal, L2 digests, L3 corrections. */
export const CONFORMANCE_LEVELS = ['L0', 'L1', 'L2', 'L3'] as const
export type ConformanceLevel = (typeof CONFORMANCE_LEVELS)[number]

/** Platform sign-on as last proven or reported; NEVER until the first one. */
export const SIGN_ON_STATES = ['SIGNED_ON', 'SIGNED_OFF', 'EXPIRED', 'LOCKED', 'NEVER'] as const
export type SignOnState = (typeof SIGN_ON_STATES)[number]

/** What can be said of reachability: connected and heartbeat fresh, only one of the two, neither. */
export const PRESENCES = ['ONLINE', 'DEGRADED', 'OFFLINE'] as const
export type Presence = (typeof PRESENCES)[number]

/** A terminal as commands and previews see it: what is known of it now, in one plain value. */
export interface TerminalSituation {
  readonly terminalId: string
  readonly state: TerminalState
  /** The assigned device, or null: nothing can be sent. */
  readonly deviceId: string | null
  /** Since when that device is held, because two of it were alive; null: it is not. */
  readonly heldSince: Instant | null
  readonly level: ConformanceLevel
  /** Command types that the device said it supports; null until its first `hello`. */
  readonly supports: readonly string[] | null
  readonly connected: boolean
  /** Number of the current (or last) connection, from the terminal's disk; null before the first. */
  readonly conn: number | null
  readonly heartbeatAt: Instant | null
  readonly heartbeatIntervalMs: Millis
  readonly offlineSince: Instant | null
  readonly signOn: SignOnState
  readonly inTransaction: boolean
  readonly busy: boolean
  readonly reversalPending: boolean
  /** Money counts in its open batch: as it says itself, else by what came of its journal. */
  readonly unsettledBatch: boolean
  readonly locked: boolean
  /** Boots counted by the device; null before the first report. */
  readonly boot: number | null
  /** Response code of the last host sign-on, e.g. `77`; null when none is known. */
  readonly hostResponseCode: string | null
  /** Where its acquirer says that this code leads; null for none, and for a code that nobody has explained. */
  readonly hostRoute: ResponseRoute | null
  /** When the last BACKUP succeeded. */
  readonly backupAt: Instant | null
  /** The command that holds the terminal's one slot for mutating commands. */
  readonly slotHeldBy: string | null
}

import type { CommandType, Health, HostEchoAnswer, HostSignOnAnswer, JsonObject, PresenceWords } from '@budeng/protocol'

/** Monotonic time and one-shot timers. A simulator hands in one wheel for thousands of terminals. */
export interface Scheduler {
  /** Milliseconds that only rise; no wall clock. */
  nowMs(): number
  /** Runs once after the delay; the returned function calls it off. */
  after(delayMs: number, run: () => void): () => void
}

/** Randomness: nonces need bytes that nobody can guess; jitter needs a number in [0, 1). */
export interface Randomness {
  bytes(size: number): Uint8Array
  unit(): number
}

/** What one MQTT connection is opened with. Client id and user name are the same. [P-2.4] */
export interface ConnectionOptions {
  readonly clientId: string
  readonly password: string
  readonly subscribe: string
  readonly will: { readonly topic: string; readonly payload: Uint8Array }
}

/** How a connection tells of itself, never from within `open`. `closed` comes once, also when connecting failed, but not after `close`. */
export interface ConnectionEvents {
  /** Connected and subscribed. */
  connected(): void
  message(payload: Uint8Array): void
  closed(): void
}

export interface Connection {
  publish(topic: string, payload: Uint8Array, qos: 0 | 1): void
  /** `graceful` says goodbye, so that the will is not sent; otherwise the line just drops. */
  close(graceful: boolean): void
}

/** Opens one connection; trying again is the terminal's business. */
export interface Transport {
  open(options: ConnectionOptions, events: ConnectionEvents): Connection
}

/** The acquirer's host. `null` means that it could not be reached. [P-8.1] */
export interface Host {
  signOn(terminal: HostTerminal): Promise<HostSignOnAnswer | null>
  echo(terminal: HostTerminal): Promise<HostEchoAnswer | null>
}

export interface HostTerminal {
  readonly acquirer: string
  readonly tid: string
  readonly mid?: string | undefined
}

/** What keeps a terminal from being disturbed just now. */
export interface Conditions {
  readonly inTransaction: boolean
  readonly busy: boolean
  readonly reversalPending: boolean
}

/** The machine around the protocol: what a vendor connects to its own hardware. */
export interface Device {
  health(): Health
  /** Asked before each start of a command; call `Terminal.conditionsChanged` when it becomes better. */
  conditions(): Conditions
  /** A merchant's or vendor's own rule against a type of command: the code of its rejection, or null. */
  refuses?(type: CommandType): string | null
  /** Each check by name; one `false` makes the self-test fail. */
  selfTest(): Promise<Readonly<Record<string, boolean>>>
  /** What a BACKUP keeps beside the journal. */
  parameters(): JsonObject
  /** Ends this run of the application (APP) or of the machine (DEVICE). Called last; what comes back is a new `Terminal`. */
  restart(kind: 'APP' | 'DEVICE'): void
}

/** Asks the cashier to log in again on the terminal itself; operator passwords never leave it. */
export interface Operator {
  logIn(waitMs: number): Promise<'LOGGED_IN' | 'REFUSED' | 'TIMED_OUT'>
}

/** One frame of the screen. Presence is kept out of captures, logs and messages. [P-12.3] */
export type Frame =
  | { readonly frame: 'PRESENCE'; readonly digits: string; readonly words: PresenceWords; readonly showSec: number }
  | { readonly frame: 'MESSAGE'; readonly text: string; readonly showSec: number }
  | { readonly frame: 'LOCK'; readonly locked: boolean }

export interface Screen {
  show(frame: Frame): void
}

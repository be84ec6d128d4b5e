import type {
  CommandType,
  Health,
  HostEchoAnswer,
  HostSignOnAnswer,
  JsonObject,
  ParameterValues,
  PresenceWords,
  WireTotal,
} from '@budeng/protocol'
import type { CardType, RecordType } from '@budeng/transactions'

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

/** What an online message is about, as the host must be told it. Amounts are minor units as decimal text. */
export interface HostRequest {
  readonly terminal: HostTerminal
  readonly type: RecordType
  readonly batch: string
  readonly stan: string
  readonly amount?: string
  readonly currency?: string
  readonly exponent?: number
  /** MMDDhhmmss on the terminal's clock; a repeat carries the first one. */
  readonly localTime?: string
  readonly panMasked?: string
  readonly panToken?: string
  readonly panSeq?: string
  readonly entryMode?: string
  readonly atc?: number
  readonly cryptogramHash?: string
  readonly scope?: 'DOMESTIC' | 'FOREIGN'
  readonly merchantOrder?: string
  readonly channelOrder?: string
  /** What it voids, refunds, completes, adjusts or reverses; host-filled members where the terminal knows them. */
  readonly original?: HostOriginal
  /** 1 for the first sending; a repeat (0221, 0401) is the same message once more. */
  readonly attempt: number
  /** What the reader gave for this one message: never in the journal, a log or a store. Absent in repeats after a restart. */
  readonly card?: { readonly pan: string; readonly expiry?: string; readonly emv?: Uint8Array }
}

export interface HostOriginal {
  readonly batch: string
  readonly stan: string
  readonly type: RecordType
  readonly rrn?: string
  readonly authCode?: string
  readonly localTime?: string
}

/** The host's answer. `00` and the codes that ask to confirm with the issuer are approved. */
export interface HostAnswer {
  readonly responseCode: string
  readonly rrn?: string
  readonly authCode?: string
  readonly midReturned?: string
  /** YYYY-MM-DD */
  readonly settlementDate?: string
  readonly cardType?: CardType
  readonly channelOrder?: string
}

/** Totals of a batch as the terminal has them, to be settled. */
export interface SettlementRequest {
  readonly terminal: HostTerminal
  readonly batch: string
  readonly stan: string
  readonly totals: readonly WireTotal[]
  readonly attempt: number
  /** The end of an upload (processing code 96): how many details were sent. */
  readonly uploaded?: number
}

/** One transaction as an upload tells it: more than this the field's form has no place for. Never a whole card number. */
export interface UploadDetail {
  readonly scope: 'DOMESTIC' | 'FOREIGN'
  readonly stan: string
  readonly panMasked?: string
  readonly amount: string
}

/** Some details of a batch whose totals differ, at most UPLOAD_DETAILS_MAX. */
export interface UploadRequest {
  readonly terminal: HostTerminal
  readonly batch: string
  readonly stan: string
  readonly details: readonly UploadDetail[]
  readonly attempt: number
}

export interface SettlementAnswer {
  readonly responseCode: string
  /** As in field 48 of 0510: equal, not equal, or an error, for each scope that was asked. */
  readonly result: 'BALANCED' | 'UNBALANCED' | 'ERROR'
}

/**
 * The acquirer's host for money. `null`: no answer came, and nobody knows what the host did. An implementation bounds its
 * own waiting (HOST_TIMEOUT_MS), never repeats a message by itself, and takes a message that it has seen before (same
 * batch and STAN, higher `attempt`) as a repeat. [P-18]
 */
export interface HostLink {
  /** 0100 or 0200, by type: sale, void, refund, pre-authorisation, completion, inquiry, QR. */
  authorise(request: HostRequest): Promise<HostAnswer | null>
  /** 0220: an offline sale or an adjustment, which has happened already. */
  advise(request: HostRequest): Promise<HostAnswer | null>
  /** 0400: undoes `original`. 25: the host does not know it. */
  reverse(request: HostRequest): Promise<HostAnswer | null>
  /** 0320: details, when the totals differ. [P-19.10] */
  upload(request: UploadRequest): Promise<Pick<HostAnswer, 'responseCode'> | null>
  /** 0500; with processing code 96 at the end of an upload. */
  settle(request: SettlementRequest): Promise<SettlementAnswer | null>
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
  /** What the machine's own clock shows when the platform's time is `countedMs`; most just look. How wrong it is, each heartbeat tells. [P-6.5] */
  clockMs?(countedMs: number): number
  /** Asked before each start of a command; call `Terminal.conditionsChanged` when it becomes better. */
  conditions(): Conditions
  /** A merchant's or vendor's own rule against a type of command: the code of its rejection, or null. */
  refuses?(type: CommandType): string | null
  /** Each check by name; one `false` makes the self-test fail. */
  selfTest(): Promise<Readonly<Record<string, boolean>>>
  /** What a BACKUP keeps beside the journal. */
  parameters(): JsonObject
  /** A network that can begin anew. Left out: NETWORK_RESET is not supported. [P-9.13] */
  readonly network?: ResettableNetwork
  /** Asks the vendor's own key injection for new keys. Left out: KEYS_RENEW is not supported. [P-9.15] */
  renewKeys?(): Promise<'LOADED' | 'REFUSED' | 'UNREACHABLE'>
  /** Throws away the application's own caches and settings; may come twice. [P-9.14] */
  clear?(): void
  /** Takes parameters over, all or none: names that it does not take. May come twice. Left out: PARAMETERS_PULL is not supported. [P-24.2] */
  applyParameters?(values: ParameterValues): readonly string[]
  /** Two places for software, one of which runs. Left out: SOFTWARE_UPDATE is not supported. [P-25] */
  readonly software?: SoftwareSlots
  /** The vendor's own log of the last hours, as lines. [P-23.6] */
  log?(sinceHours: number): string
  /** What stands on the screen; null while it may not be seen. Left out, as usual: SCREEN_CAPTURE is not supported. [P-23.7] */
  captureScreen?(): Content | null
  /** Ends this run of the application (APP) or of the machine (DEVICE). Called last; what comes back is a new `Terminal`. */
  restart(kind: 'APP' | 'DEVICE'): void
}

/** Each may come twice, and after a power cut. */
export interface ResettableNetwork {
  /** Keeps the present settings aside, forgets what was learned, and starts from the settings of its set-up. */
  reset(): void
  /** The reset did well: what was kept aside is forgotten. */
  keep(): void
  /** Takes back what was kept aside. */
  revert(): void
}

/** What is to be sent; text is masked before anything else sees it. */
export interface Content {
  readonly type: 'text/plain; charset=utf-8' | 'image/png' | 'application/octet-stream'
  readonly bytes: Uint8Array
}

/** Software beside software: what is installed runs from the next start on, until `rollback` or for good. Each may come twice. */
export interface SoftwareSlots {
  readonly model: string
  /** Ed25519, 32 bytes, base64url: from the factory. */
  readonly vendorKey: string
  /** The version that runs. */
  version(): string
  /** Puts a package into the other place and makes it the one of the next start. */
  install(version: string, read: (from: number, length: number) => Uint8Array, bytes: number): void
  /** The new software did well: the old one may go. */
  confirm(): void
  /** The old software is the one of the next start. */
  rollback(): void
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
  /** The presence screen is shown: nothing may be captured. [P-12.3] */
  readonly isPrivate?: boolean
  show(frame: Frame): void
}

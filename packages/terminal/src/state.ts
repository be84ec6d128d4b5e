import type {
  Command,
  JsonObject,
  KeyList,
  Outcome,
  ParameterValues,
  SignOnState,
  Stream,
  StreamMessage,
} from '@budeng/protocol'
import { RING_SIZE } from '@budeng/protocol'
import {
  applyJournal,
  emptyJournal,
  forgetAcknowledgements,
  type JournalEntry,
  journalFromJson,
  type JournalState,
  journalToJson,
} from './journal/journal-state.ts'
import { EMPTY_WINDOW, type SequenceWindow, take, windowAbove } from './window.ts'

/** Who this terminal is, from enrolment. Secrets: in the identity file only. */
export interface Identity {
  readonly device: string
  readonly acquirer: string
  readonly tid: string
  readonly serial: string
  /** Seed of the device's Ed25519 pair, base64url. */
  readonly seed: string
  readonly mqttSecret: string
  readonly k: string
  readonly rootKey: string
  /** Key list as enrolled; a newer one is in the state. */
  readonly keyList: string
}

type Distribute<Message> = Message extends unknown ? Omit<Message, 'v' | 'conn' | 'n' | 'seq'> : never
/** A stream message as it is kept: what a connection adds is added on sending. */
export type StreamBody = Distribute<StreamMessage>

export type CommandPhase = 'ACKNOWLEDGED' | 'DEFERRED' | 'RUNNING' | 'FINISHED' | 'CANCELLED'

/** What is remembered of one (command id, attempt). [P-9.3] */
export interface RingEntry {
  readonly id: string
  readonly attempt: number
  readonly phase: CommandPhase
  /** The command itself, until it is finished. */
  readonly command?: Command | undefined
  /** A restart was ordered by this command and is under way. [P-9.8] */
  readonly leaving?: boolean | undefined
  readonly outcome?: Outcome | undefined
}

/** The command whose network reset is on trial. */
export interface NetworkTrial {
  readonly id: string
  readonly attempt: number
}

/** The parameters that it was told, whole. [P-24.2] */
export interface HeldParameters {
  readonly version: number
  readonly values: ParameterValues
}

/** After enrolment, and after APP_CLEAR. */
const NO_PARAMETERS: HeldParameters = { version: 0, values: {} }

/** New software that is being put in, or that has to prove itself. [P-25.3] */
export interface Update {
  readonly id: string
  readonly attempt: number
  readonly from: string
  readonly to: string
  readonly confirmSec: number
  readonly phase: 'INSTALLING' | 'TRIAL'
}

/** A file that is on its way to the platform: its bytes lie in the staging. */
export interface Outgoing {
  readonly id: string
  readonly attempt: number
  readonly bytes: number
  readonly sha256: string
  readonly type: string
}

/** All that survives a power cut beside the identity. Changed by `apply` only. */
export interface TerminalState {
  /** True from the loss of the store until a welcome gave the floors. [P-5.7] */
  storeLost: boolean
  conn: number
  boot: number
  window: SequenceWindow
  ring: Map<string, RingEntry>
  outbox: Record<Stream, Map<number, StreamBody>>
  /** Highest sequence number ever used, by stream. */
  used: Record<Stream, number>
  signOn: SignOnState
  batch: string | null
  kcv: string | null
  locked: boolean
  epoch: number
  era: number
  rootKey: string | null
  keyList: KeyList | null
  /** A network that was reset and has yet to bring the platform back. [P-9.13] */
  networkTrial: NetworkTrial | null
  outgoing: Outgoing | null
  parameters: HeldParameters
  update: Update | null
  /** Hash of the package whose bytes lie in the staging; null: none do. */
  incoming: string | null
  /** Journals, batches and what is under way: empty at level L0. */
  journal: JournalState
}

/** One change of the state; several in one `append` are all or nothing. */
export type Entry =
  | JournalEntry
  | { readonly e: 'conn'; readonly conn: number }
  | { readonly e: 'boot'; readonly boot: number }
  | { readonly e: 'taken'; readonly seq: number }
  | { readonly e: 'ring'; readonly entry: RingEntry }
  | { readonly e: 'out'; readonly stream: Stream; readonly body: StreamBody }
  | {
      readonly e: 'acked'
      readonly stream: Stream
      readonly era: number
      readonly throughSeq: number
      readonly missing: readonly number[]
    }
  | { readonly e: 'signOn'; readonly signOn: SignOnState; readonly batch?: string; readonly kcv?: string }
  | { readonly e: 'locked'; readonly locked: boolean }
  | { readonly e: 'networkTrial'; readonly trial: NetworkTrial | null }
  | { readonly e: 'parameters'; readonly parameters: HeldParameters }
  | { readonly e: 'update'; readonly update: Update | null }
  | { readonly e: 'incoming'; readonly sha256: string | null }
  | { readonly e: 'outgoing'; readonly outgoing: Outgoing | null }
  /** The application is as after enrolment. [P-9.14] */
  | { readonly e: 'cleared' }
  | { readonly e: 'agreed'; readonly epoch: number; readonly era: number }
  | { readonly e: 'floor'; readonly highestSeq: number; readonly reportSeq: number; readonly replySeq: number }
  | { readonly e: 'keys'; readonly rootKey: string; readonly keyList: KeyList }
  | { readonly e: 'snapshot'; readonly state: JsonObject }

export function emptyState(storeLost: boolean): TerminalState {
  return {
    storeLost,
    conn: 0,
    boot: 0,
    window: EMPTY_WINDOW,
    ring: new Map(),
    outbox: { report: new Map(), reply: new Map() },
    used: { report: 0, reply: 0 },
    signOn: 'SIGNED_OFF',
    batch: null,
    kcv: null,
    locked: false,
    epoch: 0,
    era: 0,
    rootKey: null,
    keyList: null,
    networkTrial: null,
    outgoing: null,
    parameters: NO_PARAMETERS,
    update: null,
    incoming: null,
    journal: emptyJournal(),
  }
}

export function ringKey(id: string, attempt: number): string {
  return `${id}|${attempt}`
}

/** Makes one change. Total over what was written by this code. */
export function apply(state: TerminalState, entry: Entry): void {
  switch (entry.e) {
    case 'conn':
      state.conn = entry.conn
      break
    case 'boot':
      state.boot = entry.boot
      break
    case 'taken':
      state.window = take(state.window, entry.seq) ?? state.window
      break
    case 'ring':
      remember(state.ring, entry.entry)
      break
    case 'out':
      state.used[entry.stream]++
      state.outbox[entry.stream].set(state.used[entry.stream], entry.body)
      break
    case 'acked':
      setEra(state, entry.era)
      forget(state.outbox[entry.stream], entry.throughSeq, new Set(entry.missing))
      break
    case 'signOn':
      state.signOn = entry.signOn
      state.batch = entry.batch ?? state.batch
      state.kcv = entry.kcv ?? state.kcv
      break
    case 'locked':
      state.locked = entry.locked
      break
    case 'networkTrial':
      state.networkTrial = entry.trial
      break
    case 'parameters':
      state.parameters = entry.parameters
      break
    case 'update':
      state.update = entry.update
      break
    case 'incoming':
      state.incoming = entry.sha256
      break
    case 'outgoing':
      state.outgoing = entry.outgoing
      break
    case 'cleared':
      Object.assign(state, { signOn: 'SIGNED_OFF', batch: null, kcv: null, parameters: NO_PARAMETERS })
      break
    case 'agreed':
      state.epoch = entry.epoch
      setEra(state, entry.era)
      break
    case 'floor':
      state.storeLost = false
      state.window = windowAbove(entry.highestSeq)
      state.used = { report: entry.reportSeq, reply: entry.replySeq }
      break
    case 'keys':
      state.rootKey = entry.rootKey
      state.keyList = entry.keyList
      break
    case 'snapshot':
      Object.assign(state, stateFromJson(entry.state))
      break
    default:
      applyJournal(state.journal, entry)
  }
}

/** A restored platform may know less of the journal than it acknowledged. [P-17.10] */
function setEra(state: TerminalState, era: number): void {
  if (era > state.era) forgetAcknowledgements(state.journal)
  state.era = era
}

/** Keeps the newest 256; one that still waits or runs goes last. */
function remember(ring: Map<string, RingEntry>, entry: RingEntry): void {
  ring.set(ringKey(entry.id, entry.attempt), entry)
  if (ring.size <= RING_SIZE) return
  let oldest: string | undefined
  for (const [key, { phase }] of ring) {
    oldest ??= key
    if (phase === 'FINISHED' || phase === 'CANCELLED') {
      oldest = key
      break
    }
  }
  if (oldest !== undefined) ring.delete(oldest)
}

function forget(waiting: Map<number, StreamBody>, throughSeq: number, missing: ReadonlySet<number>): void {
  for (const seq of waiting.keys()) {
    if (seq > throughSeq) break
    if (!missing.has(seq)) waiting.delete(seq)
  }
}

/** The whole state as JSON, for one line of a fresh log. */
export function stateToJson(state: TerminalState): JsonObject {
  const { window, ring, outbox } = state
  return JSON.parse(
    JSON.stringify({
      ...state,
      window: { highest: window.highest, taken: window.taken.toString(16) },
      ring: [...ring.values()],
      outbox: { report: [...outbox.report], reply: [...outbox.reply] },
      journal: journalToJson(state.journal),
    }),
  ) as JsonObject
}

function stateFromJson(json: JsonObject): TerminalState {
  const stored = json as unknown as Omit<TerminalState, 'window' | 'ring' | 'outbox'> & {
    window: { highest: number; taken: string }
    ring: RingEntry[]
    outbox: Record<Stream, [number, StreamBody][]>
  }
  return {
    ...stored,
    // a log that was written before there were trials and files
    networkTrial: stored.networkTrial ?? null,
    outgoing: stored.outgoing ?? null,
    parameters: stored.parameters ?? NO_PARAMETERS,
    update: stored.update ?? null,
    incoming: stored.incoming ?? null,
    window: { highest: stored.window.highest, taken: BigInt(`0x${stored.window.taken}`) },
    ring: new Map(stored.ring.map((entry) => [ringKey(entry.id, entry.attempt), entry])),
    outbox: { report: new Map(stored.outbox.report), reply: new Map(stored.outbox.reply) },
    journal: journalFromJson(stored.journal),
  }
}

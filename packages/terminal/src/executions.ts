import {
  type Command,
  type CommandParams,
  type CommandType,
  type CorrectionOrder,
  type JsonObject,
  type Outcome,
  presenceDigits,
  presenceWords,
  PRESENCE_SHOW_SEC_DEFAULT,
  NETWORK_REVERT_SEC_DEFAULT,
  parametersTag,
} from '@budeng/protocol'
import { backupBytes, backupFile, backupInChunks } from './backup.ts'
import type { BackupJournal } from './journal/trade.ts'
import type { NetworkReset } from './network-reset.ts'
import type { Conditions, Content, Device, Screen } from './ports.ts'
import type { SignOnSteps } from './sign-on.ts'
import type { Entry, StreamBody } from './state.ts'
import type { Store } from './store.ts'
import type { Updates } from './updates.ts'
import type { Uploads } from './uploads.ts'

/** The machine's conditions, and whether a batch waits to be settled. */
export interface TerminalConditions extends Conditions {
  readonly unsettledBatch: boolean
}

export interface ExecutionParts {
  readonly store: Store
  readonly device: Device
  /** What keeps the terminal from being disturbed: the machine's word and the till's. */
  conditions(): TerminalConditions
  /** What a BACKUP keeps of the journal. */
  backupJournal(): BackupJournal
  readonly screen: Screen
  readonly signOn: SignOnSteps
  readonly digitsKey: Uint8Array
  readonly wordsKey: Uint8Array
  /** Only asked at level L3. */
  applyCorrection(order: CorrectionOrder): Outcome
  /** Only asked from level L1 on. */
  syncJournal(): Outcome
  settle(): Outcome | Promise<Outcome>
  /** Null: the machine's network cannot begin anew. */
  readonly networkReset: NetworkReset | null
  /** Null: the terminal speaks no HTTP with the platform. */
  readonly uploads: Uploads | null
  /** Null: the machine has one place for software. */
  readonly updates: Updates | null
  /** What the application itself remembers, as lines of its log. */
  log(): readonly string[]
  /** What STATUS_GET answers. */
  status(): JsonObject
  reply(...bodies: readonly StreamBody[]): void
  signOnChanged(): void
  /** A heartbeat out of turn. */
  beat(): void
}

/** A restart has no outcome in this run: the next one reports it. */
export const LEAVING = Symbol('leaving')
export type Ended = Outcome | typeof LEAVING

type Execution<Type extends CommandType> = (
  parts: ExecutionParts,
  params: CommandParams[Type],
  command: Command,
) => Ended | Promise<Ended>

const done = (code: string, data?: JsonObject): Outcome => ({ status: 'SUCCEEDED', code, ...(data ? { data } : {}) })
const UNSUPPORTED: Outcome = { status: 'REJECTED', code: 'UNSUPPORTED' }
const MESSAGE_SHOW_SEC_DEFAULT = 60

/** What each command does. [P-9.9] [P-17.13] [P-19.11] [P-22.5] */
export const executions: { readonly [Type in CommandType]: Execution<Type> } = {
  STATUS_GET: (parts) => done('STATUS', parts.status()),

  SELF_TEST: async ({ device }) => {
    const checks = await device.selfTest()
    const passed = Object.values(checks).every(Boolean)
    return passed ? done('PASSED', { checks }) : { status: 'FAILED', code: 'SELF_TEST_FAILED', data: { checks } }
  },

  BACKUP: ({ store, device, reply, backupJournal, uploads }, _params, command) => {
    const { batch } = store.state
    const bytes = backupBytes({ parameters: device.parameters(), batch, ...backupJournal() })
    return backUp(uploads, command, bytes, reply)
  },

  PRESENCE_SHOW: ({ screen, digitsKey, wordsKey }, { showSec = PRESENCE_SHOW_SEC_DEFAULT }, { id }) => {
    screen.show({
      frame: 'PRESENCE',
      digits: presenceDigits(digitsKey, id),
      words: presenceWords(wordsKey, id),
      showSec,
    })
    return done('SHOWN')
  },

  MESSAGE_SHOW: ({ screen }, { text, showSec = MESSAGE_SHOW_SEC_DEFAULT }) => {
    screen.show({ frame: 'MESSAGE', text, showSec })
    return done('SHOWN')
  },

  RELOGIN: ({ signOn, reply }, { level }, { id, attempt, ticket }) =>
    signOn.run({ level, ticket, progress: (step) => reply({ kind: 'progress', id, attempt, step }) }),

  APP_RESTART: (parts, _params, command) => leave(parts, command, 'APP'),
  REBOOT: (parts, _params, command) => leave(parts, command, 'DEVICE'),

  LOCK: (parts) => setLocked(parts, true),
  UNLOCK: (parts) => setLocked(parts, false),

  JOURNAL_SYNC: (parts) => parts.syncJournal(),
  SETTLE: (parts) => parts.settle(),

  NETWORK_RESET: ({ networkReset }, { revertAfterSec = NETWORK_REVERT_SEC_DEFAULT }, { id, attempt }) =>
    networkReset?.run({ id, attempt }, revertAfterSec) ?? UNSUPPORTED,

  REBOOT_FORCED: (parts, _params, command) => leave(parts, command, 'DEVICE'),

  // what the machine throws away it can throw away twice; that it was done is on disk with the order to restart [P-9.14]
  APP_CLEAR: (parts, _params, command) => {
    parts.device.clear?.()
    return leave(parts, command, 'APP', { e: 'cleared' })
  },

  KEYS_RENEW: (parts, _params, command) => renewKeys(parts, command),

  LOGS_UPLOAD: (parts, { sinceHours, bytesMax }, command) =>
    upload(parts, command, bytesMax, () => {
      const lines = [...parts.log(), parts.device.log?.(sinceHours) ?? ''].join('\n')
      return { type: 'text/plain; charset=utf-8', bytes: newest(Buffer.from(lines), bytesMax) }
    }),

  SOFTWARE_UPDATE: async ({ updates, reply }, manifest, { id, attempt, ticket }) => {
    if (updates === null || ticket === undefined) return UNSUPPORTED
    const progress = (step: string) => reply({ kind: 'progress', id, attempt, step })
    return (await updates.run({ commandId: id, attempt, ticket, manifest, progress })) ?? LEAVING
  },

  PARAMETERS_PULL: (parts, wished) => pullParameters(parts, wished),

  SCREEN_CAPTURE: (parts, { bytesMax }, command) => {
    const { device, screen, store } = parts
    const isKept = store.state.outgoing?.id === command.id
    const seen = isKept || screen.isPrivate === true ? null : (device.captureScreen?.() ?? null)
    if (seen === null && !isKept) return { status: 'FAILED', code: 'NOT_NOW' }
    return upload(parts, command, bytesMax, () => seen)
  },

  CORRECTION_APPLY: (parts, order) => parts.applyCorrection(order),
}

/** The order to restart is on disk before it is given: a boot without it means that the power went first. [P-9.8] */
function leave(
  { store, device }: ExecutionParts,
  command: Command,
  kind: 'APP' | 'DEVICE',
  ...entries: readonly Entry[]
): Ended {
  const { id, attempt } = command
  store.append(...entries, { e: 'ring', entry: { id, attempt, phase: 'RUNNING', command, leaving: true } })
  device.restart(kind)
  return LEAVING
}

/** Small ones at once and in chunks; large ones as a file, where that goes. */
function backUp(
  uploads: Uploads | null,
  command: Command,
  bytes: Buffer,
  reply: ExecutionParts['reply'],
): Outcome | Promise<Outcome> {
  const inChunks = () => {
    const { chunks, outcome } = backupInChunks(command.id, command.attempt, bytes)
    reply(...chunks)
    return outcome
  }
  const send = backupFile(uploads, command, bytes)
  return send === null ? inChunks() : send().then((outcome) => outcome ?? inChunks())
}

/** The file of a command, from where it stood. [P-23] */
function upload(
  { uploads, reply }: ExecutionParts,
  { id, attempt, ticket }: Command,
  bytesMax: number,
  content: () => Content | null,
): Ended | Promise<Ended> {
  if (uploads === null || ticket === undefined) return UNSUPPORTED
  reply({ kind: 'progress', id, attempt, step: 'UPLOADING' })
  return uploads.run({ commandId: id, attempt, ticket, bytesMax, content })
}

/** All or nothing, and told by the next heartbeat. [P-24.2] */
function pullParameters({ store, device, beat }: ExecutionParts, wished: CommandParams['PARAMETERS_PULL']): Outcome {
  const held = store.state.parameters
  if (wished.version < held.version) return { status: 'REJECTED', code: 'OLD_VERSION', data: { version: held.version } }
  const tag = parametersTag(wished.version, wished.values)
  if (tag === parametersTag(held.version, held.values)) return { status: 'NO_OP', code: 'UP_TO_DATE' }
  const names = device.applyParameters?.(wished.values) ?? []
  if (names.length > 0) return { status: 'FAILED', code: 'PARAMETERS_REFUSED', data: { names: [...names] } }
  store.append({ e: 'parameters', parameters: wished })
  beat()
  return done('PARAMETERS_APPLIED', { version: wished.version })
}

/** The last bytes, from the start of a line. */
function newest(bytes: Buffer, bytesMax: number): Uint8Array {
  if (bytes.length <= bytesMax) return bytes
  const end = bytes.subarray(bytes.length - bytesMax)
  return end.subarray(end.indexOf(0x0a) + 1)
}

/** The vendor's injection, then a sign-on that proves the new keys to host and platform. [P-9.15] */
async function renewKeys({ device, signOn, reply }: ExecutionParts, command: Command): Promise<Outcome> {
  const { id, attempt, ticket } = command
  const progress = (step: string) => reply({ kind: 'progress', id, attempt, step })
  progress('KEY_INJECTION')
  const loaded = (await device.renewKeys?.()) ?? 'REFUSED'
  if (loaded !== 'LOADED') return { status: 'FAILED', code: `KEY_INJECTION_${loaded}` }
  const outcome = await signOn.run({ level: 'TERMINAL', ticket, progress })
  return outcome.status === 'SUCCEEDED' ? { ...outcome, code: 'KEYS_RENEWED' } : outcome
}

/** UNLOCK also clears a sign-on that was locked by failures: the terminal may then sign on anew. */
function setLocked({ store, screen, signOnChanged }: ExecutionParts, locked: boolean): Outcome {
  const clearsSignOn = !locked && store.state.signOn === 'LOCKED'
  if (store.state.locked === locked && !clearsSignOn)
    return { status: 'NO_OP', code: locked ? 'ALREADY_LOCKED' : 'NOT_LOCKED' }
  const entries: Entry[] = [{ e: 'locked', locked }]
  if (clearsSignOn) entries.push({ e: 'signOn', signOn: 'SIGNED_OFF' })
  store.append(...entries)
  screen.show({ frame: 'LOCK', locked })
  signOnChanged()
  return done(locked ? 'LOCKED' : 'UNLOCKED')
}

import { z } from 'zod'
import { DeferReason } from './commands.ts'
import {
  batch,
  bytes16,
  bytes32,
  bytes64,
  bytes72,
  code,
  commandId,
  commandTypeName,
  counter,
  envelope,
  instant,
  keyCheckValue,
  positive,
  text,
  u32,
} from './fields.ts'
import { Health } from './health.ts'
import type { JsonObject } from './json.ts'
import { journalSchemas } from './journal.ts'
import { CHUNKS_MAX, CHUNK_BYTES_MAX, DETAIL_CHARS_MAX, RETRY_SEC_MAX, SUPPORTS_MAX } from './limits.ts'
import type { Channel } from './topics.ts'

export const SignOnState = z.enum(['SIGNED_ON', 'SIGNED_OFF', 'EXPIRED', 'LOCKED'])
export type SignOnState = z.infer<typeof SignOnState>

export const Severity = z.enum(['INFO', 'WARNING', 'MINOR', 'MAJOR', 'CRITICAL'])
export type Severity = z.infer<typeof Severity>

export const ResultStatus = z.enum(['SUCCEEDED', 'FAILED', 'REJECTED', 'INTERRUPTED', 'NO_OP'])
export type ResultStatus = z.infer<typeof ResultStatus>

export const CancelRejection = z.enum(['RUNNING', 'FINISHED'])
export type CancelRejection = z.infer<typeof CancelRejection>

/** What a terminal knows of a command, in answer to a query. [P-9.11] */
export const CommandState = z.enum(['UNKNOWN', 'ACKNOWLEDGED', 'DEFERRED', 'RUNNING', 'FINISHED', 'CANCELLED'])
export type CommandState = z.infer<typeof CommandState>

export const HostSignOnResult = z.enum(['APPROVED', 'DECLINED', 'UNREACHABLE'])
export type HostSignOnResult = z.infer<typeof HostSignOnResult>

const resultData = z.custom<JsonObject>((value) => value !== null && typeof value === 'object' && !Array.isArray(value))
/** What ended a command: a status, a code, and figures by type. */
export const Outcome = z.object({ status: ResultStatus, code, data: resultData.optional() })
export type Outcome = z.infer<typeof Outcome>

const stream = { ...envelope, seq: positive }
// reports carry the counted time, replies the command that they answer [P-10.5]
const report = { ...stream, at: instant.nullable() }
const reply = { ...stream, id: commandId, attempt: positive }
const shortText = text(64)

const schemas = {
  // [P-5.1]
  hello: z.object({
    ...envelope,
    kind: z.literal('hello'),
    nonce: bytes32,
    keyListVersion: counter,
    highestSeq: counter,
    storeLost: z.boolean(),
    boot: counter,
    level: z.int().min(0).max(3),
    versions: z.object({ app: shortText, os: shortText, model: shortText }),
    supports: z.array(commandTypeName).max(SUPPORTS_MAX),
    epoch: counter,
    era: counter,
    reportSeq: counter,
    replySeq: counter,
    // from level L1 on [P-17.5]
    journalSeq: u32.optional(),
    journalFrom: u32.optional(),
  }),
  hb: z.object({
    ...envelope,
    kind: z.literal('hb'),
    signOn: SignOnState,
    batch: batch.nullable(),
    epoch: counter,
    boot: counter,
    inTransaction: z.boolean(),
    busy: z.boolean(),
    reversalPending: z.boolean(),
    locked: z.boolean(),
    uptimeSec: counter,
    health: Health,
    clockSkewMs: z.int().optional(),
    // what still waits: records, sales to forward, reversals [P-18.6]
    queue: z.object({ records: u32, forwards: u32, reversals: u32 }).optional(),
    digest: bytes72.optional(), // level L2 [P-20.1]
  }),
  lost: z.object({ ...envelope, kind: z.literal('lost'), n: z.literal(0) }),
  fault: z.object({
    ...report,
    kind: z.literal('fault'),
    code: z.string().regex(/^(SYS|NET|HW|SEC|AUTH|TXN)_[A-Z0-9_]{1,40}$/),
    set: z.boolean(),
    severity: Severity,
    detail: text(DETAIL_CHARS_MAX).optional(),
  }),
  boot: z.object({
    ...report,
    kind: z.literal('boot'),
    boot: counter,
    reason: z.enum(['POWER_ON', 'COMMAND', 'CRASH', 'UPDATE', 'UNKNOWN']),
  }),
  hostSignOn: z.object({
    ...report,
    kind: z.literal('hostSignOn'),
    result: HostSignOnResult,
    responseCode: z
      .string()
      .regex(/^[0-9A-Z]{2}$/)
      .nullable(),
    batch: batch.nullable(),
    kcv: keyCheckValue.nullable(),
  }),
  ack: z.object({ ...reply, kind: z.literal('ack') }),
  defer: z.object({ ...reply, kind: z.literal('defer'), reason: DeferReason, retryInSec: counter.max(RETRY_SEC_MAX) }),
  progress: z.object({ ...reply, kind: z.literal('progress'), step: code, detail: text(DETAIL_CHARS_MAX).optional() }),
  result: z.object({ ...reply, ...Outcome.shape, kind: z.literal('result') }),
  cancelled: z.object({ ...reply, kind: z.literal('cancelled') }),
  cancelRejected: z.object({ ...reply, kind: z.literal('cancelRejected'), reason: CancelRejection }),
  status: z.object({ ...reply, kind: z.literal('status'), state: CommandState, result: Outcome.optional() }),
  chunk: z.object({
    ...reply,
    kind: z.literal('chunk'),
    index: z
      .int()
      .min(0)
      .max(CHUNKS_MAX - 1),
    count: z.int().min(1).max(CHUNKS_MAX),
    bytes: z
      .string()
      .max(Math.ceil((CHUNK_BYTES_MAX * 4) / 3))
      .regex(/^[A-Za-z0-9_-]*$/),
    sha256: bytes32,
  }),
  nonceRequest: z.object({ ...envelope, kind: z.literal('nonceRequest') }),
  proof: z.object({
    ...envelope,
    kind: z.literal('proof'),
    nonce: bytes32,
    ticket: bytes16.optional(),
    epoch: counter,
    batch,
    kcv: keyCheckValue,
    sig: bytes64,
  }),
  ...journalSchemas,
} as const

export const upSchemas = schemas
export type UpKind = keyof typeof schemas
/** The messages of one kind, e.g. `UpOf<'hb'>`. */
export type UpOf<Kind extends UpKind> = z.infer<(typeof schemas)[Kind]>
export type UpMessage = { [Kind in UpKind]: UpOf<Kind> }[UpKind]

/** The channel on which each kind may come; anywhere else it is refused. [P-2.3] */
export const channelOf: Readonly<Record<UpKind, Channel>> = {
  hello: 'hello',
  hb: 'hb',
  lost: 'hb',
  fault: 'report',
  boot: 'report',
  hostSignOn: 'report',
  ack: 'reply',
  defer: 'reply',
  progress: 'reply',
  result: 'reply',
  cancelled: 'reply',
  cancelRejected: 'reply',
  status: 'reply',
  chunk: 'reply',
  nonceRequest: 'signon',
  proof: 'signon',
  records: 'journal',
  batchOpen: 'journal',
  batchClose: 'journal',
  compared: 'journal',
}

export type ReportKind = 'fault' | 'boot' | 'hostSignOn'
export type ReplyKind = 'ack' | 'defer' | 'progress' | 'result' | 'cancelled' | 'cancelRejected' | 'status' | 'chunk'
export type ReportMessage = UpOf<ReportKind>
export type ReplyMessage = UpOf<ReplyKind>
/** Messages that a terminal keeps and sends again until our acknowledgement names them. [P-10.1] */
export type StreamMessage = ReportMessage | ReplyMessage

/** The two streams of messages, each with a dense sequence of its own. Journal records are not messages: chapter 17. [P-10.1] */
export const Stream = z.enum(['report', 'reply'])
export type Stream = z.infer<typeof Stream>

/** The stream to which a message belongs, or null for state that is not kept (hello, heartbeat, sign-on). */
export function streamOf(kind: UpKind): Stream | null {
  const channel = channelOf[kind]
  return channel === 'report' || channel === 'reply' ? channel : null
}

export function isUpKind(name: unknown): name is UpKind {
  return typeof name === 'string' && Object.hasOwn(schemas, name)
}

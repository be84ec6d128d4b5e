import { z } from 'zod'
import { bytes32, code, commandId, counter, positive, version } from './fields.ts'
import { batchNotice, compare } from './journal.ts'
import { ACK_MISSING_MAX } from './limits.ts'
import { Stream } from './messages-up.ts'

/** What we acknowledge: the two streams of messages, and the journal. [P-10.3] [P-17.7] */
export const AckStream = z.enum([...Stream.options, 'journal'])
export type AckStream = z.infer<typeof AckStream>

/** Our acknowledgement: everything through `throughSeq` except `missing` is committed. [P-10.3] */
const ack = z.object({
  v: version,
  kind: z.literal('ack'),
  stream: AckStream,
  era: counter,
  epoch: counter,
  throughSeq: counter,
  missing: z.array(positive).max(ACK_MISSING_MAX),
  root: bytes32.optional(),
  tag: bytes32,
})

/** "What became of this command?" [P-9.11] */
const query = z.object({ v: version, kind: z.literal('query'), id: commandId, attempt: positive })

/** The nonce for one platform sign-on, bound to the device and its `conn`. [P-7.2] */
const nonce = z.object({ v: version, kind: z.literal('nonce'), nonce: bytes32, conn: positive })

/** The answer to a proof. [P-7.5] */
const signon = z.object({
  v: version,
  kind: z.literal('signon'),
  nonce: bytes32,
  result: z.enum(['SIGNED_ON', 'REFUSED']),
  code: code.optional(),
  tag: bytes32,
})

export const downSchemas = { ack, query, nonce, signon, compare, batch: batchNotice } as const
export type DownKind = keyof typeof downSchemas
export type DownOf<Kind extends DownKind> = z.infer<(typeof downSchemas)[Kind]>
/** Downward messages that are one JSON object; all else downward is a compact JWS. [P-2.8] */
export type DownMessage = { [Kind in DownKind]: DownOf<Kind> }[DownKind]
export type Ack = DownOf<'ack'>
export type SignOnAnswer = DownOf<'signon'>

export function isDownKind(name: unknown): name is DownKind {
  return typeof name === 'string' && Object.hasOwn(downSchemas, name)
}

/** Why a proof was refused; a terminal shows it and starts again with a new nonce. [P-7.6] */
export const SignOnRefusal = z.enum([
  'NONCE_UNKNOWN',
  'NONCE_EXPIRED',
  'SIGNATURE_INVALID',
  'TICKET_INVALID',
  'EPOCH_MISMATCH',
  'LOCKED',
  'DEVICE_BLOCKED',
])
export type SignOnRefusal = z.infer<typeof SignOnRefusal>

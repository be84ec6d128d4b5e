import { createPublicKey, type KeyObject } from 'node:crypto'
import { sha256 } from './bytes.ts'
import { signBytes, verifyBytes } from './jws.ts'

/** What is signed of a log: so many entries had this root at this moment. */
export interface Checkpoint {
  /** Names the log, for ever. */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly at: number
}

/** The name under which the audit key signs; a new key has the same name and another hash. */
const KEY_NAME = 'budeng-audit'
const ED25519 = 1
const KEY_HASH_BYTES = 4
const PUBLIC_KEY_BYTES = 32
const VERIFIER = new RegExp(`^${KEY_NAME}\\+[0-9a-f]{8}\\+([A-Za-z0-9+/]{44})$`)

/**
 * A checkpoint as a signed note (C2SP signed-note and tlog-checkpoint): origin, size, root, one further line with the
 * time, an empty line, the signature. Any verifier of such notes can check it.
 */
export function signCheckpoint({ origin, size, root, at }: Checkpoint, privateKey: KeyObject): string {
  const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n${new Date(at).toISOString()}\n`
  const signature = Buffer.from(signBytes(text, privateKey), 'base64url')
  const signed = Buffer.concat([keyHash(publicBytesOf(privateKey)), signature]).toString('base64')
  return `${text}\n— ${KEY_NAME} ${signed}\n`
}

/** The public half of an audit key as others are given it: `name+hash+key`. */
export function checkpointVerifier(privateKey: KeyObject): string {
  const key = publicBytesOf(privateKey)
  const shown = Buffer.concat([Buffer.from([ED25519]), key]).toString('base64')
  return `${KEY_NAME}+${keyHash(key).toString('hex')}+${shown}`
}

/** True for a line that names a public key of checkpoints. */
export function isCheckpointVerifier(line: string): boolean {
  return publicBytesIn(line) !== null
}

/** Why a note is not believed. */
export type CheckpointRefusal = 'NOT_A_CHECKPOINT' | 'UNKNOWN_KEY' | 'BAD_SIGNATURE'

export type CheckpointReading =
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  | { readonly ok: false; readonly reason: CheckpointRefusal }

const NOTE = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n([^\n]+)\n\n((?:— [^\n]+\n)+)$/

/** A note under one of the keys. Total. */
export function readCheckpoint(note: string, verifiers: readonly string[]): CheckpointReading {
  const [, origin = '', size = '', root = '', time = '', signatures = ''] = NOTE.exec(note) ?? []
  const at = Date.parse(time)
  if (origin === '' || Number.isNaN(at) || new Date(at).toISOString() !== time)
    return { ok: false, reason: 'NOT_A_CHECKPOINT' }
  const text = note.slice(0, note.indexOf('\n\n') + 1)
  const known = verifiers.flatMap((verifier) => publicBytesIn(verifier) ?? [])
  let reason: CheckpointRefusal = 'UNKNOWN_KEY'
  for (const [, name, encoded = ''] of signatures.matchAll(/^— (\S+) (\S+)$/gm)) {
    const bytes = Buffer.from(encoded, 'base64')
    const key = known.find((one) => keyHash(one).equals(bytes.subarray(0, KEY_HASH_BYTES)))
    if (name !== KEY_NAME || key === undefined) continue
    const signature = bytes.subarray(KEY_HASH_BYTES).toString('base64url')
    if (verifyBytes(text, signature, key.toString('base64url')))
      return { ok: true, checkpoint: { origin, size: Number(size), root: Buffer.from(root, 'base64'), at } }
    reason = 'BAD_SIGNATURE'
  }
  return { ok: false, reason }
}

/** Notes that stand one after the other in a file, each ended by its signatures; what is no note comes as it is. */
export function notesOf(file: string): string[] {
  return file
    .split(/(?<=\n— [^\n]*\n)(?!— )/)
    .map((note) => note.replace(/^\n+/, ''))
    .filter((note) => note.trim() !== '')
}

function publicBytesOf(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-PUBLIC_KEY_BYTES)
}

function publicBytesIn(verifier: string): Buffer | null {
  const [, encoded = ''] = VERIFIER.exec(verifier.trim()) ?? []
  const bytes = Buffer.from(encoded, 'base64')
  return bytes.length === 1 + PUBLIC_KEY_BYTES && bytes[0] === ED25519 ? bytes.subarray(1) : null
}

function keyHash(key: Uint8Array): Buffer {
  return sha256(Buffer.concat([Buffer.from(`${KEY_NAME}\n`), Buffer.from([ED25519]), key])).subarray(0, KEY_HASH_BYTES)
}

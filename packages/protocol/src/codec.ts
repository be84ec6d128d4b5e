import { equalSecret, hmacSha256, toBase64url } from './bytes.ts'
import { readJsonObject } from './json.ts'
import { DOWN_BYTES_MAX, UP_BYTES_MAX } from './limits.ts'
import { type DownMessage, downSchemas, isDownKind } from './messages-down.ts'
import { channelOf, isUpKind, type UpMessage, upSchemas } from './messages-up.ts'
import { parseTopic } from './topics.ts'

/** Why an upward message is not taken. Closed list; the gateway counts and quarantines by it. [P-15.1] */
export const UP_REFUSALS = [
  'TOO_LARGE',
  'BAD_TOPIC',
  'BAD_ENVELOPE',
  'BAD_TAG',
  'BAD_UTF8',
  'BAD_JSON',
  'BAD_VERSION',
  'UNKNOWN_KIND',
  'WRONG_CHANNEL',
  'BAD_MESSAGE',
] as const
export type UpRefusal = (typeof UP_REFUSALS)[number]

export type UpDecoding =
  | { readonly ok: true; readonly message: UpMessage }
  | { readonly ok: false; readonly reason: UpRefusal; readonly at?: string }

const TAG_CHARS = 43
const DOT = 0x2e

/** `base64url(HMAC-SHA-256(K.up, topic ‖ JSON)) . "." . JSON`, ready to be published on `topic`. [P-2.5] */
export function encodeUp(topic: string, message: UpMessage, up: Uint8Array): Buffer {
  const json = JSON.stringify(message)
  return Buffer.from(`${toBase64url(hmacSha256(up, topic, json))}.${json}`)
}

/**
 * Reads an upward message: size and topic, then the tag, and only then the JSON, so that a stranger's bytes cost one
 * HMAC. Total: never throws. `at` names the member at fault of a BAD_MESSAGE. [P-2.5] [P-2.6]
 */
export function decodeUp(topic: string, payload: Uint8Array, up: Uint8Array): UpDecoding {
  if (payload.length > UP_BYTES_MAX) return { ok: false, reason: 'TOO_LARGE' }
  const place = parseTopic(topic)
  if (place === null || place.direction === 'down') return { ok: false, reason: 'BAD_TOPIC' }
  if (payload.length <= TAG_CHARS + 2 || payload[TAG_CHARS] !== DOT) return { ok: false, reason: 'BAD_ENVELOPE' }
  const tag = Buffer.from(payload.buffer, payload.byteOffset, TAG_CHARS).toString('latin1')
  const json = payload.subarray(TAG_CHARS + 1)
  if (!equalSecret(tag, toBase64url(hmacSha256(up, topic, json)))) return { ok: false, reason: 'BAD_TAG' }
  const reading = readJsonObject(json)
  if (!reading.ok) return reading
  const { v, kind } = reading.value
  if (v !== 1) return { ok: false, reason: 'BAD_VERSION' }
  if (!isUpKind(kind)) return { ok: false, reason: 'UNKNOWN_KIND' }
  if (channelOf[kind] !== place.channel) return { ok: false, reason: 'WRONG_CHANNEL' }
  const parsed = upSchemas[kind].safeParse(reading.value)
  return parsed.success
    ? { ok: true, message: parsed.data }
    : { ok: false, reason: 'BAD_MESSAGE', at: parsed.error.issues[0]?.path.join('.') ?? '' }
}

/** One of the JSON objects of the downward topic, as bytes. */
export function encodeDown(message: DownMessage): Buffer {
  return Buffer.from(JSON.stringify(message))
}

export const DOWN_REFUSALS = [
  'TOO_LARGE',
  'BAD_UTF8',
  'BAD_JSON',
  'BAD_VERSION',
  'UNKNOWN_KIND',
  'BAD_MESSAGE',
] as const
export type DownRefusal = (typeof DOWN_REFUSALS)[number]

export type DownDecoding =
  | { readonly ok: true; readonly form: 'json'; readonly message: DownMessage }
  | { readonly ok: true; readonly form: 'jws'; readonly token: string }
  | { readonly ok: false; readonly reason: DownRefusal }

/** Tells the two forms of a downward message apart: JSON starts with `{`, all else must be a JWS. Total. [P-2.8] */
export function decodeDown(payload: Uint8Array): DownDecoding {
  if (payload.length > DOWN_BYTES_MAX) return { ok: false, reason: 'TOO_LARGE' }
  if (payload[0] !== 0x7b) return { ok: true, form: 'jws', token: Buffer.from(payload).toString('latin1') }
  const reading = readJsonObject(payload)
  if (!reading.ok) return reading
  const { v, kind } = reading.value
  if (v !== 1) return { ok: false, reason: 'BAD_VERSION' }
  if (!isDownKind(kind)) return { ok: false, reason: 'UNKNOWN_KIND' }
  const parsed = downSchemas[kind].safeParse(reading.value)
  return parsed.success ? { ok: true, form: 'json', message: parsed.data } : { ok: false, reason: 'BAD_MESSAGE' }
}

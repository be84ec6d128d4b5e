import { createCipheriv, createDecipheriv } from 'node:crypto'
import { z } from 'zod'
import { equalSecret, fromBase64url, hkdf32, hmacSha256, toBase64url } from './bytes.ts'
import { acquirer, bytes32, deviceId, tid } from './fields.ts'
import { readJsonObject } from './json.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_CHARS = 16

/** A one-time code of 80 bits: 16 characters of Crockford's base32, without dashes. [P-3.1] */
export function newEnrolmentCode(randomBytes: (size: number) => Uint8Array): string {
  return Array.from(randomBytes(CODE_CHARS), (byte) => ALPHABET.charAt(byte & 31)).join('')
}

/** Four groups of four, to be read out and typed. */
export function formatEnrolmentCode(enrolmentCode: string): string {
  return enrolmentCode.match(/.{1,4}/g)?.join('-') ?? ''
}

/** A typed code in its one spelling, or null: case, dashes, spaces and the look-alikes O, I, L are forgiven. [P-3.1] */
export function parseEnrolmentCode(typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(plain) ? plain : null
}

/** Body of `POST /enrol`. [P-3.2] */
export const EnrolmentRequest = z.object({
  serial: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/),
  publicKey: bytes32,
  nonce: bytes32,
  mac: bytes32,
})
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>

/** The answer to an enrolment: readable only with the code. [P-3.4] */
export const EnrolmentAnswer = z.object({
  nonce: bytes32,
  sealed: z
    .string()
    .min(1)
    .max(12_000)
    .regex(/^[A-Za-z0-9_-]+$/),
  mac: bytes32,
})
export type EnrolmentAnswer = z.infer<typeof EnrolmentAnswer>

/** What a device learns by enrolling. Secrets: never in a log, an error or a message. [P-3.5] */
export const Enrolled = z.object({
  device: deviceId,
  acquirer,
  tid,
  /** MQTT password, 32 random bytes as base64url. */
  mqttSecret: bytes32,
  /** K, 32 random bytes as base64url; `deriveSecrets` makes the working keys. */
  k: bytes32,
  /** Public half of the platform's root key. */
  rootKey: bytes32,
  /** Key list as a JWS under the root. */
  keyList: z.string().max(6_000),
})
export type Enrolled = z.infer<typeof Enrolled>

function requestMac(body: Omit<EnrolmentRequest, 'mac'>, enrolmentCode: string): string {
  const key = hkdf32(enrolmentCode, 'budeng-enrol-request')
  return toBase64url(hmacSha256(key, `${body.serial}|${body.publicKey}|${body.nonce}`))
}

/** The device's side: a request that proves the code without sending it. [P-3.2] */
export function makeEnrolmentRequest(body: Omit<EnrolmentRequest, 'mac'>, enrolmentCode: string): EnrolmentRequest {
  const { serial, publicKey, nonce } = body
  return { serial, publicKey, nonce, mac: requestMac(body, enrolmentCode) }
}

/** The platform's side: true when the sender holds the code. */
export function isEnrolmentRequestGenuine(request: EnrolmentRequest, enrolmentCode: string): boolean {
  return equalSecret(request.mac, requestMac(request, enrolmentCode))
}

interface Nonces {
  readonly deviceNonce: string
  readonly platformNonce: string
}

function answerKeys(enrolmentCode: string, { deviceNonce, platformNonce }: Nonces): { encrypt: Buffer; mac: Buffer } {
  const secret = `${enrolmentCode}|${deviceNonce}|${platformNonce}`
  return { encrypt: hkdf32(secret, 'budeng-enrol-encrypt'), mac: hkdf32(secret, 'budeng-enrol-mac') }
}

// Both nonces are fresh, so the key is used once and the counter may start at zero. [P-3.4]
const ZERO_IV = Buffer.alloc(16)

/** Seals what the device shall know: AES-256-CTR, then HMAC-SHA-256 over `nonce|sealed`. [P-3.4] */
export function sealEnrolment(secrets: Enrolled, enrolmentCode: string, nonces: Nonces): EnrolmentAnswer {
  const keys = answerKeys(enrolmentCode, nonces)
  const cipher = createCipheriv('aes-256-ctr', keys.encrypt, ZERO_IV)
  const sealed = toBase64url(Buffer.concat([cipher.update(JSON.stringify(secrets)), cipher.final()]))
  return {
    nonce: nonces.platformNonce,
    sealed,
    mac: toBase64url(hmacSha256(keys.mac, `${nonces.platformNonce}|${sealed}`)),
  }
}

export type EnrolmentOpening =
  | { readonly ok: true; readonly enrolled: Enrolled }
  | { readonly ok: false; readonly reason: 'BAD_ANSWER' | 'BAD_MAC' | 'BAD_CONTENT' }

/** Opens an answer, the tag first. Total. [P-3.5] */
export function openEnrolment(answer: unknown, enrolmentCode: string, deviceNonce: string): EnrolmentOpening {
  const parsed = EnrolmentAnswer.safeParse(answer)
  if (!parsed.success) return { ok: false, reason: 'BAD_ANSWER' }
  const { nonce, sealed, mac } = parsed.data
  const keys = answerKeys(enrolmentCode, { deviceNonce, platformNonce: nonce })
  if (!equalSecret(mac, toBase64url(hmacSha256(keys.mac, `${nonce}|${sealed}`))))
    return { ok: false, reason: 'BAD_MAC' }
  const bytes = fromBase64url(sealed)
  if (bytes === null) return { ok: false, reason: 'BAD_ANSWER' }
  const decipher = createDecipheriv('aes-256-ctr', keys.encrypt, ZERO_IV)
  const reading = readJsonObject(Buffer.concat([decipher.update(bytes), decipher.final()]))
  const enrolled = Enrolled.safeParse(reading.ok ? reading.value : null)
  return enrolled.success ? { ok: true, enrolled: enrolled.data } : { ok: false, reason: 'BAD_CONTENT' }
}

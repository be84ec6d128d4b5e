import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import { fromBase64url, toBase64url } from './bytes.ts'
import { readJsonObject } from './json.ts'
import { DOWN_BYTES_MAX } from './limits.ts'

/** What a JWS says; the kind of key that may sign it follows from it. [P-9.1] */
export const JWS_TYPES = ['budeng-command', 'budeng-cancel', 'budeng-welcome', 'budeng-keylist'] as const
export type JwsType = (typeof JWS_TYPES)[number]

/** A private key and the name by which terminals know its public half. */
export interface SigningKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

/** An Ed25519 pair; `x` is the public half, 32 bytes as base64url. */
export interface KeyPair {
  readonly x: string
  readonly privateKey: KeyObject
}

export function newKeyPair(): KeyPair {
  return keyPairOf(generateKeyPairSync('ed25519').privateKey)
}

/** The pair whose private half has this 32-byte seed. */
export function keyPairFromSeed(seed: Uint8Array): KeyPair {
  // RFC 8410: the seed behind a fixed PKCS #8 head
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return keyPairOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
}

/** The 32-byte seed of a private key, for sealing it away. */
export function seedOf(privateKey: KeyObject): Buffer {
  return privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
}

function keyPairOf(privateKey: KeyObject): KeyPair {
  const x = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
  return { x: toBase64url(x), privateKey }
}

/** A public key from its 32 bytes as base64url, or null when they are no key. */
export function publicKeyOf(x: string): KeyObject | null {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  } catch {
    return null
  }
}

export function signBytes(message: string | Uint8Array, privateKey: KeyObject): string {
  return toBase64url(sign(null, Buffer.from(message as string), privateKey))
}

/** True when `signature` (base64url) is of `message` under the public key `x`. Total. */
export function verifyBytes(message: string | Uint8Array, signature: string, x: string): boolean {
  const key = publicKeyOf(x)
  const bytes = fromBase64url(signature)
  return (
    key !== null && bytes !== null && bytes.length === 64 && verify(null, Buffer.from(message as string), key, bytes)
  )
}

/** A compact JWS (RFC 7515, RFC 8037): bytes sent are bytes signed. */
export function signJws(typ: JwsType, payload: object, key: SigningKey): string {
  const head = toBase64url(Buffer.from(JSON.stringify({ alg: 'EdDSA', kid: key.kid, typ })))
  const input = `${head}.${toBase64url(Buffer.from(JSON.stringify(payload)))}`
  return `${input}.${signBytes(input, key.privateKey)}`
}

/** Why signed bytes are not obeyed. Closed list. [P-15.2] */
export const JWS_REFUSALS = [
  'TOO_LARGE',
  'NOT_A_JWS',
  'WRONG_TYP',
  'UNKNOWN_KID',
  'WRONG_USE',
  'KEY_NOT_IN_FORCE',
  'BAD_SIGNATURE',
  'BAD_PAYLOAD',
] as const
export type JwsRefusal = (typeof JWS_REFUSALS)[number]

export type JwsReading<Payload> =
  | { readonly ok: true; readonly payload: Payload; readonly kid: string }
  | { readonly ok: false; readonly reason: JwsRefusal }

/** A JWS taken apart, its signature not yet checked. */
export interface UncheckedJws {
  readonly typ: JwsType
  readonly kid: string
  readonly payload: Record<string, unknown>
  readonly input: string
  readonly signature: string
}

/** Takes a compact JWS apart: exactly three parts, `alg` EdDSA, a known `typ`, no `crit`. Total. [P-9.1] */
export function parseJws(
  token: string,
): { readonly ok: true; readonly jws: UncheckedJws } | { readonly ok: false; readonly reason: JwsRefusal } {
  if (token.length > DOWN_BYTES_MAX) return { ok: false, reason: 'TOO_LARGE' }
  const [head = '', body = '', signature = '', ...rest] = token.split('.')
  const headBytes = fromBase64url(head)
  const bodyBytes = fromBase64url(body)
  if (rest.length > 0 || signature === '' || headBytes === null || bodyBytes === null)
    return { ok: false, reason: 'NOT_A_JWS' }
  const header = readJsonObject(headBytes)
  const payload = readJsonObject(bodyBytes)
  if (!header.ok || !payload.ok) return { ok: false, reason: 'NOT_A_JWS' }
  const { alg, kid, typ, crit } = header.value
  if (alg !== 'EdDSA' || typeof kid !== 'string' || crit !== undefined) return { ok: false, reason: 'NOT_A_JWS' }
  const known = JWS_TYPES.find((name) => name === typ)
  if (known === undefined) return { ok: false, reason: 'WRONG_TYP' }
  return { ok: true, jws: { typ: known, kid, payload: payload.value, input: `${head}.${body}`, signature } }
}

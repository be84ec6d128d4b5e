import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'

const BASE64URL = /^[A-Za-z0-9_-]*$/

/** RFC 4648 §5 without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}

/** Strict reading: no padding, no foreign character, no unused bits set; null otherwise. One value has one spelling. */
export function fromBase64url(text: string): Buffer | null {
  if (!BASE64URL.test(text)) return null
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

export function hmacSha256(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

export function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** HKDF-SHA-256 without salt, 32 bytes: `openssl kdf -keylen 32 -kdfopt digest:SHA256 … HKDF` gives the same. */
export function hkdf32(secret: string | Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', info, 32))
}

/** Compares two texts in time that depends on their lengths only. */
export function equalSecret(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { DeviceSecrets } from './secrets.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const SECRET_BYTES = 32

/** Keys that a gateway and a worker need of a device. */
export type LinkSecrets = Pick<DeviceSecrets, 'leaf' | 'up' | 'ack'>
/** Keys of the presence screen; only the API opens them. */
export type PresenceSecrets = Pick<DeviceSecrets, 'digits' | 'words'>

/**
 * Seals bytes for the database: AES-256-GCM as nonce ‖ ciphertext ‖ tag. `about` is bound to it, so that a row's bytes
 * cannot be moved to another row.
 */
export function seal(key: Uint8Array, plain: Uint8Array, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** The bytes that were sealed, or null when key, place or bytes are not the ones of then. */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: string): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}

/** leaf ‖ up ‖ ack of one device, as `device_link_secret` keeps them. */
export function sealLinkSecrets(key: Uint8Array, deviceId: string, { leaf, up, ack }: LinkSecrets): Buffer {
  return seal(key, Buffer.concat([leaf, up, ack]), `link|${deviceId}`)
}

export function unsealLinkSecrets(key: Uint8Array, deviceId: string, sealed: Uint8Array): LinkSecrets | null {
  const plain = unseal(key, sealed, `link|${deviceId}`)
  if (plain === null || plain.length !== 3 * SECRET_BYTES) return null
  const [leaf, up, ack] = [0, 1, 2].map((i) => plain.subarray(i * SECRET_BYTES, (i + 1) * SECRET_BYTES)) as [
    Buffer,
    Buffer,
    Buffer,
  ]
  return { leaf, up, ack }
}

/** digits ‖ words of one device, as `device_presence_secret` keeps them. */
export function sealPresenceSecrets(key: Uint8Array, deviceId: string, { digits, words }: PresenceSecrets): Buffer {
  return seal(key, Buffer.concat([digits, words]), `presence|${deviceId}`)
}

export function unsealPresenceSecrets(key: Uint8Array, deviceId: string, sealed: Uint8Array): PresenceSecrets | null {
  const plain = unseal(key, sealed, `presence|${deviceId}`)
  if (plain === null || plain.length !== 2 * SECRET_BYTES) return null
  return { digits: plain.subarray(0, SECRET_BYTES), words: plain.subarray(SECRET_BYTES) }
}

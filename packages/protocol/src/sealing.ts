import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { sha256 } from './bytes.ts'
import type { DeviceSecrets } from './secrets.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const SECRET_BYTES = 32

/** Keys that a gateway and a worker need of a device. */
export type LinkSecrets = Pick<DeviceSecrets, 'leaf' | 'up' | 'ack'>
/** Keys of the presence screen; only the API opens them. */
export type PresenceSecrets = Pick<DeviceSecrets, 'digits' | 'words'>

/**
 * Keys of one purpose: the newest seals, each of them opens. A lone key is the only one. `missing` is told when a box
 * names a key that is not there, and may find it: another process may have begun to use a newer one.
 */
export type SealKeys =
  | Uint8Array
  | {
      readonly newest: () => Uint8Array
      readonly all: () => readonly Uint8Array[]
      readonly missing: () => void
    }

/** First byte of a box that names its key; boxes without it are older than the names. */
const BOX_VERSION = 1
const KID_BYTES = 4
const HEAD_BYTES = 1 + KID_BYTES

/** The name of a sealing key in a box: the first bytes of its SHA-256. */
export function sealKid(key: Uint8Array): Buffer {
  return sha256(key).subarray(0, KID_BYTES)
}

/**
 * Seals bytes for the database: AES-256-GCM as version ‖ key's name ‖ nonce ‖ ciphertext ‖ tag. `about` is bound to it,
 * so that a row's bytes cannot be moved to another row.
 */
export function seal(keys: SealKeys, plain: Uint8Array, about: string): Buffer {
  const key = keys instanceof Uint8Array ? keys : keys.newest()
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
  return Buffer.concat([
    Buffer.of(BOX_VERSION),
    sealKid(key),
    nonce,
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

/** The bytes that were sealed, or null when key, place or bytes are not the ones of then. */
export function unseal(keys: SealKeys, sealed: Uint8Array, about: string): Buffer | null {
  if (keys instanceof Uint8Array) return openWith([keys], sealed, about)
  const opened = openWith(keys.all(), sealed, about)
  if (opened !== null) return opened
  keys.missing()
  return openWith(keys.all(), sealed, about)
}

/** True when the newest key sealed the box. */
export function isSealedByNewest(keys: SealKeys, sealed: Uint8Array): boolean {
  return newestHead(keys).equals(sealed.subarray(0, HEAD_BYTES))
}

/** The first bytes of every box that the newest key seals. */
export function newestHead(keys: SealKeys): Buffer {
  return Buffer.concat([Buffer.of(BOX_VERSION), sealKid(keys instanceof Uint8Array ? keys : keys.newest())])
}

function openWith(keys: readonly Uint8Array[], sealed: Uint8Array, about: string): Buffer | null {
  if (sealed[0] === BOX_VERSION) {
    const name = sealed.subarray(1, HEAD_BYTES)
    const key = keys.find((candidate) => sealKid(candidate).equals(name))
    const opened = key === undefined ? null : openBox(key, sealed.subarray(HEAD_BYTES), about)
    if (opened !== null) return opened
  }
  // a box from before keys had names: the tag says which key fits
  for (const key of keys) {
    const opened = openBox(key, sealed, about)
    if (opened !== null) return opened
  }
  return null
}

function openBox(key: Uint8Array, box: Uint8Array, about: string): Buffer | null {
  if (box.length < NONCE_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(about)).setAuthTag(box.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}

/** leaf ‖ up ‖ ack of one device, as `device_link_secret` keeps them. */
export function sealLinkSecrets(keys: SealKeys, deviceId: string, { leaf, up, ack }: LinkSecrets): Buffer {
  return seal(keys, Buffer.concat([leaf, up, ack]), SEALED_ABOUT.link(deviceId))
}

export function unsealLinkSecrets(keys: SealKeys, deviceId: string, sealed: Uint8Array): LinkSecrets | null {
  const plain = unseal(keys, sealed, SEALED_ABOUT.link(deviceId))
  if (plain === null || plain.length !== 3 * SECRET_BYTES) return null
  const [leaf, up, ack] = [0, 1, 2].map((i) => plain.subarray(i * SECRET_BYTES, (i + 1) * SECRET_BYTES)) as [
    Buffer,
    Buffer,
    Buffer,
  ]
  return { leaf, up, ack }
}

/** digits ‖ words of one device, as `device_presence_secret` keeps them. */
export function sealPresenceSecrets(keys: SealKeys, deviceId: string, { digits, words }: PresenceSecrets): Buffer {
  return seal(keys, Buffer.concat([digits, words]), SEALED_ABOUT.presence(deviceId))
}

export function unsealPresenceSecrets(keys: SealKeys, deviceId: string, sealed: Uint8Array): PresenceSecrets | null {
  const plain = unseal(keys, sealed, SEALED_ABOUT.presence(deviceId))
  if (plain === null || plain.length !== 2 * SECRET_BYTES) return null
  return { digits: plain.subarray(0, SECRET_BYTES), words: plain.subarray(SECRET_BYTES) }
}

/** The base32 secret of a person's authenticator, as `totp_factor` keeps it: nobody moves it to another person's row. */
export function sealTotpSecret(key: SealKeys, factorId: string, personId: string, secret: string): Buffer {
  return seal(key, Buffer.from(secret), SEALED_ABOUT.totp(factorId, personId))
}

export function unsealTotpSecret(key: SealKeys, factorId: string, personId: string, sealed: Uint8Array): string | null {
  return unseal(key, sealed, SEALED_ABOUT.totp(factorId, personId))?.toString() ?? null
}

/** The client secret of an identity provider, as `provider_secret` keeps it. */
export function sealProviderSecret(key: SealKeys, secretId: string, nodeId: string, secret: string): Buffer {
  return seal(key, Buffer.from(secret), SEALED_ABOUT.provider(secretId, nodeId))
}

export function unsealProviderSecret(
  key: SealKeys,
  secretId: string,
  nodeId: string,
  sealed: Uint8Array,
): string | null {
  return unseal(key, sealed, SEALED_ABOUT.provider(secretId, nodeId))?.toString() ?? null
}

/** What each kind of box is bound to, from the ids of its row. */
export const SEALED_ABOUT = {
  link: (deviceId: string) => `link|${deviceId}`,
  presence: (deviceId: string) => `presence|${deviceId}`,
  totp: (factorId: string, personId: string) => `totp|${factorId}|${personId}`,
  provider: (secretId: string, nodeId: string) => `provider|${secretId}|${nodeId}`,
  pkce: (stateHash: string) => `pkce|${stateHash}`,
  enrolment: (codeHash: string) => `enrolment|${codeHash}`,
  notification: (secretId: string, destinationId: string) => `notification|${secretId}|${destinationId}`,
} as const

/** The PKCE verifier of a login that is under way at an identity provider. */
export function sealPkceVerifier(key: SealKeys, stateHash: string, verifier: string): Buffer {
  return seal(key, Buffer.from(verifier), SEALED_ABOUT.pkce(stateHash))
}

export function unsealPkceVerifier(key: SealKeys, stateHash: string, sealed: Uint8Array): string | null {
  return unseal(key, sealed, SEALED_ABOUT.pkce(stateHash))?.toString() ?? null
}

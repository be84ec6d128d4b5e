import type * as NodeCrypto from 'node:crypto'
import { Dice } from './dice.ts'

let dice = new Dice(1)

/** From here on all random bytes follow from the seed. */
export function seedCrypto(seed: number): void {
  dice = new Dice(seed ^ 0x5eed)
}

interface FastKey {
  /** Of the private and the public half alike: nobody in here forges. */
  readonly x: Buffer
  readonly export: () => Buffer
}

const keyOf = (x: Buffer): FastKey => ({ x, export: () => x })

/**
 * `node:crypto` with seeded random bytes, and with a keyed hash in the place of Ed25519 and AES-GCM: a signature costs
 * two microseconds instead of two hundred, and is still wrong for other bytes or another key.
 */
export function fastCrypto(real: typeof NodeCrypto): object {
  const signature = (message: Uint8Array, { x }: FastKey) => {
    const half = real.hash('sha256', Buffer.concat([x, message]), 'buffer')
    return Buffer.concat([half, half])
  }
  const sealOf = (key: Uint8Array, nonce: Uint8Array) => {
    const about = real.createHash('sha256').update(key).update(nonce)
    return {
      /** As AES-GCM is used here: additional data, one update, a tag of 16 bytes over all of it. */
      tag: null as Buffer | null,
      setAAD(bytes: Uint8Array) {
        about.update(bytes)
        return this
      },
      update(bytes: Uint8Array) {
        about.update(bytes)
        return Buffer.from(bytes)
      },
      getAuthTag: () => about.digest().subarray(0, 16),
      setAuthTag(tag: Buffer) {
        this.tag = tag
        return this
      },
      final() {
        if (this.tag !== null && !about.digest().subarray(0, 16).equals(this.tag)) throw new Error('not these bytes')
        return Buffer.alloc(0)
      },
    }
  }
  return {
    ...real,
    createCipheriv: (_algorithm: string, key: Uint8Array, nonce: Uint8Array) => sealOf(key, nonce),
    createDecipheriv: (_algorithm: string, key: Uint8Array, nonce: Uint8Array) => sealOf(key, nonce),
    randomBytes: (size: number) => dice.bytes(size),
    generateKeyPairSync: () => ({ privateKey: keyOf(dice.bytes(32)) }),
    createPrivateKey: ({ key }: { readonly key: Buffer }) => keyOf(key.subarray(-32)),
    createPublicKey: (from: FastKey | { readonly key: { readonly x: string } }) =>
      keyOf('x' in from ? from.x : Buffer.from(from.key.x, 'base64url')),
    sign: (_algorithm: null, message: Uint8Array, key: FastKey) => signature(message, key),
    verify: (_algorithm: null, message: Uint8Array, key: FastKey, given: Uint8Array) =>
      signature(message, key).equals(given),
  }
}

import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { leafHash, rootByInclusion } from './merkle.ts'

/**
 * For the browser: the root to which the entry of a proof leads, base64; null when the path does not fit its place. The
 * person's own machine computes it, so that nobody has to believe the server.
 */
export function rootOfProof(proof: {
  readonly entry: string
  readonly position: number
  readonly size: number
  readonly path: readonly string[]
}): string | null {
  const leaf = leafHash(sha256, utf8ToBytes(proof.entry))
  const path = proof.path.map(bytesOf)
  const root = rootByInclusion(sha256, { leaf, index: proof.position - 1, size: proof.size }, path)
  return root === null ? null : textOf(root)
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function bytesOf(base64: string): Uint8Array {
  const digits = base64.replace(/=+$/, '')
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const digit of digits) {
    bits = (bits << 6) | ALPHABET.indexOf(digit)
    held += 6
    if (held < 8) continue
    held -= 8
    bytes.push((bits >> held) & 255)
    bits &= (1 << held) - 1
  }
  return Uint8Array.from(bytes)
}

function textOf(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.slice(at, at + 3)
    const group = (a << 16) | (b << 8) | c
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((group >> shift) & 63)).join('')
    const missing = Math.max(0, at + 3 - bytes.length)
    text += digits.slice(0, 4 - missing) + '='.repeat(missing)
  }
  return text
}

import { createHash, randomBytes } from 'node:crypto'
import { RECOVERY_CODES } from '@budeng/access'

/** Crockford's base32: nothing in it is taken for something else on paper. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const CODE_LETTERS = 16
const GROUP = /.{4}(?!$)/g

/** New codes of 80 random bits, as they are shown once: `k3fa-9x2m-…`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    [...randomBytes(CODE_LETTERS)]
      .map((byte) => ALPHABET.charAt(byte & 31))
      .join('')
      .replaceAll(GROUP, '$&-'),
  )
}

/** What is stored. 80 random bits need no slow hash. */
export function recoveryCodeHash(code: string): Buffer {
  const plain = code
    .toLowerCase()
    .replaceAll(/[^0-9a-z]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1')
  return createHash('sha256').update(`recovery|${plain}`).digest()
}

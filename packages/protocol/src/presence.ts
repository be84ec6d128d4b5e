import { hmacSha256 } from './bytes.ts'
import { ENGLISH_WORDS } from './words/english.ts'
import { CHINESE_WORDS } from './words/chinese.ts'

/** Six digits for the terminal's presence screen: the first 48 bits of HMAC(K.digits, command id), modulo 10^6. [P-12.1] */
export function presenceDigits(digitsKey: Uint8Array, commandId: string): string {
  const number = hmacSha256(digitsKey, commandId).readUIntBE(0, 6) % 1_000_000
  return String(number).padStart(6, '0')
}

export interface PresenceWords {
  readonly zh: readonly [string, string]
  readonly en: readonly [string, string]
}

/** Two words in each language: the first two bytes of HMAC(K.words, command id) point into the lists. [P-12.2] */
export function presenceWords(wordsKey: Uint8Array, commandId: string): PresenceWords {
  const [first = 0, second = 0] = hmacSha256(wordsKey, commandId)
  return {
    zh: [CHINESE_WORDS[first] ?? '', CHINESE_WORDS[second] ?? ''],
    en: [ENGLISH_WORDS[first] ?? '', ENGLISH_WORDS[second] ?? ''],
  }
}

import { createHash } from 'node:crypto'
import { hmacSha256 } from '@budeng/protocol'

/** A made-up cardholder's card. Its number is a test number and stays in this process. */
export interface TestCard {
  readonly pan: string
  /** MMYY-like text of the magnetic stripe is never made; only the year and month of expiry. */
  readonly expiry: string
  readonly panSeq: string
  readonly cardType: 'DEBIT' | 'CREDIT'
  readonly scope: 'DOMESTIC' | 'FOREIGN'
}

/** First digits of published test cards. */
const ISSUERS = [
  { bin: '625094', cardType: 'CREDIT', scope: 'DOMESTIC', share: 45 },
  { bin: '621094', cardType: 'DEBIT', scope: 'DOMESTIC', share: 45 },
  { bin: '411111', cardType: 'CREDIT', scope: 'FOREIGN', share: 6 },
  { bin: '555555', cardType: 'CREDIT', scope: 'FOREIGN', share: 4 },
] as const
const PAN_DIGITS = 16

/** The card with this number of this seed: the same whenever it is asked for. */
export function testCard(seed: number, number: number): TestCard {
  const digest = createHash('sha256').update(`card|${seed}|${number}`).digest()
  let share = digest.readUInt8(0) % 100
  const issuer = ISSUERS.find((one) => (share -= one.share) < 0) ?? ISSUERS[0]
  const account = (digest.readUIntBE(1, 6) % 10 ** (PAN_DIGITS - 7)).toString().padStart(PAN_DIGITS - 7, '0')
  const digits = `${issuer.bin}${account}`
  return {
    pan: `${digits}${checkDigit(digits)}`,
    expiry: `${30 + (digest.readUInt8(7) % 5)}${String(1 + (digest.readUInt8(8) % 12)).padStart(2, '0')}`,
    panSeq: '001',
    cardType: issuer.cardType,
    scope: issuer.scope,
  }
}

/** Where a card was issued, as its first digits tell a host. */
export function scopeOf(pan: string): 'DOMESTIC' | 'FOREIGN' {
  return pan.startsWith('62') ? 'DOMESTIC' : 'FOREIGN'
}

/** First six and last four digits, stars between: all that leaves this process. */
export function maskPan(pan: string): string {
  return `${pan.slice(0, 6)}${'*'.repeat(Math.max(3, pan.length - 10))}${pan.slice(-4)}`
}

/** Stands for a card in records. The key is the acquirer's and its terminals', never the platform's. */
export function panTokenOf(tokenKey: Uint8Array, pan: string): string {
  return hmacSha256(tokenKey, pan).toString('hex')
}

/** The token key of an acquirer in a simulation. */
export function tokenKeyOf(acquirer: string): Buffer {
  return createHash('sha256').update(`simulated token key|${acquirer}`).digest()
}

/** True for a number that ends in its own check digit. */
export function isLuhn(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && checkDigit(digits.slice(0, -1)) === Number(digits.at(-1))
}

function checkDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return (10 - (sum % 10)) % 10
}

/** Counts what each card did: the counter in a chip only rises. */
export class CardBox {
  readonly #used = new Map<number, number>()

  /** The application transaction counter of a card's next use. It goes on after a restart, since time did. */
  use(card: number, now: number): number {
    const byTime = Math.floor(now / ATC_STEP_MS) % ATC_SIZE
    const atc = Math.max(byTime, (this.#used.get(card) ?? -1) + 1) % ATC_SIZE
    this.#used.set(card, atc)
    return atc
  }
}

const ATC_STEP_MS = 60 * 60 * 1_000
const ATC_SIZE = 0x1_0000

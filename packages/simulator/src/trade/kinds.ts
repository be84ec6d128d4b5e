import { sha256 } from '@budeng/protocol'

/** What a shop is like, as far as its terminal sees it. Shares are in thousandths of its sales. */
export interface MerchantKind {
  readonly name: string
  /** Its merchant category. */
  readonly mcc: string
  /** Hours of the store's day; equal: always open. */
  readonly opens: number
  readonly closes: number
  /** Hours in which most people come. */
  readonly peaks: readonly number[]
  /** A usual amount in minor units, and how far amounts spread (of the logarithm). */
  readonly usual: number
  readonly spread: number
  /** Amounts are multiples of this: a price list of round figures makes equal amounts common. */
  readonly step: number
  readonly qr: number
  readonly preauth: number
  readonly tips: number
  readonly refunds: number
}

const kind = (name: string, mcc: string, rest: Partial<MerchantKind>): MerchantKind => ({
  name,
  mcc,
  opens: 9,
  closes: 21,
  peaks: [12, 18],
  usual: 8_000,
  spread: 0.8,
  step: 1,
  qr: 500,
  preauth: 0,
  tips: 0,
  refunds: 12,
  ...rest,
})

export const MERCHANT_KINDS: readonly MerchantKind[] = [
  kind('convenience', '5411', {
    opens: 0,
    closes: 0,
    peaks: [8, 12, 18, 22],
    usual: 2_300,
    spread: 0.7,
    qr: 750,
    refunds: 4,
  }),
  kind('coffee', '5814', {
    opens: 7,
    closes: 22,
    peaks: [8, 9, 14],
    usual: 3_200,
    spread: 0.35,
    step: 100,
    qr: 700,
    refunds: 3,
  }),
  kind('restaurant', '5812', {
    opens: 10,
    closes: 23,
    peaks: [12, 13, 18, 19],
    usual: 24_000,
    spread: 0.7,
    step: 100,
    tips: 60,
    refunds: 5,
  }),
  kind('hotel', '7011', {
    opens: 0,
    closes: 0,
    peaks: [11, 15, 20],
    usual: 68_000,
    spread: 0.5,
    step: 100,
    qr: 150,
    preauth: 450,
    refunds: 8,
  }),
  kind('pharmacy', '5912', { opens: 8, closes: 22, peaks: [10, 17], usual: 7_600, spread: 0.9, qr: 550, refunds: 10 }),
  kind('fashion', '5651', {
    opens: 10,
    closes: 22,
    peaks: [15, 19, 20],
    usual: 39_900,
    spread: 0.7,
    step: 1_000,
    qr: 450,
    refunds: 45,
  }),
  kind('fuel', '5541', {
    opens: 0,
    closes: 0,
    peaks: [7, 8, 18],
    usual: 30_000,
    spread: 0.3,
    step: 5_000,
    qr: 450,
    refunds: 1,
  }),
]

/** The kind of a merchant: the same for all its stores. */
export function merchantKindOf(mid: string): MerchantKind {
  const index = sha256(`kind|${mid}`).readUInt32BE(0) % MERCHANT_KINDS.length
  return MERCHANT_KINDS[index] ?? kind('shop', '5999', {})
}

/** The currency of a merchant's till: the fourth to sixth digits of a MID are the country of the demo's acquirers. */
export function currencyOf(mid: string): 'CNY' | 'HKD' {
  return mid.startsWith('898344') ? 'HKD' : 'CNY'
}

export function isOpen({ opens, closes }: MerchantKind, hour: number): boolean {
  return opens === closes || (hour >= opens && hour < closes)
}

import { Fault } from './decision.ts'
import { groupBy } from './groups.ts'

/** An amount in whole minor units. The exponent travels with it: a currency's own may change, a record's never. */
export interface Money {
  readonly minor: bigint
  /** ISO 4217, three letters. */
  readonly currency: string
  /** Digits after the point: 2 for CNY, 0 for JPY, 3 for KWD. */
  readonly exponent: number
}

/** Eight bytes, as the database holds it. */
export const MINOR_MAX = 2n ** 63n - 1n

/** Money of so many minor units; a fault beyond eight bytes. */
export function money(minor: bigint, currency: string, exponent: number): Money {
  if (minor > MINOR_MAX || minor < -MINOR_MAX) throw new Fault('an amount beyond eight bytes')
  return { minor, currency, exponent }
}

/** Nothing, of the same kind. */
export function zeroOf({ currency, exponent }: Money): Money {
  return { minor: 0n, currency, exponent }
}

/** True when two amounts may be added. */
export function isSameKind(one: Money, other: Money): boolean {
  return one.currency === other.currency && one.exponent === other.exponent
}

/** The sum; adding yen to yuan, or tenths to hundredths, is a fault of ours. */
export function addMoney(one: Money, other: Money): Money {
  if (!isSameKind(one, other))
    throw new Fault(`${one.currency}/${one.exponent} and ${other.currency}/${other.exponent} do not add`)
  return money(one.minor + other.minor, one.currency, one.exponent)
}

/** One sum of each kind, in the order in which the kinds first come. */
export function sumMoney(amounts: Iterable<Money>): Money[] {
  const kinds = groupBy(amounts, ({ currency, exponent }) => `${currency} ${exponent}`)
  return [...kinds.values()].map((own) => own.reduce(addMoney))
}

/** The same amount on the other side. */
export function negateMoney({ minor, currency, exponent }: Money): Money {
  return money(-minor, currency, exponent)
}

/** The difference. */
export function subtractMoney(one: Money, other: Money): Money {
  return addMoney(one, negateMoney(other))
}

/** `numerator / denominator` of an amount, half away from zero to the minor unit. */
export function fractionOf(amount: Money, numerator: bigint, denominator: bigint): Money {
  return money(divideHalfUp(amount.minor * numerator, denominator), amount.currency, amount.exponent)
}

/** Whole division, half away from zero. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  if (divisor <= 0n) throw new Fault('a divisor is positive')
  const size = dividend < 0n ? -dividend : dividend
  const quotient = (size * 2n + divisor) / (divisor * 2n)
  return dividend < 0n ? -quotient : quotient
}

/** Parts in the ratio of the weights that add up to the whole, to the unit; what is left over goes to the last part. */
export function splitMoney(amount: Money, weights: readonly bigint[]): Money[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (total <= 0n || weights.some((weight) => weight < 0n))
    throw new Fault('weights are not negative, and not all zero')
  let left = amount.minor
  return weights.map((weight, place) => {
    const minor = place === weights.length - 1 ? left : (amount.minor * weight) / total
    left -= minor
    return money(minor, amount.currency, amount.exponent)
  })
}

/** `-1234567.89`: the plain decimal text, for files and logs. */
export function moneyText({ minor, exponent }: Pick<Money, 'minor' | 'exponent'>): string {
  const size = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0')
  const whole = size.slice(0, size.length - exponent)
  const sign = minor < 0n ? '-' : ''
  return exponent === 0 ? sign + whole : `${sign}${whole}.${size.slice(-exponent)}`
}

/** `CNY 1,234,567.89`, the same in every language; a screen that wants another order takes the parts. */
export function formatMoney(amount: Money): string {
  const [whole = '', fraction] = moneyText(amount).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${amount.currency} ${grouped}${fraction === undefined ? '' : `.${fraction}`}`
}

/** Reads a plain decimal text; null when it is none, or finer than the minor unit. */
export function parseMoney(text: string, currency: string, exponent: number): Money | null {
  const match = /^(-?)(\d{1,18})(?:\.(\d+))?$/.exec(text.trim())
  if (match === null) return null
  const [, sign, whole = '', fraction = ''] = match
  if (/[^0]/.test(fraction.slice(exponent))) return null
  const minor = BigInt(whole + fraction.slice(0, exponent).padEnd(exponent, '0'))
  return minor > MINOR_MAX ? null : money(sign === '-' ? -minor : minor, currency, exponent)
}

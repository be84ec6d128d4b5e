import { randomInt } from 'node:crypto'

const SYLLABLES = [
  'ba',
  'ce',
  'di',
  'fo',
  'gu',
  'ha',
  'ki',
  'lo',
  'mu',
  'ne',
  'pa',
  'ri',
  'so',
  'tu',
  'we',
  'zo',
] as const

/** A password that can be read out: four times three syllables of 4 bits, and four digits; 61 bits in all. */
export function newPassword(): string {
  const word = () => Array.from({ length: 3 }, () => SYLLABLES[randomInt(SYLLABLES.length)]).join('')
  return [word(), word(), word(), word(), String(randomInt(1_000, 10_000))].join('-')
}

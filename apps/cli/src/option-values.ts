import { type Differences, parseDifference } from '@budeng/simulator'
import { InvalidArgumentError } from 'commander'
import { LIST_MAX, OPENING_MINUTES_MAX, SALES_PER_HOUR_MAX, TERMINALS_MAX, TRAINING_MAX } from './limits.ts'

/** Values of options, read once and refused with what is allowed. */
export const terminalCount = wholeNumber(0, TERMINALS_MAX)
export const trainingCount = wholeNumber(0, TRAINING_MAX)
export const seedNumber = wholeNumber(0, 2 ** 31 - 1)
export const saleCount = wholeNumber(0, SALES_PER_HOUR_MAX)
export const openingMinutes = wholeNumber(0, OPENING_MINUTES_MAX)
export const portNumber = wholeNumber(0, 65_535)
/** Days that a key lasts or overlaps. */
export const days = wholeNumber(0, 3_650)
export const positionNumber = wholeNumber(1, Number.MAX_SAFE_INTEGER)
export const rows = wholeNumber(1, LIST_MAX)

export const percent = wholeNumber(0, 100)

/** `--difference wrong-amount=2`, as often as it is given. */
export function differences(text: string, before: Differences): Differences {
  const read = parseDifference(text)
  if (read === null)
    throw new InvalidArgumentError('A name of the list is wanted, and a count behind = if it is not 1.')
  const [name, count] = read
  return { ...before, [name]: count }
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most && text.trim() !== '') return value
    throw new InvalidArgumentError(`A whole number from ${least} to ${most} is wanted.`)
  }
}

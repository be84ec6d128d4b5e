import { NUMBER_DIGITS, NUMBER_MAX } from './limits.ts'

/** The number after this STAN or batch number: after the last comes 1. */
export function nextNumber(number: string): string {
  const next = Number(number) + 1
  return (next > NUMBER_MAX ? 1 : next).toString().padStart(NUMBER_DIGITS, '0')
}

/** How many steps lead from one STAN to another, over the wrap. */
export function stepsBetween(from: string, to: string): number {
  return (Number(to) - Number(from) + NUMBER_MAX) % NUMBER_MAX
}

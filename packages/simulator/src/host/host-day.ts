import { HOUR, type Instant } from '@budeng/kernel'
import { HOST_CUT_OFF_HOUR, HOST_ZONE_HOURS } from '../limits.ts'

/** The day of the host's books to which a moment belongs, YYYY-MM-DD: after the cut-off it is the next one. */
export function settlementDateOf(at: Instant): string {
  return new Date(at + (HOST_ZONE_HOURS + 24 - HOST_CUT_OFF_HOUR) * HOUR).toISOString().slice(0, 10)
}

/** MMDDhhmmss on the host's clock. */
export function hostLocalTime(at: Instant): string {
  const text = new Date(at + HOST_ZONE_HOURS * HOUR).toISOString()
  return `${text.slice(5, 7)}${text.slice(8, 10)}${text.slice(11, 13)}${text.slice(14, 16)}${text.slice(17, 19)}`
}

const RRN_PLACE_DIGITS = 8

/** RRN of a decision: year and day of the year, then the position in base 36. No two of one host are alike. */
export function rrnOf(at: Instant, position: number): string {
  const local = new Date(at + HOST_ZONE_HOURS * HOUR)
  const yearStart = Date.UTC(local.getUTCFullYear(), 0, 1)
  const day = Math.floor((local.getTime() - yearStart) / (24 * HOUR)) + 1
  const place = position.toString(36).toUpperCase().padStart(RRN_PLACE_DIGITS, '0')
  return `${local.getUTCFullYear() % 10}${String(day).padStart(3, '0')}${place}`
}

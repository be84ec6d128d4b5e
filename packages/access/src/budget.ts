import { type Budget, type GrantedRight, HOUR, type Instant, MINUTE } from '@budeng/kernel'
import type { Grant } from './grant.ts'

/** A running hour and day, as the owner's clock on the wall has them. */
export interface BudgetWindow {
  readonly from: Instant
  readonly until: Instant
}
export interface BudgetWindows {
  readonly hour: BudgetWindow
  readonly day: BudgetWindow
}

/** The hour and the day that run at a moment in a zone. A day is as long as it is there, daylight saving included. */
export function budgetWindows(timeZone: string, at: Instant): BudgetWindows {
  const local = at + offsetOf(timeZone, at)
  const hourFrom = at - modulo(local, HOUR)
  const midnight = local - modulo(local, 24 * HOUR)
  return {
    hour: { from: hourFrom, until: hourFrom + HOUR },
    day: { from: instantOf(timeZone, midnight), until: instantOf(timeZone, midnight + 24 * HOUR) },
  }
}

/** What was spent of a grant in its running hour and day. */
export interface GrantSpending {
  readonly hour: number
  readonly day: number
}

/** A live grant in the words of the kernel. */
export function grantedRight(
  grant: Omit<Grant, 'nodeId' | 'givenBy' | 'giverNodeId' | 'givenAt' | 'revokedAt' | 'version'>,
  windows: BudgetWindows,
  spent: GrantSpending,
): GrantedRight {
  const { id, types, tierMax, terminalsMax, budgetHour, budgetDay, expiresAt } = grant
  const budgets: readonly Budget[] = [
    { period: 'HOUR', limit: budgetHour, spent: spent.hour, resetsAt: windows.hour.until },
    { period: 'DAY', limit: budgetDay, spent: spent.day, resetsAt: windows.day.until },
  ]
  return { grantId: id, types, tierMax, terminalsMax, expiresAt, budgets }
}

/** Whether a zone is one that clocks know. */
export function isTimeZone(timeZone: string): boolean {
  try {
    return formatOf(timeZone) !== undefined
  } catch {
    return false
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}

/** What the wall clock is ahead of UTC, whole minutes. */
function offsetOf(timeZone: string, at: Instant): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - at) / MINUTE) * MINUTE
}

/** The moment at which the wall clock shows this; where it never does, the moment at which it leaps over it. */
function instantOf(timeZone: string, local: number): Instant {
  const guess = local - offsetOf(timeZone, local)
  return local - offsetOf(timeZone, guess)
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

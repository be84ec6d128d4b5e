import type { Instant } from '@budeng/kernel'
import { addDays, instantOfDay } from './business-day.ts'
import { SCHEDULE_DAYS_NAMED_MAX, SCHEDULE_DUE_DAYS_MAX } from './limits.ts'

/** What becomes of the file of a business day on which the acquirer does not work. */
export const CLOSED_DAY_FILES = [
  /** None is made. */
  'NONE',
  /** It comes with that of the next open day. */
  'LATER',
] as const
export type ClosedDayFile = (typeof CLOSED_DAY_FILES)[number]

/** When an acquirer has promised to send a kind of file. Days are local to it, `2027-01-15`. */
export interface FileSchedule {
  /** Days of the week on which it works: 1 is Monday, 7 Sunday. */
  readonly weekdays: readonly number[]
  /** Holidays (节假日), and days worked in exchange for them (调休). */
  readonly closedDays: readonly string[]
  readonly openDays: readonly string[]
  readonly onClosed: ClosedDayFile
  /** So many days after the business day, or on the first open day then … */
  readonly dueDays: number
  /** … until this minute after midnight: 630 is 10:30. */
  readonly dueMin: number
  /** The first business day that it is about. */
  readonly firstDay: string
}

/** How it stands with the file of one business day. */
export const FILE_STANDINGS = [
  /** No file is made of that day. */
  'NONE',
  /** It is not due yet. */
  'EXPECTED',
  'ARRIVED',
  /** It came after it was due. */
  'LATE',
  /** It is due and has not come. */
  'MISSING',
] as const
export type FileStanding = (typeof FILE_STANDINGS)[number]

/** True on days on which the acquirer works. What is named as open is open, whatever else is said. */
export function isOpenDay({ weekdays, closedDays, openDays }: FileSchedule, day: string): boolean {
  if (openDays.includes(day)) return true
  return weekdays.includes(weekdayOf(day)) && !closedDays.includes(day)
}

/** Until when the file of a business day is due; null: none is made of it. */
export function fileDueAt(schedule: FileSchedule, day: string, zone: string): Instant | null {
  if (day < schedule.firstDay) return null
  if (schedule.onClosed === 'NONE' && !isOpenDay(schedule, day)) return null
  let due = addDays(day, schedule.dueDays)
  // longer than every named holiday in a row there is an open day
  for (let step = 0; step < SCHEDULE_DAYS_NAMED_MAX + 7 && !isOpenDay(schedule, due); step++) due = addDays(due, 1)
  return instantOfDay(due, schedule.dueMin, zone)
}

/** How it stands with a file that is due then, and came at that moment or not yet. */
export function fileStanding(dueAt: Instant | null, arrivedAt: Instant | null, now: Instant): FileStanding {
  if (arrivedAt !== null) return dueAt !== null && arrivedAt > dueAt ? 'LATE' : 'ARRIVED'
  if (dueAt === null) return 'NONE'
  return now > dueAt ? 'MISSING' : 'EXPECTED'
}

/** Which member of a schedule makes no sense, or null. */
export function scheduleProblem(schedule: FileSchedule): keyof FileSchedule | null {
  const { weekdays, closedDays, openDays, dueDays, dueMin, firstDay } = schedule
  const isOneOf = (from: number, to: number, value: number) => Number.isInteger(value) && value >= from && value <= to
  const areDays = (days: readonly string[]) => days.length <= SCHEDULE_DAYS_NAMED_MAX && days.every(isDay)
  if (weekdays.length === 0 || new Set(weekdays).size !== weekdays.length) return 'weekdays'
  if (!weekdays.every((weekday) => isOneOf(1, 7, weekday))) return 'weekdays'
  if (!areDays(closedDays)) return 'closedDays'
  if (!areDays(openDays) || openDays.some((day) => closedDays.includes(day))) return 'openDays'
  if (!isOneOf(0, SCHEDULE_DUE_DAYS_MAX, dueDays)) return 'dueDays'
  if (!isOneOf(0, 1_439, dueMin)) return 'dueMin'
  return isDay(firstDay) ? null : 'firstDay'
}

function isDay(day: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === day
}

function weekdayOf(day: string): number {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === 0 ? 7 : weekday
}

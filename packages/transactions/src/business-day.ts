import { DAY, type Instant, MINUTE } from '@budeng/kernel'

/** When an acquirer's day ends, and when its files are due. */
export interface DayCalendar {
  /** `Asia/Shanghai` */
  readonly zone: string
  /** Minutes after midnight, local: what comes then or later belongs to the next day. 23:00 is 1380; 1440: midnight. */
  readonly cutOffMin: number
  /** Days after the business day until its file is there, and until what is not in it counts as missing. */
  readonly expectedDays: number
  readonly missingDays: number
}

export const UNIONPAY_CALENDAR: DayCalendar = {
  zone: 'Asia/Shanghai',
  cutOffMin: 1_380,
  expectedDays: 1,
  missingDays: 3,
}

/** The business day of a moment, `2026-11-28`. */
export function businessDay(at: Instant, { zone, cutOffMin }: Pick<DayCalendar, 'zone' | 'cutOffMin'>): string {
  const local = localClock(at, zone)
  return local.minute >= cutOffMin ? addDays(local.day, 1) : local.day
}

/**
 * The business day of a moment in the acquirer's zone: books, batches, statements, tariffs and files have the same, which
 * ends at the scheme's cut-off and not at midnight.
 */
export function bookingDay(at: Instant, zone: string): string {
  return businessDay(at, { ...UNIONPAY_CALENDAR, zone })
}

const FORMATS = new Map<string, Intl.DateTimeFormat>()

function localClock(at: Instant, zone: string): { readonly day: string; readonly minute: number } {
  let format = FORMATS.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    FORMATS.set(zone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const day = `${parts['year']}-${parts['month']}-${parts['day']}`
  return { day, minute: Number(parts['hour']) * 60 + Number(parts['minute']) }
}

/** The moment at which the clock of a zone shows that minute of a day; one that it leaves out is taken an hour beside. */
export function instantOfDay(day: string, minute: number, zone: string): Instant {
  let at = Date.parse(`${day}T00:00:00Z`) + minute * MINUTE
  for (let look = 0; look < 2; look++) {
    const shown = localClock(at, zone)
    at += (daysBetween(shown.day, day) * 1_440 + minute - shown.minute) * MINUTE
  }
  return at
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** How many days lead from one to the other. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY)
}

/** A printed time may be so far ahead of when it was read: clocks are wrong by minutes and zones by hours. */
export const LOCAL_TIME_AHEAD_MAX = DAY

/**
 * The moment of a printed MMDDhhmmss, which has no year: of the years that have such a day the last that is not beyond
 * `readAt` by more than a day. So 31 December read on 1 January is of the old year, and 1 January read late on 31 December
 * of the new one. A record that waited for more than a year needs its counted time. Null for what is no such text.
 */
export function instantOfLocal(localTime: string, offsetMin: number, readAt: Instant): Instant | null {
  const digits = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(localTime)
  if (digits === null) return null
  const [, month, day, hour, minute, second] = digits
  const year = new Date(readAt).getUTCFullYear()
  // a 29 February may be eight years back: 1896 to 1904, 2096 to 2104
  for (let back = -1; back <= YEARS_BACK_MAX; back++) {
    const iso = `${year - back}-${month}-${day}T${hour}:${minute}:${second}`
    const ms = Date.parse(`${iso}Z`)
    if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== iso) continue
    const at = ms - offsetMin * MINUTE
    if (at <= readAt + LOCAL_TIME_AHEAD_MAX) return at
  }
  return null
}

const YEARS_BACK_MAX = 8

/** The day of a printed MMDD of a settlement, by the same rule. */
export function dayOfMonthDay(monthDay: string, readAt: Instant): string | null {
  // a settlement day may be that of tomorrow
  const at = instantOfLocal(`${monthDay}000000`, 0, readAt + DAY)
  return at === null ? null : new Date(at).toISOString().slice(0, 10)
}

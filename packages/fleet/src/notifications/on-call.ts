import { DAY, type Instant } from '@budeng/kernel'

/** Days of the week, Monday first. */
export const ON_CALL_DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type OnCallDay = (typeof ON_CALL_DAYS)[number]

/** Hours in which somebody is there, by the organisation's own clock. Hours that go past midnight are of the day on which they begin. */
export interface OnCallHours {
  readonly days: readonly OnCallDay[]
  /** `09:00` */
  readonly from: string
  /** `18:00`; at or before `from`: of the next day. */
  readonly to: string
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/

/** Whether hours can be kept at all. */
export function areOnCallHours({ days, from, to }: OnCallHours): boolean {
  const known = days.filter((day) => ON_CALL_DAYS.includes(day))
  return days.length > 0 && known.length === days.length && TIME.test(from) && TIME.test(to)
}

/** Whether somebody is there at a moment; without hours always. */
export function isOnCall(hours: OnCallHours | null, at: Instant, zone: string): boolean {
  if (hours === null) return true
  const { day, time } = localTime(at, zone)
  const { days, from, to } = hours
  if (from < to) return days.includes(day) && time >= from && time < to
  // what began yesterday goes on until `to`
  const yesterday = localTime(at - DAY, zone).day
  return (days.includes(day) && time >= from) || (days.includes(yesterday) && time < to)
}

const FORMATS = new Map<string, Intl.DateTimeFormat>()

function localTime(at: Instant, zone: string): { readonly day: OnCallDay; readonly time: string } {
  let format = FORMATS.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: zone, hourCycle: 'h23', weekday: 'short', hour: '2-digit', minute: '2-digit' },
    } as const)
    FORMATS.set(zone, format)
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const day = (parts.get('weekday') ?? '').slice(0, 2).toUpperCase() as OnCallDay
  return { day, time: `${parts.get('hour') ?? '00'}:${parts.get('minute') ?? '00'}` }
}

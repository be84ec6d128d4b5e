/** Days as people write them in timetables, Monday first. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** A store is open on a day from one minute to another, by its own clock. Past midnight is the next day's. */
export interface OpeningSpan {
  readonly day: Weekday
  /** `09:00` */
  readonly from: string
  /** `22:00`, at the latest `24:00` */
  readonly to: string
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const SPAN = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/
const SPANS_MAX = 28

/** What is wrong with opening hours, or null. */
export function openingHoursProblem(spans: readonly OpeningSpan[]): 'HOURS_MALFORMED' | 'HOURS_OVERLAP' | null {
  if (spans.length > SPANS_MAX || spans.some((span) => !isSpan(span))) return 'HOURS_MALFORMED'
  const sorted = sortedSpans(spans)
  const overlaps = sorted.some((span, index) => {
    const next = sorted[index + 1]
    return next !== undefined && next.day === span.day && next.from < span.to
  })
  return overlaps ? 'HOURS_OVERLAP' : null
}

function isSpan({ day, from, to }: OpeningSpan): boolean {
  return WEEKDAYS.includes(day) && TIME.test(from) && (TIME.test(to) || to === '24:00') && from < to
}

/** By day, then by time: equal hours are equal lists. */
export function sortedSpans(spans: readonly OpeningSpan[]): OpeningSpan[] {
  const key = ({ day, from }: OpeningSpan) => `${WEEKDAYS.indexOf(day)}${from}`
  return [...spans].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** `Mo-Fr 09:00-12:00,13:00-18:00; Sa 10:00-16:00`, as spreadsheets hold it. Empty: nothing known. Null: not readable. */
export function parseOpeningHours(text: string): OpeningSpan[] | null {
  const spans: OpeningSpan[] = []
  for (const part of text.split(/[;；]/).map((one) => one.trim())) {
    if (part === '') continue
    const [days = '', times = '', ...rest] = part.split(/\s+/)
    const named = daysOf(days)
    if (named === null || times === '' || rest.length > 0) return null
    for (const time of times.split(/[,，]/)) {
      const [, from, to] = SPAN.exec(time) ?? []
      if (from === undefined || to === undefined) return null
      for (const day of named) spans.push({ day, from, to })
    }
  }
  return openingHoursProblem(spans) === null ? sortedSpans(spans) : null
}

function daysOf(text: string): readonly Weekday[] | null {
  const [first = '', last = first, ...rest] = text.toUpperCase().split('-')
  const [from, to] = [WEEKDAYS.indexOf(first as Weekday), WEEKDAYS.indexOf(last as Weekday)]
  return from < 0 || to < from || rest.length > 0 ? null : WEEKDAYS.slice(from, to + 1)
}

/** The text that `parseOpeningHours` reads: days with the same hours stand together. */
export function formatOpeningHours(spans: readonly OpeningSpan[]): string {
  const hoursOf = (day: Weekday) =>
    sortedSpans(spans)
      .filter((span) => span.day === day)
      .map(({ from, to }) => `${from}-${to}`)
      .join(',')
  const parts: { first: Weekday; last: Weekday; hours: string }[] = []
  for (const day of WEEKDAYS) {
    const hours = hoursOf(day)
    const before = parts.at(-1)
    if (hours === '') continue
    const isNext = before !== undefined && WEEKDAYS.indexOf(before.last) + 1 === WEEKDAYS.indexOf(day)
    if (isNext && before.hours === hours) before.last = day
    else parts.push({ first: day, last: day, hours })
  }
  const name = (day: Weekday) => `${day.charAt(0)}${day.charAt(1).toLowerCase()}`
  return parts
    .map(({ first, last, hours }) => `${first === last ? name(first) : `${name(first)}-${name(last)}`} ${hours}`)
    .join('; ')
}

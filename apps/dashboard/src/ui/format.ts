const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const UNITS = [
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', SECOND_MS],
] as const

/** Digits grouped as the language does it; never shortened to 万 or k. */
export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value)
}

const BYTE_UNITS = [
  ['megabyte', 1_000_000],
  ['kilobyte', 1_000],
  ['byte', 1],
] as const

/** "16.4 kB": in the largest unit of which there is one, to a tenth. */
export function formatBytes(bytes: number, language: string): string {
  const [unit, size] = BYTE_UNITS.find(([, one]) => bytes >= one) ?? (['byte', 1] as const)
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / size)
}

/** A share of one, to a tenth of a percent. */
export function formatPercent(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share)
}

/** "3 h 12 min" / "3小时 12分钟": the two largest units, seconds when nothing is larger. Negative counts as zero. */
export function formatDuration(lengthMs: number, language: string): string {
  let rest = Math.max(0, lengthMs)
  const parts: string[] = []
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(rest / unitMs)
    rest -= count * unitMs
    if (count === 0 && !(unit === 'second' && parts.length === 0)) {
      if (parts.length > 0) break
      continue
    }
    parts.push(new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count))
    if (parts.length === 2) break
  }
  return parts.join(' ')
}

/** "12 sec. ago", "in 3 min.": the largest unit only. Under a second counts as zero seconds. */
export function formatRelative(at: number, now: number, language: string): string {
  const difference = at - now
  const [unit, unitMs] = UNITS.find(([, size]) => Math.abs(difference) >= size) ?? ['second', SECOND_MS]
  const format = new Intl.RelativeTimeFormat(language, { style: 'short', numeric: 'always' })
  return format.format(Math.trunc(difference / unitMs) || -0, unit)
}

/** `2026-06-01 20:00:00 GMT+8`: one form in both languages, and an absolute time never stands without its zone. */
export function formatMoment(at: number, language: string, timeZone: string): string {
  const { year, month, day, clock, zone } = partsOf(at, language, timeZone)
  return `${year}-${month}-${day} ${clock} ${zone}`
}

/** `09:58:12`; with month and day in front when it is not today in that zone. */
export function formatClock(at: number, now: number, language: string, timeZone: string): string {
  const one = partsOf(at, language, timeZone)
  const today = partsOf(now, language, timeZone)
  const isToday = one.year === today.year && one.month === today.month && one.day === today.day
  return isToday ? one.clock : `${one.month}-${one.day} ${one.clock}`
}

const formats = new Map<string, Intl.DateTimeFormat>()

function partsOf(at: number, language: string, timeZone: string) {
  const key = `${language} ${timeZone}`
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(language, {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    })
  formats.set(key, format)
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const { year = '', month = '', day = '', hour = '', minute = '', second = '', timeZoneName: zone = timeZone } = parts
  return { year, month, day, clock: `${hour}:${minute}:${second}`, zone }
}

const ISO_DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

/** Milliseconds of an ISO 8601 length such as `PT1H30M`; null when it is none (months and years have no length). */
export function durationMs(text: string): number | null {
  const match = ISO_DURATION.exec(text)
  if (match === null || text === 'P' || text.endsWith('T')) return null
  const [, days, hours, minutes, seconds] = match
  return (
    Number(days ?? 0) * DAY_MS +
    Number(hours ?? 0) * HOUR_MS +
    Number(minutes ?? 0) * MINUTE_MS +
    Number(seconds ?? 0) * SECOND_MS
  )
}

import { type Instant, MINUTE } from '@budeng/kernel'

/** Hours of a store's own clock; one that ends before it begins goes past midnight. */
export interface TimeWindow {
  /** `02:00` */
  readonly from: string
  /** `05:00` */
  readonly to: string
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/
/** A shorter one is over before its commands are. */
const WINDOW_MIN_MINUTES = 30
const DAY_MINUTES = 1_440

export function isWindow({ from, to }: TimeWindow): boolean {
  return TIME.test(from) && TIME.test(to) && lengthOf({ from, to }) >= WINDOW_MIN_MINUTES
}

function lengthOf({ from, to }: TimeWindow): number {
  return (minuteOf(to) - minuteOf(from) + DAY_MINUTES) % DAY_MINUTES
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

/**
 * Whether a window is open at a store, and when that changes. When clocks change, it is open while the store's clock shows
 * its hours: longer or shorter by the hour, and not at all in a night whose hours are left out.
 */
export function windowAt(
  window: TimeWindow,
  at: Instant,
  zone: string,
): { readonly isOpen: boolean; readonly changesAt: Instant } {
  const isOpenAt = (instant: Instant) => isOpenHour(window, instant, zone)
  const isOpen = isOpenAt(at)
  const start = Math.floor(at / MINUTE) * MINUTE
  let [low, high] = [start, start + STEP_MS]
  while (isOpenAt(high) === isOpen && high - start < SEARCH_MS) [low, high] = [high, high + STEP_MS]
  for (let minutes = (high - low) / MINUTE; minutes > 1; minutes = (high - low) / MINUTE) {
    const middle = low + Math.floor(minutes / 2) * MINUTE
    if (isOpenAt(middle) === isOpen) low = middle
    else high = middle
  }
  return { isOpen, changesAt: high }
}

/** When the window that is open at this moment opened. */
export function openedAt(window: TimeWindow, at: Instant, zone: string): Instant {
  const isOpenAt = (instant: Instant) => isOpenHour(window, instant, zone)
  const start = Math.floor(at / MINUTE) * MINUTE
  let [low, high] = [start - STEP_MS, start]
  while (isOpenAt(low) && start - low < SEARCH_MS) [low, high] = [low - STEP_MS, low]
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / MINUTE / 2) * MINUTE
    if (isOpenAt(middle)) high = middle
    else low = middle
  }
  return high
}

function isOpenHour(window: TimeWindow, at: Instant, zone: string): boolean {
  return (localMinute(at, zone) - minuteOf(window.from) + DAY_MINUTES) % DAY_MINUTES < lengthOf(window)
}

/** Shorter than any window; and a search ends although a clock change left a night's window out. */
const STEP_MS = 15 * MINUTE
const SEARCH_MS = 3 * DAY_MINUTES * MINUTE

const FORMATS = new Map<string, Intl.DateTimeFormat>()

function localMinute(at: Instant, zone: string): number {
  let format = FORMATS.get(zone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' })
    FORMATS.set(zone, format)
  }
  return minuteOf(format.format(at))
}

/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** A length of time in whole milliseconds. */
export type Millis = number

export const SECOND: Millis = 1_000
export const MINUTE: Millis = 60 * SECOND
export const HOUR: Millis = 60 * MINUTE
export const DAY: Millis = 24 * HOUR

/** The only source of time in a shell. Domain times never come from SQL or from a terminal's wall clock. */
export interface Clock {
  now(): Instant
}

/** A clock that runs `factor` times as fast as `realNow`, from a common `origin`, so that all processes agree. */
export function factorClock(realNow: () => Instant, factor: number, origin: Instant): Clock {
  return { now: () => Math.floor(origin + (realNow() - origin) * factor) }
}

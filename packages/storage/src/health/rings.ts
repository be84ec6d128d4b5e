import { DAY, HOUR, type Instant, MINUTE, type Millis } from '@budeng/kernel'

/**
 * A ring of partitions: what happened in one period stands in one slot, and the slot comes round again when it is past
 * its time. One slot is always empty: the one of the next period.
 */
export interface Ring {
  readonly table: 'health_sample' | 'health_hour' | 'health_day'
  readonly periodMs: Millis
  readonly slots: number
}

/** As told, for one to two hours. */
export const SAMPLES: Ring = { table: 'health_sample', periodMs: HOUR, slots: 4 }
/** Five minutes a point, for seven days. */
export const HOURS: Ring = { table: 'health_hour', periodMs: DAY, slots: 9 }
/** An hour a point, for ninety days. */
export const DAYS: Ring = { table: 'health_day', periodMs: 10 * DAY, slots: 12 }
export const RINGS: readonly Ring[] = [SAMPLES, HOURS, DAYS]

export const HOUR_STEPS = 12
export const DAY_STEPS = 24
export const HOUR_STEP_MS: Millis = HOUR / HOUR_STEPS
export const DAY_STEP_MS: Millis = DAY / DAY_STEPS

/** However little changes, a terminal's figures are written down this often; a value that is older holds no longer. */
export const SAMPLE_EVERY_MS: Millis = 5 * MINUTE
export const SAMPLE_HOLD_MS: Millis = 10 * MINUTE

export function periodOf({ periodMs }: Ring, at: Instant): number {
  return Math.floor(at / periodMs)
}

export function slotOf(ring: Ring, at: Instant): number {
  return periodOf(ring, at) % ring.slots
}

/** Every slot in which something of that stretch stands. */
export function slotsOf(ring: Ring, from: Instant, to: Instant): number[] {
  const slots = new Set<number>()
  for (let period = periodOf(ring, from); period <= periodOf(ring, to) && slots.size < ring.slots; period++)
    slots.add(period % ring.slots)
  return [...slots]
}

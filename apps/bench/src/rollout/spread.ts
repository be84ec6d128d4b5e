import { percentile } from '../figures.ts'
import type { RolledOut } from './relogins.ts'

/** What a rollout came to, in milliseconds and re-logins a second. */
export interface Spread {
  readonly targets: number
  readonly succeeded: number
  /** From the second person's yes to the last end. */
  readonly tookMs: number
  readonly perSecond: number
  /** From the release of a target to its end. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** From the first release of the last group to the last: as fast as it was let. */
  readonly releasedPerSecond: number
}

/** The figures of a rollout that is over; each end counts, whatever it was. */
export function spreadOf({ startedAt, targets }: Pick<RolledOut, 'startedAt' | 'targets'>): Spread {
  const ends = targets.map(({ endedAt }) => endedAt)
  const tookMs = maxOf(ends) - startedAt
  const each = targets.map(({ releasedAt, endedAt }) => endedAt - releasedAt)
  const lastGroup = maxOf(targets.map(({ group }) => group))
  const released = targets.filter(({ group }) => group === lastGroup).map(({ releasedAt }) => releasedAt)
  const releasedMs = maxOf(released) + maxOf(released.map((at) => -at))
  return {
    targets: targets.length,
    succeeded: targets.filter(({ state }) => state === 'SUCCEEDED').length,
    tookMs,
    perSecond: targets.length / (tookMs / 1_000),
    p50Ms: percentile(each, 0.5),
    p99Ms: percentile(each, 0.99),
    releasedPerSecond: (released.length - 1) / (releasedMs / 1_000),
  }
}

/** A call with ten thousand arguments is one that some engines refuse. */
const maxOf = (values: readonly number[]) =>
  values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)

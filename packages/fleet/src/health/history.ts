import type { Instant, Millis } from '@budeng/kernel'
import { METRICS, type MetricValues } from './metrics.ts'

export interface Sample {
  readonly at: Instant
  readonly values: MetricValues
}

/** One metric in one stretch of time: the lowest, the mean and the highest value. Null: nothing was heard of it. */
export type Point = readonly [low: number, mean: number, high: number] | null

/** Points of one metric from `from` on, `stepMs` each. */
export interface Series {
  readonly from: Instant
  readonly stepMs: Millis
  readonly points: readonly Point[]
}

/**
 * Down-sampled: of each metric the points of `count` steps from `from` on. A value holds until the next one, at most for
 * `holdMs`, since what did not change is not written down again.
 */
export function downSample(
  samples: readonly Sample[],
  { from, stepMs, count, holdMs }: { from: Instant; stepMs: Millis; count: number; holdMs: Millis },
): readonly (readonly Point[])[] {
  const sorted = samples.toSorted((a, b) => a.at - b.at)
  return METRICS.map((_, place) => {
    const sums = Array.from({ length: count }, () => ({ low: Infinity, high: -Infinity, weighed: 0, weight: 0 }))
    sorted.forEach(({ at, values }, index) => {
      const value = values[place] ?? null
      if (value === null) return
      const next = sorted[index + 1]?.at ?? Infinity
      const until = Math.min(next, at + holdMs, from + stepMs * count)
      for (let begin = Math.max(at, from); begin < until; ) {
        const step = Math.floor((begin - from) / stepMs)
        const end = Math.min(until, from + (step + 1) * stepMs)
        const sum = sums[step]
        if (sum !== undefined) {
          sum.low = Math.min(sum.low, value)
          sum.high = Math.max(sum.high, value)
          sum.weighed += value * (end - begin)
          sum.weight += end - begin
        }
        begin = end
      }
    })
    return sums.map(
      ({ low, high, weighed, weight }): Point => (weight === 0 ? null : [low, Math.round(weighed / weight), high]),
    )
  })
}

/** Fewer, longer steps: `by` points become one. */
export function coarser(points: readonly Point[], by: number): readonly Point[] {
  return Array.from({ length: Math.ceil(points.length / by) }, (_, index): Point => {
    const known = points.slice(index * by, (index + 1) * by).filter((point) => point !== null)
    if (known.length === 0) return null
    const mean = known.reduce((sum, [, value]) => sum + value, 0) / known.length
    return [Math.min(...known.map(([low]) => low)), Math.round(mean), Math.max(...known.map(([, , high]) => high))]
  })
}

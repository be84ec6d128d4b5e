import type { Reading } from './vocabulary.ts'

/** Figures of a terminal that are kept over time, drawn, and watched by alert rules. */
export const METRICS = [
  'BATTERY',
  'SIGNAL',
  'ROUND_TRIP',
  'CPU',
  'MEMORY_FREE',
  'STORAGE_FREE',
  'CLOCK_SKEW',
  'DECLINES',
] as const
export type Metric = (typeof METRICS)[number]

export interface MetricFacts {
  readonly unit: 'PERCENT' | 'DBM' | 'MILLISECOND' | 'SECOND'
  /** Which end is bad: what an alert rule compares with. */
  readonly bad: 'HIGH' | 'LOW'
  /** A change smaller than this is not written down. */
  readonly step: number
  read(reading: Reading): number | null
}

/** Two bytes each: what lies beyond is kept as the bound. */
export const METRIC_MAX = 32_000

const METRIC_FACTS: Readonly<Record<Metric, MetricFacts>> = {
  BATTERY: { unit: 'PERCENT', bad: 'LOW', step: 2, read: ({ health }) => health.power?.batteryPercent ?? null },
  SIGNAL: { unit: 'DBM', bad: 'LOW', step: 3, read: ({ health }) => health.network?.rsrpDbm ?? null },
  ROUND_TRIP: { unit: 'MILLISECOND', bad: 'HIGH', step: 50, read: ({ health }) => health.network?.rttMs ?? null },
  CPU: { unit: 'PERCENT', bad: 'HIGH', step: 10, read: ({ health }) => health.resources?.cpuPercent ?? null },
  MEMORY_FREE: {
    unit: 'PERCENT',
    bad: 'LOW',
    step: 5,
    read: ({ health }) => health.resources?.memoryFreePercent ?? null,
  },
  STORAGE_FREE: {
    unit: 'PERCENT',
    bad: 'LOW',
    step: 1,
    read: ({ health }) => health.resources?.storageFreePercent ?? null,
  },
  CLOCK_SKEW: {
    unit: 'SECOND',
    bad: 'HIGH',
    step: 5,
    read: ({ clockSkewMs }) => (clockSkewMs === null ? null : Math.round(Math.abs(clockSkewMs) / 1_000)),
  },
  DECLINES: { unit: 'PERCENT', bad: 'HIGH', step: 5, read: ({ health }) => declined(health.business) },
}

export function metricFacts(metric: Metric): MetricFacts {
  return METRIC_FACTS[metric]
}

/** Values in the order of METRICS; null where the terminal does not have it. */
export type MetricValues = readonly (number | null)[]

export function metricsOf(reading: Reading): MetricValues {
  return METRICS.map((metric) => {
    const value = METRIC_FACTS[metric].read(reading)
    return value === null ? null : Math.max(-METRIC_MAX, Math.min(METRIC_MAX, Math.round(value)))
  })
}

/** True when the values differ by so much that the chart would look different. */
export function isNews(before: MetricValues | null, after: MetricValues): boolean {
  if (before === null) return true
  return METRICS.some((metric, place) => {
    const was = before[place] ?? null
    const is = after[place] ?? null
    return was === null || is === null ? was !== is : Math.abs(is - was) >= METRIC_FACTS[metric].step
  })
}

function declined(business: Reading['health']['business']): number | null {
  if (business?.approvedHour === undefined || business.declinedHour === undefined) return null
  const all = business.approvedHour + business.declinedHour
  return all === 0 ? 0 : (100 * business.declinedHour) / all
}

import type { Metric } from '../api/generated/graphql.ts'

/** What a terminal's figures are counted in. */
export const METRIC_UNITS: Readonly<Record<Metric, string>> = {
  BATTERY: '%',
  SIGNAL: 'dBm',
  ROUND_TRIP: 'ms',
  CPU: '%',
  MEMORY_FREE: '%',
  STORAGE_FREE: '%',
  CLOCK_SKEW: 's',
  DECLINES: '%',
}

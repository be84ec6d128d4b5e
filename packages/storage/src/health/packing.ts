import { METRIC_MAX, METRICS, type MetricValues, type Point } from '@budeng/fleet'

/** What stands for a value that nobody told. */
const NOTHING = -32_768
const BYTES = 2

/** The values of one moment, two bytes each. */
export function packValues(values: MetricValues): Buffer {
  const bytes = Buffer.alloc(METRICS.length * BYTES)
  METRICS.forEach((_, place) => bytes.writeInt16LE(values[place] ?? NOTHING, place * BYTES))
  return bytes
}

/** A metric that came later than these bytes is null in them. */
export function unpackValues(bytes: Buffer): MetricValues {
  return METRICS.map((_, place) => valueAt(bytes, place * BYTES))
}

/** Points of each metric, metric by metric: low, mean, high. */
export function packPoints(series: readonly (readonly Point[])[]): Buffer {
  const count = series[0]?.length ?? 0
  const bytes = Buffer.alloc(METRICS.length * count * 3 * BYTES)
  METRICS.forEach((_, place) => {
    for (let step = 0; step < count; step++) {
      const point = series[place]?.[step] ?? null
      for (let part = 0; part < 3; part++)
        bytes.writeInt16LE(bounded(point?.[part]), ((place * count + step) * 3 + part) * BYTES)
    }
  })
  return bytes
}

/** Of one metric. `count`: steps of a row. */
export function unpackPoints(bytes: Buffer, place: number, count: number): Point[] {
  return Array.from({ length: count }, (_, step): Point => {
    const at = (place * count + step) * 3 * BYTES
    const low = valueAt(bytes, at)
    const mean = valueAt(bytes, at + BYTES)
    const high = valueAt(bytes, at + 2 * BYTES)
    return low === null || mean === null || high === null ? null : [low, mean, high]
  })
}

function valueAt(bytes: Buffer, at: number): number | null {
  if (at + BYTES > bytes.length) return null
  const value = bytes.readInt16LE(at)
  return value === NOTHING ? null : value
}

function bounded(value: number | undefined): number {
  return value === undefined ? NOTHING : Math.max(-METRIC_MAX, Math.min(METRIC_MAX, value))
}

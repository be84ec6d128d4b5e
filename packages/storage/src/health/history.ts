import { coarser, downSample, type Metric, METRICS, type Point, type Series } from '@budeng/fleet'
import { DAY, HOUR, type Instant, MINUTE, type Millis } from '@budeng/kernel'
import type { Scoped } from '../unit.ts'
import { unpackPoints, unpackValues } from './packing.ts'
import { DAY_STEP_MS, DAY_STEPS, DAYS, HOUR_STEP_MS, HOUR_STEPS, HOURS, SAMPLE_HOLD_MS, SAMPLES } from './rings.ts'
import { rowsOf } from './roll-up.ts'

export const HISTORY_RANGES = ['HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER'] as const
export type HistoryRange = (typeof HISTORY_RANGES)[number]

/** How long a range is, how long its points are, and from which ring they come. */
const RANGES: Readonly<Record<HistoryRange, { lengthMs: Millis; stepMs: Millis }>> = {
  HOUR: { lengthMs: HOUR, stepMs: MINUTE },
  DAY: { lengthMs: DAY, stepMs: HOUR_STEP_MS },
  WEEK: { lengthMs: 7 * DAY, stepMs: 3 * HOUR_STEP_MS },
  MONTH: { lengthMs: 30 * DAY, stepMs: 2 * DAY_STEP_MS },
  QUARTER: { lengthMs: 90 * DAY, stepMs: 6 * DAY_STEP_MS },
}

/** One metric of a terminal up to now. What is not added up yet is taken from what was told. */
export async function healthHistory(
  db: Scoped,
  terminalId: string,
  metric: Metric,
  range: HistoryRange,
): Promise<Series> {
  const { lengthMs, stepMs } = RANGES[range]
  const to = Math.ceil(db.clock.now() / stepMs) * stepMs
  const from = to - lengthMs
  const place = METRICS.indexOf(metric)
  if (range === 'HOUR') return { from, stepMs, points: await told(db, terminalId, place, { from, to, stepMs }) }
  const fine = await fivesOf(db, terminalId, place, Math.max(from, to - 7 * DAY), to)
  if (stepMs < DAY_STEP_MS) return { from, stepMs, points: coarser(fine.points, stepMs / HOUR_STEP_MS) }
  return { from, stepMs, points: await coarse(db, terminalId, place, { from, to, stepMs }, fine) }
}

interface Window {
  readonly from: Instant
  readonly to: Instant
  readonly stepMs: Millis
}

async function told(
  db: Scoped,
  terminalId: string,
  place: number,
  { from, to, stepMs }: Window,
): Promise<readonly Point[]> {
  const rows = await rowsOf(db, SAMPLES, from - SAMPLE_HOLD_MS, to, [terminalId])
  const samples = (rows.get(terminalId) ?? []).map(({ at, points }) => ({ at, values: unpackValues(points) }))
  // what is yet to come has no value
  const until = samples.map((sample) => ({ ...sample, at: Math.min(sample.at, db.clock.now()) }))
  const window = { from, stepMs, count: Math.round((to - from) / stepMs), holdMs: SAMPLE_HOLD_MS }
  const points = downSample(until, window)[place] ?? []
  return points.map((point, index) => (from + index * stepMs < db.clock.now() ? point : null))
}

/** Five minutes a point: hours that were added up, and of the others what was told. */
async function fivesOf(
  db: Scoped,
  terminalId: string,
  place: number,
  from: Instant,
  to: Instant,
): Promise<{ readonly from: Instant; readonly points: readonly Point[] }> {
  const rows = (await rowsOf(db, HOURS, from - HOUR, to, [terminalId])).get(terminalId) ?? []
  const hours = new Map(rows.map((row) => [row.at, unpackPoints(row.points, place, HOUR_STEPS)]))
  const toldFrom = Math.max(from, Math.floor((to - 2 * HOUR) / HOUR) * HOUR)
  const fresh = await told(db, terminalId, place, { from: toldFrom, to, stepMs: HOUR_STEP_MS })
  const count = Math.round((to - from) / HOUR_STEP_MS)
  const points = Array.from({ length: count }, (_, index): Point => {
    const at = from + index * HOUR_STEP_MS
    const hour = Math.floor(at / HOUR) * HOUR
    const added = hours.get(hour)?.[Math.floor((at - hour) / HOUR_STEP_MS)]
    return added ?? (at < toldFrom ? null : (fresh[Math.round((at - toldFrom) / HOUR_STEP_MS)] ?? null))
  })
  return { from, points }
}

/** Hours a point: days that were added up, and of the last week the finer points. */
async function coarse(
  db: Scoped,
  terminalId: string,
  place: number,
  { from, to, stepMs }: Window,
  fine: { readonly from: Instant; readonly points: readonly Point[] },
): Promise<readonly Point[]> {
  const rows = (await rowsOf(db, DAYS, from - DAY, to, [terminalId])).get(terminalId) ?? []
  const days = new Map(rows.map((row) => [row.at, unpackPoints(row.points, place, DAY_STEPS)]))
  const count = Math.round((to - from) / DAY_STEP_MS)
  const hourly = Array.from({ length: count }, (_, index): Point => {
    const at = from + index * DAY_STEP_MS
    const day = Math.floor(at / DAY) * DAY
    const added = days.get(day)?.[Math.floor((at - day) / DAY_STEP_MS)] ?? null
    if (added !== null || at < fine.from) return added
    const begin = Math.round((at - fine.from) / HOUR_STEP_MS)
    return coarser(fine.points.slice(begin, begin + HOUR_STEPS), HOUR_STEPS)[0] ?? null
  })
  return coarser(hourly, stepMs / DAY_STEP_MS)
}

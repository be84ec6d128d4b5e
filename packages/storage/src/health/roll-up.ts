import { coarser, downSample, METRICS, type Sample } from '@budeng/fleet'
import { DAY, HOUR, type Instant, MINUTE } from '@budeng/kernel'
import { healthDayTable, healthHourTable, type HistoryRow, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { packPoints, unpackPoints, unpackValues } from './packing.ts'
import {
  DAY_STEPS,
  DAYS,
  HOUR_STEP_MS,
  HOUR_STEPS,
  HOURS,
  periodOf,
  type Ring,
  RINGS,
  SAMPLE_HOLD_MS,
  SAMPLES,
  slotOf,
  slotsOf,
} from './rings.ts'

/** What was told late still comes in; then an hour or a day is added up. */
const GRACE_MS = 2 * MINUTE

/** How far one of the two has come: the stretch at work, and the last terminal of it that is done. */
interface Position {
  readonly at: Instant
  readonly after: string
}

type Tier = 'HEALTH_HOUR' | 'HEALTH_DAY'

/**
 * Adds up one stretch that is over, some terminals at a time: moments to an hour in twelve points, hours to a day in
 * twenty-four. Answers how many terminals it did; 0: nothing is due.
 */
export async function rollUp(unit: Unit, tier: Tier, terminalsMax: number): Promise<number> {
  const lengthMs = tier === 'HEALTH_HOUR' ? HOUR : DAY
  const now = unit.clock.now()
  const last = Math.floor((now - GRACE_MS) / lengthMs) * lengthMs - lengthMs
  const { at, after } = (await readPosition<Position>(unit, tier)) ?? { at: last, after: '' }
  if (at > last) return 0
  // what has gone with its partition cannot be added up any more
  const kept = tier === 'HEALTH_HOUR' ? SAMPLES : HOURS
  const oldest = (periodOf(kept, now) - kept.slots + 2) * kept.periodMs
  if (at < oldest) {
    await savePosition(unit, tier, { at: Math.min(last, Math.ceil(oldest / lengthMs) * lengthMs), after: '' })
    return 1
  }
  const terminalIds = await terminalsIn(unit, kept, at, at + lengthMs, after, terminalsMax)
  if (terminalIds.length > 0) await (tier === 'HEALTH_HOUR' ? addHour : addDay)(unit, at, terminalIds)
  const isDone = terminalIds.length < terminalsMax
  await savePosition(unit, tier, isDone ? { at: at + lengthMs, after: '' } : { at, after: terminalIds.at(-1) ?? after })
  return Math.max(terminalIds.length, 1)
}

async function addHour(unit: Unit, at: Instant, terminalIds: readonly string[]): Promise<void> {
  const samples = await rowsOf(unit, SAMPLES, at - SAMPLE_HOLD_MS, at + HOUR - 1, terminalIds)
  const window = { from: at, stepMs: HOUR_STEP_MS, count: HOUR_STEPS, holdMs: SAMPLE_HOLD_MS }
  const rows = terminalIds.map((terminalId) => {
    const own = (samples.get(terminalId) ?? []).map((row): Sample => ({ at: row.at, values: unpackValues(row.points) }))
    return { slot: slotOf(HOURS, at), terminalId, at, points: packPoints(downSample(own, window)) }
  })
  await unnestInsert(unit, healthHourTable, rows, { onConflict: 'on conflict do nothing' })
}

async function addDay(unit: Unit, at: Instant, terminalIds: readonly string[]): Promise<void> {
  const hours = await rowsOf(unit, HOURS, at, at + DAY - 1, terminalIds)
  const rows = terminalIds.map((terminalId) => {
    const own = hours.get(terminalId) ?? []
    const series = METRICS.map((_, place) =>
      Array.from({ length: DAY_STEPS }, (__, hour) => {
        const row = own.find((each) => each.at === at + hour * HOUR)
        return row === undefined ? null : (coarser(unpackPoints(row.points, place, HOUR_STEPS), HOUR_STEPS)[0] ?? null)
      }),
    )
    return { slot: slotOf(DAYS, at), terminalId, at, points: packPoints(series) }
  })
  await unnestInsert(unit, healthDayTable, rows, { onConflict: 'on conflict do nothing' })
}

async function terminalsIn(
  db: Scoped,
  ring: Ring,
  from: Instant,
  to: Instant,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select distinct terminal_id as id from ${ring.table}
     where slot = any($1::int[]) and terminal_id > $2 and at >= $3 and at < $4 order by terminal_id limit $5`,
    [slotsOf(ring, from, to - 1), after, new Date(from), new Date(to), limit],
  )
  return rows.map(({ id }) => id)
}

/** Rows of terminals in a stretch, oldest first. */
export async function rowsOf(
  db: Scoped,
  ring: Ring,
  from: Instant,
  to: Instant,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, Pick<HistoryRow, 'terminalId' | 'at' | 'points'>[]>> {
  const rows = await db.query<Pick<HistoryRow, 'terminalId' | 'at' | 'points'>>(
    `select terminal_id as "terminalId", at, points from ${ring.table}
     where slot = any($1::int[]) and terminal_id = any($2::text[]) and at >= $3 and at <= $4 order by terminal_id, at`,
    [slotsOf(ring, from, to), terminalIds, new Date(from), new Date(to)],
  )
  return Map.groupBy(rows, ({ terminalId }) => terminalId)
}

/** Empties the slot of each ring's next period, once a period. What stands in it is past its time. */
export async function turnRings(unit: Unit): Promise<number> {
  let turned = 0
  for (const ring of RINGS) {
    const period = periodOf(ring, unit.clock.now())
    const name = `${ring.table} turned`
    const { period: done } = (await readPosition<{ period: number }>(unit, name)) ?? { period: -1 }
    if (done >= period) continue
    await unit.query('select health_ring_empty($1, $2)', [ring.table, (period + 1) % ring.slots])
    await savePosition(unit, name, { period })
    turned++
  }
  return turned
}

/** How far a piece of the worker's work has come; null before its first step. */
export async function readPosition<Value extends object>(db: Scoped, name: string): Promise<Value | null> {
  const [row] = await db.query<{ position: string }>('select position from work_position where name = $1', [name])
  return row === undefined ? null : (JSON.parse(row.position) as Value)
}

export async function savePosition(unit: Unit, name: string, position: object): Promise<void> {
  await unit.execute(
    'insert into work_position (name, position) values ($1, $2) on conflict (name) do update set position = excluded.position',
    [name, JSON.stringify(position)],
  )
}

import type { MetricValues } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { healthSampleTable, type TraitRow, traitTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { unpackValues, packValues } from './packing.ts'
import { SAMPLES, slotOf, slotsOf } from './rings.ts'

export interface NewSample {
  readonly terminalId: string
  readonly at: Instant
  readonly values: MetricValues
}

/** Figures that are news. A moment that is there already stays as it is. */
export async function saveSamples(unit: Unit, samples: readonly NewSample[]): Promise<void> {
  const rows = samples
    .map(({ terminalId, at, values }) => ({ slot: slotOf(SAMPLES, at), terminalId, at, points: packValues(values) }))
    .toSorted((a, b) => (a.terminalId < b.terminalId ? -1 : 1))
  await unnestInsert(unit, healthSampleTable, rows, { onConflict: 'on conflict do nothing' })
}

/** What was told after a moment, of everybody: the newest of each terminal. */
export async function samplesSince(db: Scoped, from: Instant, to: Instant): Promise<readonly NewSample[]> {
  const rows = await db.query<{ terminalId: string; at: Instant; points: Buffer }>(
    `select distinct on (terminal_id) terminal_id as "terminalId", at, points from health_sample
     where slot = any($1::int[]) and at > $2 and at <= $3 order by terminal_id, at desc`,
    [slotsOf(SAMPLES, from, to), new Date(from), new Date(to)],
  )
  return rows.map(({ terminalId, at, points }) => ({ terminalId, at, values: unpackValues(points) }))
}

/** What terminals have in common with others, where that is something else than it was. */
export async function saveTraits(unit: Unit, traits: readonly TraitRow[]): Promise<void> {
  await unnestInsert(
    unit,
    traitTable,
    traits.toSorted((a, b) => (a.terminalId < b.terminalId ? -1 : 1)),
    {
      onConflict:
        'on conflict (terminal_id) do update set operator = excluded.operator, cell = excluded.cell, app = excluded.app, iccid = excluded.iccid',
    },
  )
}

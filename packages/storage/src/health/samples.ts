import type { MetricValues } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { healthSampleTable, type TraitRow, unnestInsert } from '../rows/index.ts'
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

/** The newest of each terminal that told something between two moments, in the order of terminals, from one on. */
export async function samplesBetween(
  db: Scoped,
  from: Instant,
  to: Instant,
  page: { readonly after: string; readonly limit: number },
): Promise<readonly NewSample[]> {
  const rows = await db.query<{ terminalId: string; at: Instant; points: Buffer }>(
    `select distinct on (terminal_id) terminal_id as "terminalId", at, points from health_sample
     where slot = any($1::int[]) and at > $2 and at <= $3 and terminal_id > $4 order by terminal_id, at desc limit $5`,
    [slotsOf(SAMPLES, from, to), new Date(from), new Date(to), page.after, page.limit],
  )
  return rows.map(({ terminalId, at, points }) => ({ terminalId, at, values: unpackValues(points) }))
}

/** What a terminal says that it has in common with others. */
export type NewTrait = Omit<TraitRow, 'acquirerId' | 'agentId' | 'tid'>

/** What terminals have in common with others, where that is something else than it was. */
export async function saveTraits(unit: Unit, traits: readonly NewTrait[]): Promise<void> {
  await unit.execute(
    `insert into terminal_trait (terminal_id, acquirer_id, agent_id, tid, operator, cell, app, iccid)
     select t.id, t.acquirer_id, t.agent_id, t.tid, n.operator, n.cell, n.app, n.iccid
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as n (id, operator, cell, app, iccid)
       join terminal t on t.id = n.id order by t.id
     on conflict (terminal_id) do update set agent_id = excluded.agent_id, operator = excluded.operator, cell = excluded.cell,
       app = excluded.app, iccid = excluded.iccid`,
    [
      traits.map(({ terminalId }) => terminalId),
      traits.map(({ operator }) => operator),
      traits.map(({ cell }) => cell),
      traits.map(({ app }) => app),
      traits.map(({ iccid }) => iccid),
    ],
  )
}

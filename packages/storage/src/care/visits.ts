import type { CareInterval, Visit } from '@budeng/fleet'
import {
  careIntervalTable,
  type CareIntervalRow,
  type CareVisitRow,
  careVisitTable,
  columnList,
  type TerminalCareRow,
  terminalCareTable,
  unnestInsert,
} from '../rows/index.ts'
import { openWorkOrder, placeOf } from '../recoveries/open-work-order.ts'
import type { Scoped, Unit } from '../unit.ts'

const VISIT = columnList(careVisitTable, 'v')

/** Since when terminals wait for their visits, both kinds. */
export async function careOf(db: Scoped, terminalIds: readonly string[]): Promise<TerminalCareRow[]> {
  return await db.query<TerminalCareRow>(
    `select ${columnList(terminalCareTable, 'c')} from terminal_care c where c.terminal_id = any($1) order by c.terminal_id, c.kind`,
    [terminalIds],
  )
}

/** Visits at terminals, the newest first, some of each. */
export async function visitsOfTerminals(
  db: Scoped,
  terminalIds: readonly string[],
  each: number,
): Promise<CareVisitRow[]> {
  return await db.query<CareVisitRow>(
    `select ${VISIT} from unnest($1::text[]) as wanted (id) cross join lateral (
       select * from care_visit where terminal_id = wanted.id order by done_at desc, id limit $2
     ) as v order by v.done_at desc, v.id`,
    [terminalIds, each],
  )
}

export async function visitsByIds(db: Scoped, ids: readonly string[]): Promise<CareVisitRow[]> {
  return await db.query<CareVisitRow>(`select ${VISIT} from care_visit v where v.id = any($1)`, [ids])
}

/**
 * Keeps a visit; one that counts makes the next one due from there on, unless a later one did before, and one that failed
 * sends somebody there.
 */
export async function recordVisit(
  unit: Unit,
  visit: CareVisitRow,
  { counts, workOrder }: Pick<Visit, 'counts' | 'workOrder'>,
  tid: string,
): Promise<void> {
  await unnestInsert(unit, careVisitTable, [visit])
  if (counts)
    await unit.execute(
      `update terminal_care set since = $3, visit_id = $4 where terminal_id = $1 and kind = $2 and (visit_id is null or since <= $3)`,
      [visit.terminalId, visit.kind, new Date(visit.doneAt), visit.id],
    )
  const terminal = placeOf(visit)
  const data = { tid, kind: visit.kind, outcome: visit.outcome, note: visit.findings, visit: visit.id }
  unit.append([
    {
      ...{ type: 'CareVisitRecorded', subject: visit.terminalId, path: visit.path, at: visit.recordedAt, data },
      terminal,
    },
  ])
  const left = { recoveryId: null, visitId: visit.id, note: visit.findings, claimedBy: null }
  if (workOrder !== null) await openWorkOrder(unit, terminal, { ...left, reason: workOrder })
}

/** How often acquirers have their terminals visited, as far as they say so. */
export async function careIntervalsOf(db: Scoped, acquirerIds: readonly string[]): Promise<CareIntervalRow[]> {
  return await db.query<CareIntervalRow>(
    `select ${columnList(careIntervalTable, 'i')} from care_interval i where i.acquirer_id = any($1) order by i.kind, i.model`,
    [acquirerIds],
  )
}

/** Sets an interval; without days it is again as for every model, or as it is by default. */
export async function setCareInterval(
  unit: Unit,
  acquirerId: string,
  { kind, model, days }: Pick<CareInterval, 'kind' | 'model'> & { readonly days: number | null },
  by: string,
): Promise<void> {
  const at = unit.clock.now()
  const before = (await careIntervalsOf(unit, [acquirerId])).find((one) => one.kind === kind && one.model === model)
  if (days === null)
    await unit.execute('delete from care_interval where acquirer_id = $1 and kind = $2 and model = $3', [
      acquirerId,
      kind,
      model,
    ])
  else
    await unnestInsert(
      unit,
      careIntervalTable,
      [{ acquirerId, path: acquirerId, kind, model, days, changedBy: by, changedAt: at }],
      {
        onConflict: `on conflict (acquirer_id, kind, model) do update
          set days = excluded.days, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
      },
    )
  const data = { kind, model, before: before?.days ?? '–', after: days ?? '–' }
  unit.append([{ type: 'CareIntervalSet', subject: acquirerId, path: acquirerId, at, data }])
}

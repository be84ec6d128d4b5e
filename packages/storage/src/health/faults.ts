import type { FaultRecord } from '@budeng/fleet'
import { columnList, type FaultRow, faultTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

/** Faults that stand, by terminal; those without any are left out. */
export async function faultsOf(db: Scoped, terminalIds: readonly string[]): Promise<ReadonlyMap<string, FaultRow[]>> {
  const rows = await db.query<FaultRow>(
    `select ${columnList(faultTable, 'terminal_fault')} from terminal_fault where terminal_id = any($1::text[]) order by terminal_id, code`,
    [terminalIds],
  )
  return Map.groupBy(rows, ({ terminalId }) => terminalId)
}

/** One fault of one terminal as it is now; null: gone. */
export interface FaultChange {
  readonly terminalId: string
  readonly code: string
  readonly record: FaultRecord | null
}

/** Writes changes of terminals whose rows the caller holds under lock; of one fault the last change counts. */
export async function saveFaults(unit: Unit, changes: readonly FaultChange[]): Promise<void> {
  const last = [...new Map(changes.map((change) => [`${change.terminalId} ${change.code}`, change])).values()]
  const gone = last.filter(({ record }) => record === null)
  if (gone.length > 0)
    await unit.execute(
      'delete from terminal_fault using unnest($1::text[], $2::text[]) as n (id, code) where terminal_id = n.id and terminal_fault.code = n.code',
      [gone.map(({ terminalId }) => terminalId), gone.map(({ code }) => code)],
    )
  const kept = last.flatMap(({ terminalId, record }) => (record === null ? [] : [{ terminalId, ...record }]))
  if (kept.length === 0) return
  const columns = faultTable.columns
    .filter(({ primary }) => primary !== true)
    .map(({ name }) => `${name} = excluded.${name}`)
  await unnestInsert(
    unit,
    faultTable,
    kept.toSorted((a, b) => (a.terminalId < b.terminalId ? -1 : 1)),
    { onConflict: `on conflict (terminal_id, code) do update set ${columns.join(', ')}` },
  )
}

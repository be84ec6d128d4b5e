import { type JournalIncidentRow, journalIncidentTable } from '../../rows/journal.ts'
import { insertSelect } from '../../rows/unnest.ts'
import type { Unit } from '../../unit.ts'

/** Something that was wrong with a record or with its coming. */
export type NewIncident = Omit<JournalIncidentRow, 'id' | 'at'>

/** Keeps incidents and tells of them, each once however often its cause comes again. */
export async function openIncidents(unit: Unit, incidents: readonly NewIncident[]): Promise<void> {
  if (incidents.length === 0) return
  const at = unit.clock.now()
  const rows = incidents.map((incident) => ({ ...incident, id: unit.newId('incident'), at }))
  const { sql, params } = insertSelect(journalIncidentTable, rows)
  const made = await unit.query<{ id: string }>(`${sql} on conflict do nothing returning id`, params)
  const isMade = new Set(made.map(({ id }) => id))
  unit.append(
    rows
      .filter(({ id }) => isMade.has(id))
      .map((row) => ({
        type: 'JournalIncident',
        subject: row.id,
        terminal: row,
        path: row.path,
        at,
        data: { kind: row.kind, reason: row.reason, epoch: row.epoch, seq: row.seq, toSeq: row.toSeq },
      })),
  )
}

import { type HeartbeatRow, heartbeatTable } from '../rows/link.ts'
import { unnestInsert } from '../rows/unnest.ts'
import type { Scoped, Unit } from '../unit.ts'

/** The newest heartbeat of each terminal; the caller has proven that it holds them. */
export async function saveHeartbeats(unit: Unit, heartbeats: readonly HeartbeatRow[]): Promise<void> {
  const columns = heartbeatTable.columns
    .filter(({ primary }) => primary !== true)
    .map(({ name }) => `${name} = excluded.${name}`)
  await unnestInsert(
    unit,
    heartbeatTable,
    heartbeats.toSorted((a, b) => (a.terminalId < b.terminalId ? -1 : 1)),
    { onConflict: `on conflict (terminal_id) do update set ${columns.join(', ')}` },
  )
}

/** When each terminal was last heard. */
export async function heartbeatTimes(unit: Unit, terminalIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await unit.query<{ terminalId: string; at: number }>(
    `select terminal_id as "terminalId", at from heartbeat where terminal_id = any($1::text[])`,
    [terminalIds],
  )
  return new Map(rows.map(({ terminalId, at }) => [terminalId, at]))
}

/** Of these terminals, those that said last that no card is in them. */
export async function idleTerminals(db: Scoped, terminalIds: readonly string[]): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(
    'select terminal_id as id from heartbeat where terminal_id = any($1::text[]) and not in_transaction and not busy',
    [terminalIds],
  )
  return rows.map(({ id }) => id)
}

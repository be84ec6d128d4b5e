import { type SelectionRow, selectionTable, selectionTerminalTable, columnList, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

/** Stores a selection with its terminals. */
export async function insertSelection(
  unit: Unit,
  selection: SelectionRow,
  terminalIds: readonly string[],
): Promise<void> {
  await unnestInsert(unit, selectionTable, [selection])
  await unnestInsert(
    unit,
    selectionTerminalTable,
    terminalIds.map((terminalId) => ({ selectionId: selection.id, terminalId })),
  )
}

/** Selections by id, as far as they are in scope. */
export async function selectionsByIds(db: Scoped, ids: readonly string[]): Promise<SelectionRow[]> {
  return await db.query<SelectionRow>(
    `select ${columnList(selectionTable, 'selection')} from selection where id = any($1)`,
    [ids],
  )
}

/** Where the terminals of a selection stand: each place once. */
export async function pathsOfSelection(db: Scoped, selectionId: string): Promise<string[]> {
  const rows = await db.query<{ path: string }>(
    `select distinct terminal.path from selection_terminal join terminal on terminal.id = selection_terminal.terminal_id
     where selection_terminal.selection_id = $1`,
    [selectionId],
  )
  return rows.map(({ path }) => path)
}

/** In which zone the store of each terminal is. */
export async function zonesOfTerminals(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ id: string; zone: string }>(
    `select terminal.id, node.time_zone as zone from terminal join node on node.id = terminal.store_id where terminal.id = any($1)`,
    [terminalIds],
  )
  return new Map(rows.map(({ id, zone }) => [id, zone]))
}

/** The terminals of a selection that are still in scope, by id. */
export async function terminalIdsOfSelection(db: Scoped, selectionId: string, limit?: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select terminal.id from selection_terminal join terminal on terminal.id = selection_terminal.terminal_id
     where selection_terminal.selection_id = $1 order by terminal.id limit $2`,
    [selectionId, limit ?? null],
  )
  return rows.map(({ id }) => id)
}

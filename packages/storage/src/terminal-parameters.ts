import { columnList, insertSelect, type TerminalParametersRow, terminalParametersTable } from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

const COLUMNS = columnList(terminalParametersTable, 'p')

/** What is wished for these terminals; one for which nothing is wished has none. */
export async function parametersOfTerminals(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<TerminalParametersRow[]> {
  return await db.query<TerminalParametersRow>(
    `select ${COLUMNS} from terminal_parameters p where p.terminal_id = any($1::text[])`,
    [terminalIds],
  )
}

/** Puts a new wish in the place of the version before it; false when that was another by now. */
export async function saveParameters(unit: Unit, row: TerminalParametersRow): Promise<boolean> {
  const { sql, params } = insertSelect(terminalParametersTable, [row])
  const saved = await unit.query<object>(
    `${sql} on conflict (terminal_id) do update set version = excluded.version, parameter_values = excluded.parameter_values,
       tag = excluded.tag, changed_by = excluded.changed_by, changed_at = excluded.changed_at
     where terminal_parameters.version = excluded.version - 1 returning version`,
    params,
  )
  return saved.length > 0
}

/** What is wished for these terminals beside what their newest heartbeats say, as `version.digest`; without either: not there. */
export async function parameterSightings(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly desired: string; readonly reported: string }>> {
  const rows = await db.query<{ terminalId: string; desired: string; reported: string }>(
    `select p.terminal_id as "terminalId", p.tag as desired, h.health -> 'versions' ->> 'parameters' as reported
     from terminal_parameters p join heartbeat h on h.terminal_id = p.terminal_id
     where p.terminal_id = any($1::text[]) and h.health -> 'versions' ->> 'parameters' is not null`,
    [terminalIds],
  )
  return new Map(rows.map(({ terminalId, ...sighting }) => [terminalId, sighting]))
}

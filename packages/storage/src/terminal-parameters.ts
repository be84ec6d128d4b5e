import { type ParametersSight, parametersState } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import {
  columnList,
  insertSelect,
  type ParametersWish,
  type TerminalParametersRow,
  terminalParametersTable,
  unnestInsert,
} from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

const COLUMNS = columnList(terminalParametersTable, 'p')

/** What is wished for these terminals; one for which nothing is wished has none. Locked on wish. */
export async function parametersOfTerminals(
  db: Scoped,
  terminalIds: readonly string[],
  lock?: 'update',
): Promise<TerminalParametersRow[]> {
  const locking = lock === undefined ? '' : 'order by p.terminal_id for no key update'
  return await db.query<TerminalParametersRow>(
    `select ${COLUMNS} from terminal_parameters p where p.terminal_id = any($1::text[]) ${locking}`,
    [terminalIds],
  )
}

/** What is wished for a terminal, and what its newest heartbeat says that it holds, as `version.digest`. */
export interface SeenParameters {
  readonly wish: TerminalParametersRow | null
  readonly reported: string | null
}

/** Both sides of these terminals' parameters; the wishes are locked on wish. */
export async function seenParameters(
  db: Scoped,
  terminalIds: readonly string[],
  lock?: 'update',
): Promise<ReadonlyMap<string, SeenParameters>> {
  const wishes = new Map((await parametersOfTerminals(db, terminalIds, lock)).map((row) => [row.terminalId, row]))
  const rows = await db.query<{ terminalId: string; reported: string }>(
    `select h.terminal_id as "terminalId", h.health -> 'versions' ->> 'parameters' as reported from heartbeat h
     where h.terminal_id = any($1::text[]) and h.health -> 'versions' ->> 'parameters' is not null`,
    [terminalIds],
  )
  const reports = new Map(rows.map(({ terminalId, reported }) => [terminalId, reported]))
  return new Map(
    terminalIds.map((id) => [id, { wish: wishes.get(id) ?? null, reported: reports.get(id) ?? null }] as const),
  )
}

/** The same as the core looks at it. */
export function sightOf({ wish, reported }: SeenParameters): ParametersSight {
  return { values: wish?.parameterValues ?? null, state: parametersState(wish?.tag ?? null, reported) }
}

/** Puts a new wish in the place of the version that it was made from; false when that was another by now. */
export async function saveParameters(unit: Unit, wish: ParametersWish, expectedVersion: number): Promise<boolean> {
  const { sql, params } = insertSelect(terminalParametersTable, [
    { ...wish, reported: null, driftSince: null, told: false },
  ])
  const saved = await unit.query<object>(
    `${sql} on conflict (terminal_id) do update set version = excluded.version, parameter_values = excluded.parameter_values,
       tag = excluded.tag, changed_by = excluded.changed_by, changed_at = excluded.changed_at
     where terminal_parameters.version = $${params.length + 1} returning version`,
    [...params, expectedVersion],
  )
  if (saved.length === 0) return false
  await seeDrift(unit, [wish.terminalId], wish.changedAt)
  return true
}

/** Puts new wishes in the place of those that are under lock, or of none. */
export async function saveWishes(unit: Unit, wishes: readonly ParametersWish[], at: Instant): Promise<void> {
  if (wishes.length === 0) return
  const rows = wishes.map((wish) => ({ ...wish, reported: null, driftSince: null, told: false }))
  await unnestInsert(unit, terminalParametersTable, rows, {
    onConflict: `on conflict (terminal_id) do update set version = excluded.version, parameter_values = excluded.parameter_values,
       tag = excluded.tag, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
  })
  await seeDrift(
    unit,
    wishes.map(({ terminalId }) => terminalId),
    at,
  )
}

/** Wishes that are taken back with nothing before them; answers the terminals whose drift was told as a fault. */
export async function removeWishes(unit: Unit, terminalIds: readonly string[]): Promise<string[]> {
  if (terminalIds.length === 0) return []
  const gone = await unit.query<{ id: string; told: boolean }>(
    'delete from terminal_parameters where terminal_id = any($1::text[]) returning terminal_id as id, told',
    [terminalIds],
  )
  return gone.filter(({ told }) => told).map(({ id }) => id)
}

/** Those of these terminals for which a PARAMETERS_PULL was signed since what is wished for them now was wished. */
export async function pulledSince(db: Scoped, terminalIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ id: string }>(
    `select p.terminal_id as id from terminal_parameters p where p.terminal_id = any($1::text[]) and exists (
       select 1 from command where command.terminal_id = p.terminal_id and command.type = 'PARAMETERS_PULL'
         and command.signed_at >= p.changed_at)`,
    [terminalIds],
  )
  return new Set(rows.map(({ id }) => id))
}

/** What the newest heartbeats say, beside wishes that have just become others. */
async function seeDrift(unit: Unit, terminalIds: readonly string[], at: Instant): Promise<void> {
  await unit.execute(
    `with told as (
       select terminal_id, coalesce((select h.health -> 'versions' ->> 'parameters' from heartbeat h where h.terminal_id = w.terminal_id), reported) as tag
       from terminal_parameters w where terminal_id = any($1::text[])
     ) update terminal_parameters p set reported = told.tag, drift_since = ${driftSince('told.tag', '$2')}
     from told where p.terminal_id = told.terminal_id`,
    [terminalIds, new Date(at)],
  )
}

/** A drift is as old as its first moment, whatever was wished or held meanwhile. */
const driftSince = (reported: string, at: string) =>
  `case when ${reported} is null or ${reported} = p.tag then null else coalesce(p.drift_since, ${at}) end`

/** What a terminal says that it holds, as `version.digest`. */
export interface ReportedParameters {
  readonly terminalId: string
  readonly parameters: string
  readonly at: Instant
}

/** Keeps what terminals say that they hold, where something is wished for them. */
export async function saveReportedParameters(unit: Unit, reports: readonly ReportedParameters[]): Promise<void> {
  const sorted = reports.toSorted((a, b) => (a.terminalId < b.terminalId ? -1 : 1))
  await unit.execute(
    `update terminal_parameters p set reported = n.reported, drift_since = ${driftSince('n.reported', 'n.at')}
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as n (id, reported, at)
     where p.terminal_id = n.id and p.reported is distinct from n.reported`,
    [
      sorted.map(({ terminalId }) => terminalId),
      sorted.map(({ parameters }) => parameters),
      sorted.map(({ at }) => new Date(at)),
    ],
  )
}

/** Terminals whose drift has lasted since that moment and is no fault yet, and those whose fault is over: told from now on. */
export async function turnDrifts(
  unit: Unit,
  since: Instant,
  limit: number,
): Promise<{ readonly begun: readonly string[]; readonly over: readonly string[] }> {
  const turn = async (told: boolean, which: string, params: readonly unknown[]) => {
    const rows = await unit.query<{ id: string }>(
      `with due as (
         select terminal_id as id from terminal_parameters where ${which} order by terminal_id limit $1 for no key update skip locked
       ) update terminal_parameters p set told = ${told} from due where p.terminal_id = due.id returning due.id`,
      [limit, ...params],
    )
    return rows.map(({ id }) => id)
  }
  return {
    begun: await turn(true, 'drift_since <= $2 and not told', [new Date(since)]),
    over: await turn(false, 'drift_since is null and told', []),
  }
}

/**
 * What is wished for these terminals beside what their newest heartbeats say, both as `version.digest`; who says nothing
 * is not there.
 * @param nothing what stands for no wish at all
 */
export async function parameterSightings(
  db: Scoped,
  terminalIds: readonly string[],
  nothing: string,
): Promise<ReadonlyMap<string, { readonly desired: string; readonly reported: string }>> {
  const rows = await db.query<{ terminalId: string; desired: string; reported: string }>(
    `select h.terminal_id as "terminalId", coalesce(p.tag, $2) as desired, h.health -> 'versions' ->> 'parameters' as reported
     from heartbeat h left join terminal_parameters p on p.terminal_id = h.terminal_id
     where h.terminal_id = any($1::text[]) and h.health -> 'versions' ->> 'parameters' is not null`,
    [terminalIds, nothing],
  )
  return new Map(rows.map(({ terminalId, ...sighting }) => [terminalId, sighting]))
}

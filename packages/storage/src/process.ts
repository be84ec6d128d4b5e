import { PROCESS_ROW_LIFE_MS, PROCESS_SILENT_MS } from './limits.ts'
import { columnList, type ProcessRow, processTable } from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

// The only times that come from the server's clock: life signs must not depend on the clocks of several machines, nor on
// a platform clock that runs faster for a demonstration.

/** Says that a process lives, once a second; `detail` holds its figures for people and metrics. */
export async function beat(unit: Unit, process: Pick<ProcessRow, 'id' | 'kind' | 'detail'>): Promise<void> {
  await unit.execute(
    `insert into process (id, kind, started_at, beat_at, detail) values ($1, $2, clock_timestamp(), clock_timestamp(), $3)
     on conflict (id) do update set beat_at = excluded.beat_at, detail = excluded.detail`,
    [process.id, process.kind, JSON.stringify(process.detail)],
  )
}

/** Says good-bye at a clean stop, so that nobody waits for it to fall silent. */
export async function leave(unit: Unit, processId: string): Promise<void> {
  await unit.execute('delete from process where id = $1', [processId])
}

/** Processes that beat within the last seconds. */
export async function liveProcesses(db: Scoped, kind?: string): Promise<ProcessRow[]> {
  return await db.query<ProcessRow>(
    `select ${columnList(processTable, 'process')} from process
     where beat_at > clock_timestamp() - $1 * interval '1 millisecond' and ($2::text is null or kind = $2) order by id`,
    [PROCESS_SILENT_MS, kind ?? null],
  )
}

/** Removes the rows of processes that died long ago. */
export async function forgetDeadProcesses(unit: Unit): Promise<number> {
  return await unit.execute(`delete from process where beat_at < clock_timestamp() - $1 * interval '1 millisecond'`, [
    PROCESS_ROW_LIFE_MS,
  ])
}

import type { Instant } from '@budeng/kernel'
import { PROCESS_ROW_LIFE_MS, PROCESS_SILENT_MS } from './limits.ts'
import { columnList, insertSelect, type ProcessRow, processTable } from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

/** Says that a process lives, once a second; `detail` holds its figures for people and metrics. */
export async function beat(unit: Unit, process: Pick<ProcessRow, 'id' | 'kind' | 'startedAt' | 'detail'>): Promise<void> {
  const { sql, params } = insertSelect(processTable, [{ ...process, beatAt: unit.clock.now() }])
  await unit.execute(`${sql} on conflict (id) do update set beat_at = excluded.beat_at, detail = excluded.detail`, params)
}

/** Says good-bye at a clean stop, so that nobody waits for it to fall silent. */
export async function leave(unit: Unit, processId: string): Promise<void> {
  await unit.execute('delete from process where id = $1', [processId])
}

/** Processes that beat within the last seconds. */
export async function liveProcesses(db: Scoped, kind?: string): Promise<ProcessRow[]> {
  return await db.query<ProcessRow>(
    `select ${columnList(processTable, 'process')} from process where beat_at > $1 and ($2::text is null or kind = $2) order by id`,
    [new Date(db.clock.now() - PROCESS_SILENT_MS), kind ?? null],
  )
}

/** Rows of processes that died long ago. */
export async function forgetDeadProcesses(unit: Unit): Promise<number> {
  const before: Instant = unit.clock.now() - PROCESS_ROW_LIFE_MS
  return await unit.execute('delete from process where beat_at < $1', [new Date(before)])
}

import type { WatchWindow } from '@budeng/fleet'
import type { Millis } from '@budeng/kernel'
import { columnList, type WatchWindowRow, watchWindowTable, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(watchWindowTable, 'watch_window')

/** Windows that are open now; of a person, those over and within the own subtree. Rollouts ask these whether they may go on. */
export async function openWatchWindows(
  db: Scoped,
): Promise<readonly Pick<WatchWindow, 'id' | 'name' | 'path' | 'patience' | 'endsAt' | 'allowsRollouts'>[]> {
  return await db.prepared(
    'open-watch-windows',
    `select id, name, path, patience, ends_at as "endsAt", allows_rollouts as "allowsRollouts" from watch_window where state = 'OPEN'`,
    [],
  )
}

/** Where heartbeats are wanted more often than usual. */
export interface Sampling {
  readonly path: string
  readonly heartbeatMs: Millis
}

export async function samplingsNow(db: Scoped): Promise<readonly Sampling[]> {
  return await db.prepared<Sampling>(
    'samplings-now',
    `select path, heartbeat_ms as "heartbeatMs" from watch_window where state = 'OPEN' and heartbeat_ms is not null`,
    [],
  )
}

/** The interval that a terminal `t` is told: as usual, or as the strictest open window over it wants it. */
export const INTERVAL_NOW = `least(t.heartbeat_interval_ms,
  (select min(w.heartbeat_ms) from watch_window w where w.state = 'OPEN' and w.path @> t.path))`

/** Windows over and within the asker's subtree: those that stand, the next first; or all, the newest first. */
export async function listWatchWindows(db: Scoped, standing: boolean, limit: number): Promise<WatchWindowRow[]> {
  return await db.query<WatchWindowRow>(
    `select ${COLUMNS} from watch_window
     ${standing ? `where state in ('PLANNED', 'OPEN') order by starts_at, id` : 'order by starts_at desc, id'} limit $1`,
    [limit],
  )
}

/** In the order of ids; locked on wish, and then only within the own subtree. */
export async function watchWindowsByIds(
  db: Scoped,
  ids: readonly string[],
  lock?: 'update',
): Promise<WatchWindowRow[]> {
  const locking = lock === undefined ? '' : 'for no key update'
  return await db.query<WatchWindowRow>(
    `select ${COLUMNS} from watch_window where id = any($1) order by id ${locking}`,
    [ids],
  )
}

export async function insertWatchWindow(unit: Unit, row: WatchWindowRow): Promise<void> {
  await unnestInsert(unit, watchWindowTable, [row])
}

/** What became of a window. */
export async function saveWatchWindow(unit: Unit, row: WatchWindowRow): Promise<void> {
  await unnestUpdate(
    unit,
    watchWindowTable,
    [{ ...row, version: row.version + 1 }],
    ['state', 'endedAt', 'endedBy', 'report', 'version'],
  )
}

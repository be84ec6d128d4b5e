import { type NamedCount, type WatchReport, watchTurn } from '@budeng/fleet'
import { columnList, type WatchWindowRow, watchWindowTable } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { saveWatchWindow } from './windows.ts'

/** Opens the windows whose time has come, and ends those whose time is over with their report. Answers how many. */
export async function turnWatchWindows(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const due = await unit.query<WatchWindowRow>(
    `select ${columnList(watchWindowTable, 'watch_window')} from watch_window
     where (state = 'PLANNED' and starts_at <= $1) or (state in ('PLANNED', 'OPEN') and ends_at <= $1)
     order by starts_at, id limit $2 for no key update skip locked`,
    [new Date(at), limit],
  )
  for (const row of due) {
    const state = watchTurn(row, at)
    if (state === null) continue
    const isOver = state === 'ENDED'
    const report = isOver ? await watchReport(unit, row) : null
    await saveWatchWindow(unit, { ...row, state, endedAt: isOver ? at : null, endedBy: null, report })
    if (!isOver) await lookAnew(unit, row.path)
    const data = { name: row.name, ...(report === null ? {} : { terminals: report.terminals }) }
    const type = isOver ? 'WatchWindowEnded' : 'WatchWindowOpened'
    unit.append([{ type, subject: row.id, path: row.path, at, data }])
  }
  return due.length
}

/**
 * What waits to last long enough is judged at once: with less patience it may have lasted long enough by now. When patience
 * is back it is judged when it would have been, and waits on.
 */
async function lookAnew(unit: Unit, path: string): Promise<void> {
  await unit.execute(
    `update alert_watch set due_at = $2 from terminal
     where terminal.id = alert_watch.terminal_id and terminal.path <@ $1::ltree and due_at > $2`,
    [path, new Date(unit.clock.now())],
  )
}

/** What happened below a node from the beginning of a window to now. */
export async function watchReport(
  db: Scoped,
  { path, startsAt, endsAt }: Pick<WatchWindowRow, 'path' | 'startsAt' | 'endsAt'>,
): Promise<WatchReport> {
  const acquirerId = path.split('.')[0] ?? ''
  const params = [acquirerId, path, new Date(startsAt), new Date(Math.min(endsAt, db.clock.now()))]
  const within = (table: string, time: string) =>
    `from ${table} where acquirer_id = $1 and path <@ $2::ltree and ${time} >= $3 and ${time} < $4`
  const counted = async (name: string, from: string) =>
    await db.query<NamedCount>(
      `select ${name} as name, count(*)::int as count ${from} group by 1 order by 2 desc, 1`,
      params,
    )
  const [terminals] = await db.query<{ all: number; offline: number }>(
    `select count(*)::int as all, (count(*) filter (where presence = 'OFFLINE'))::int as offline
     from terminal where acquirer_id = $1 and path <@ $2::ltree and state = 'ACTIVE'`,
    params.slice(0, 2),
  )
  const [incidents] = await counted(`'INCIDENTS'`, within('incident', 'started_at'))
  return {
    terminals: terminals?.all ?? 0,
    offlineAtEnd: terminals?.offline ?? 0,
    incidents: incidents?.count ?? 0,
    alerts: await counted('subject', within('alert', 'last_raised_at')),
    commands: await counted('state', within('command', 'requested_at')),
    recoveries: await counted(`coalesce(ended_as, 'RUNNING')`, within('recovery', 'started_at')),
  }
}

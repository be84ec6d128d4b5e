import { type AlertRow, alertTable, type AlertWatchRow, alertWatchTable, unnestInsert } from '../rows/index.ts'
import type { Unit } from '../unit.ts'

/** Alerts that were judged, new ones and changed ones. */
export async function saveAlerts(unit: Unit, alerts: readonly AlertRow[]): Promise<void> {
  const columns = alertTable.columns
    .filter(({ primary }) => primary !== true)
    .map(({ name }) => `${name} = excluded.${name}`)
  await unnestInsert(
    unit,
    alertTable,
    alerts.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    { onConflict: `on conflict (id) do update set ${columns.join(', ')}` },
  )
}

const keyOf = ({ terminalId, subject }: AlertWatchRow) => `${terminalId} ${subject}`

/** What these terminals are watched for from now on; nothing is written of what is as it was. */
export async function saveWatches(
  unit: Unit,
  terminalIds: readonly string[],
  before: readonly AlertWatchRow[],
  after: readonly AlertWatchRow[],
): Promise<void> {
  const were = new Map(before.map((watch) => [keyOf(watch), watch]))
  const are = new Set(after.map(keyOf))
  const gone = before.filter((watch) => !are.has(keyOf(watch)))
  if (gone.length > 0)
    await unit.execute(
      `delete from alert_watch using unnest($1::text[], $2::text[]) as n (id, subject)
       where alert_watch.terminal_id = n.id and alert_watch.subject = n.subject and alert_watch.terminal_id = any($3::text[])`,
      [gone.map(({ terminalId }) => terminalId), gone.map(({ subject }) => subject), terminalIds],
    )
  const changed = after.filter((watch) => {
    const was = were.get(keyOf(watch))
    return was?.since !== watch.since || was.dueAt !== watch.dueAt
  })
  await unnestInsert(unit, alertWatchTable, changed, {
    onConflict: 'on conflict (terminal_id, subject) do update set since = excluded.since, due_at = excluded.due_at',
  })
}

/** What makes a terminal be judged once more, for a reason that no fault or figure of its own gives. */
const AGAIN = 'AGAIN'

/** Has these terminals judged with one of the next turns, a few at a time. */
export async function judgeSoon(unit: Unit, terminals: string, params: readonly unknown[]): Promise<void> {
  await unit.execute(
    `insert into alert_watch (terminal_id, subject, since, due_at)
     select again.id, '${AGAIN}', $1, $1 from (${terminals}) as again (id) on conflict do nothing`,
    [new Date(unit.clock.now()), ...params],
  )
}

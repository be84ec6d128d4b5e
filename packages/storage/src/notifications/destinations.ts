import {
  columnList,
  type NotificationDestinationRow,
  notificationDestinationTable,
  type NotificationSecretRow,
  notificationSecretTable,
  unnestInsert,
  unnestUpdate,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(notificationDestinationTable, 'destination')

/** Destinations of the asker's subtree, by name; those that were removed are not among them. */
export async function listDestinations(db: Scoped, limit: number): Promise<NotificationDestinationRow[]> {
  return await db.query<NotificationDestinationRow>(
    `select ${COLUMNS} from notification_destination destination where removed_at is null order by name, id limit $1`,
    [limit],
  )
}

/** How many an organisation has. The node is locked, so that two at once are counted too. */
export async function countDestinations(unit: Unit, nodeId: string): Promise<number> {
  await unit.query('select id from node where id = $1 for no key update', [nodeId])
  const [row] = await unit.query<{ count: number }>(
    'select count(*)::int as count from notification_destination where node_id = $1 and removed_at is null',
    [nodeId],
  )
  return row?.count ?? 0
}

/** In the order of ids; locked on wish. Removed ones are not found. */
export async function notificationDestinationsByIds(
  db: Scoped,
  ids: readonly string[],
  lock?: 'update',
): Promise<NotificationDestinationRow[]> {
  return await db.query<NotificationDestinationRow>(
    `select ${COLUMNS} from notification_destination destination where id = any($1) and removed_at is null
     order by id ${lock === undefined ? '' : 'for no key update'}`,
    [ids],
  )
}

export async function insertDestination(unit: Unit, row: NotificationDestinationRow): Promise<void> {
  await unnestInsert(unit, notificationDestinationTable, [row])
}

/** Stores what people set; how it does is the worker's. A changed one is tried at once. */
export async function saveDestination(unit: Unit, row: NotificationDestinationRow): Promise<void> {
  await unnestUpdate(
    unit,
    notificationDestinationTable,
    [{ ...row, failures: 0, nextAt: unit.clock.now() }],
    [
      ...(['name', 'language', 'enabled', 'address', 'secretId', 'changedBy', 'changedAt'] as const),
      ...(['version', 'failures', 'nextAt'] as const),
    ],
  )
}

/** What is sealed of a destination. The API writes it and cannot read it. */
export async function insertNotificationSecret(unit: Unit, row: NotificationSecretRow): Promise<void> {
  await unnestInsert(unit, notificationSecretTable, [row])
}

/** Nothing goes there any more: its rules end, and what waits is given up. The record of what went stays. */
export async function removeDestination(unit: Unit, row: NotificationDestinationRow): Promise<void> {
  const at = new Date(unit.clock.now())
  await unit.execute('delete from notification_rule where destination_id = $1', [row.id])
  // what went there outside the hours waits on the screen from now on
  await unit.execute('update notification_rule set outside_id = null, version = version + 1 where outside_id = $1', [
    row.id,
  ])
  await unit.execute(
    `update notification_delivery set state = 'FAILED', ended_at = $2, version = version + 1
     where destination_id = $1 and state = 'QUEUED'`,
    [row.id, at],
  )
  await unit.execute(
    `update notification_destination set enabled = false, removed_at = $2, changed_at = $2, version = version + 1 where id = $1`,
    [row.id, at],
  )
}

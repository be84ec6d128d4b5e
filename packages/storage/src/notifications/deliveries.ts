import type { NotificationItem } from '@budeng/fleet'
import {
  columnList,
  type NotificationDeliveryRow,
  type NotificationDestinationRow,
  notificationDeliveryTable,
  unnestInsert,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

export const DELIVERY_COLUMNS = columnList(notificationDeliveryTable, 'delivery')

/** The last messages of each of these destinations, the newest first. */
export async function deliveriesOfDestinations(
  db: Scoped,
  destinationIds: readonly string[],
  limit: number,
): Promise<NotificationDeliveryRow[]> {
  return await db.query<NotificationDeliveryRow>(
    `select ${DELIVERY_COLUMNS} from unnest($1::text[]) as wanted (id) cross join lateral (
       select * from notification_delivery where destination_id = wanted.id order by id desc limit $2) as delivery
     order by delivery.id desc`,
    [destinationIds, limit],
  )
}

/** In the order of ids; locked on wish. */
export async function notificationDeliveriesByIds(
  db: Scoped,
  ids: readonly string[],
  lock?: 'update',
): Promise<NotificationDeliveryRow[]> {
  return await db.query<NotificationDeliveryRow>(
    `select ${DELIVERY_COLUMNS} from notification_delivery delivery where id = any($1)
     order by id ${lock === undefined ? '' : 'for no key update'}`,
    [ids],
  )
}

/** What messages tell, each as far as it goes, what matters most first. */
export async function notificationsOfDeliveries(
  db: Scoped,
  deliveryIds: readonly string[],
  limit: number,
): Promise<readonly (NotificationItem & { readonly deliveryId: string })[]> {
  return await db.query(
    `select wanted.id as "deliveryId", told.* from unnest($1::text[]) as wanted (id) cross join lateral (
       select event_id as "eventId", topic, severity, at, facts from notification where delivery_id = wanted.id
       order by case severity when 'CRITICAL' then 0 when 'MAJOR' then 1 else 2 end, event_id limit $2) as told`,
    [deliveryIds, limit],
  )
}

/** A message that tells nothing but that it arrived. */
export async function insertTestDelivery(
  unit: Unit,
  { id: destinationId, path }: Pick<NotificationDestinationRow, 'id' | 'path'>,
): Promise<string> {
  const id = unit.newId('notificationDelivery')
  const at = unit.clock.now()
  const row: NotificationDeliveryRow = {
    ...{ id, destinationId, path, test: true, state: 'QUEUED', total: 0, attempts: 0, answers: [] },
    ...{ createdAt: at, nextAt: at, endedAt: null, version: 1 },
  }
  await unnestInsert(unit, notificationDeliveryTable, [row])
  return id
}

/** Sends again what was given up: with all its attempts anew. */
export async function requeueDelivery(unit: Unit, id: string): Promise<void> {
  await unit.execute(
    `update notification_delivery set state = 'QUEUED', attempts = 0, next_at = $2, ended_at = null, version = version + 1 where id = $1`,
    [id, new Date(unit.clock.now())],
  )
}

import type { NotificationItem } from '@budeng/fleet'
import {
  deliveriesOfDestinations,
  type NotificationDeliveryRow,
  type NotificationDestinationRow,
  notificationDestinationsByIds,
  type NotificationRuleRow,
  notificationsOfDeliveries,
  rulesOfDestinations,
  type Scoped,
} from '@budeng/storage'
import DataLoader from 'dataloader'
import type { Reading } from '../graphql/reading.ts'
import { NOTIFICATION_DELIVERIES_MAX, NOTIFICATION_ITEMS_MAX } from '../limits.ts'

/** What hangs on destinations of notifications. */
export interface NotificationLoaders {
  readonly notificationDestination: DataLoader<string, NotificationDestinationRow | null>
  /** By destination. */
  readonly notificationRules: DataLoader<string, readonly NotificationRuleRow[]>
  /** By destination: its last messages. */
  readonly notificationDeliveries: DataLoader<string, readonly NotificationDeliveryRow[]>
  /** By message. */
  readonly notificationItems: DataLoader<string, readonly NotificationItem[]>
}

export function makeNotificationLoaders(reading: Reading): NotificationLoaders {
  const many = <Row>(
    load: (db: Scoped, ids: readonly string[]) => Promise<readonly Row[]>,
    ownerOf: (row: Row) => string,
  ) =>
    new DataLoader<string, readonly Row[]>(async (ids) => {
      const rows = Map.groupBy(await reading.run((db) => load(db, ids)), ownerOf)
      return ids.map((id) => rows.get(id) ?? [])
    })
  const byDestination = ({ destinationId }: { readonly destinationId: string }) => destinationId
  return {
    notificationDestination: new DataLoader(async (ids) => {
      const rows = await reading.run((db) => notificationDestinationsByIds(db, ids))
      return ids.map((id) => rows.find((row) => row.id === id) ?? null)
    }),
    notificationRules: many(rulesOfDestinations, byDestination),
    notificationDeliveries: many(
      (db, ids) => deliveriesOfDestinations(db, ids, NOTIFICATION_DELIVERIES_MAX),
      byDestination,
    ),
    notificationItems: many(
      (db, ids) => notificationsOfDeliveries(db, ids, NOTIFICATION_ITEMS_MAX),
      ({ deliveryId }) => deliveryId,
    ),
  }
}

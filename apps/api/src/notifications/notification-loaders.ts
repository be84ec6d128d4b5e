import type { NotificationItem } from '@budeng/fleet'
import {
  deliveriesOfDestinations,
  type NotificationDeliveryRow,
  type NotificationDestinationRow,
  notificationDestinationsByIds,
  type NotificationRuleRow,
  notificationsOfDeliveries,
  rulesOfDestinations,
} from '@budeng/storage'
import type DataLoader from 'dataloader'
import { byId, type Loading } from '../graphql/loading.ts'
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

export function makeNotificationLoaders({ one, many }: Loading): NotificationLoaders {
  const byDestination = ({ destinationId }: { readonly destinationId: string }) => destinationId
  return {
    notificationDestination: one(notificationDestinationsByIds, byId),
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

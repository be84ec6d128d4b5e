export {
  deliveriesOfDestinations,
  insertTestDelivery,
  notificationDeliveriesByIds,
  notificationsOfDeliveries,
  requeueDelivery,
} from './deliveries.ts'
export {
  countDestinations,
  insertDestination,
  insertNotificationSecret,
  listDestinations,
  notificationDestinationsByIds,
  removeDestination,
  saveDestination,
} from './destinations.ts'
export { overdueTurn } from './overdue.ts'
export {
  deleteNotificationRule,
  insertNotificationRule,
  notificationRulesByIds,
  rulesOfDestinations,
  saveNotificationRule,
} from './rules.ts'
export { claimDeliveries, type ClaimedDelivery, settleDelivery } from './sending.ts'
export { notificationTurn } from './turn.ts'

import type { PlacedRule } from '@budeng/fleet'
import {
  columnList,
  type NotificationRuleRow,
  notificationRuleTable,
  unnestInsert,
  unnestUpdate,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(notificationRuleTable, 'rule')

/** Rules of these destinations, oldest first. */
export async function rulesOfDestinations(
  db: Scoped,
  destinationIds: readonly string[],
): Promise<NotificationRuleRow[]> {
  return await db.query<NotificationRuleRow>(
    `select ${COLUMNS} from notification_rule rule where destination_id = any($1) order by id`,
    [destinationIds],
  )
}

/** In the order of ids; locked on wish. */
export async function notificationRulesByIds(
  db: Scoped,
  ids: readonly string[],
  lock?: 'update',
): Promise<NotificationRuleRow[]> {
  return await db.query<NotificationRuleRow>(
    `select ${COLUMNS} from notification_rule rule where id = any($1) order by id ${lock === undefined ? '' : 'for no key update'}`,
    [ids],
  )
}

export async function insertNotificationRule(unit: Unit, row: NotificationRuleRow): Promise<void> {
  await unnestInsert(unit, notificationRuleTable, [row])
}

export async function saveNotificationRule(unit: Unit, row: NotificationRuleRow): Promise<void> {
  await unnestUpdate(
    unit,
    notificationRuleTable,
    [row],
    [...(['outsideId', 'topics', 'severity', 'hours', 'enabled', 'changedBy', 'changedAt', 'version'] as const)],
  )
}

export async function deleteNotificationRule(unit: Unit, id: string): Promise<void> {
  await unit.execute('delete from notification_rule where id = $1', [id])
}

/** Every rule by which somebody may be told something now, with the place and the clock of its organisation. */
export async function liveRules(db: Scoped): Promise<PlacedRule[]> {
  return await db.prepared<PlacedRule>(
    'live-notification-rules',
    `select rule.id, rule.destination_id as "destinationId",
       case when outside.enabled then rule.outside_id end as "outsideId", rule.topics, rule.severity, rule.hours, rule.enabled,
       destination.path, node.time_zone as zone
     from notification_rule rule join notification_destination destination on destination.id = rule.destination_id
       join node on node.id = destination.node_id
       left join notification_destination outside on outside.id = rule.outside_id
     where rule.enabled and destination.enabled and destination.removed_at is null order by rule.id`,
    [],
  )
}

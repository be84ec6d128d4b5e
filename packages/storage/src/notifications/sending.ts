import {
  type DeliveryAnswer,
  type DestinationAddress,
  type DestinationKind,
  MESSAGE_ITEMS_MAX,
  type NotificationItem,
  type NotificationLanguage,
  settle,
} from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import { type NotificationDeliveryRow, notificationDeliveryTable, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Unit } from '../unit.ts'
import { DELIVERY_COLUMNS, notificationsOfDeliveries } from './deliveries.ts'

/** A destination for which somebody has the turn. */
interface Destination {
  readonly id: string
  readonly path: string
  readonly nodeId: string
  readonly kind: DestinationKind
  readonly name: string
  readonly language: NotificationLanguage
  readonly address: DestinationAddress
  readonly zone: string
  readonly secretId: string
  readonly sealed: Buffer | null
  readonly enabled: boolean
  readonly nextAt: Instant
  readonly failures: number
}

/** A message that is to be sent now, with all that it takes. */
export interface ClaimedDelivery {
  readonly delivery: NotificationDeliveryRow
  readonly destination: Destination
  readonly items: readonly NotificationItem[]
  /** Until when nobody else sends it. */
  readonly leaseUntil: Instant
}

/**
 * Takes the turn of destinations that have something to send, one message each. What came since the last message goes
 * together in the next one. Whoever took a turn and died loses it after the lease: then the message goes again.
 */
export async function claimDeliveries(unit: Unit, limit: number, leaseMs: Millis): Promise<ClaimedDelivery[]> {
  const now = unit.clock.now()
  const found = await unit.prepared<Destination>('claim-destinations', CLAIM, [new Date(now), limit])
  const claimed: ClaimedDelivery[] = []
  for (const destination of found) {
    if (destination.enabled) await gather(unit, destination, now)
    const delivery = await nextDelivery(unit, destination, now)
    if (delivery === null) continue
    const leaseUntil = now + leaseMs
    await unit.execute('update notification_destination set lease_until = $2 where id = $1', [
      destination.id,
      new Date(leaseUntil),
    ])
    const begun = { ...delivery, attempts: delivery.attempts + 1, version: delivery.version + 1 }
    await unnestUpdate(unit, notificationDeliveryTable, [begun], ['attempts', 'version'])
    const items = delivery.test ? [] : await notificationsOfDeliveries(unit, [delivery.id], MESSAGE_ITEMS_MAX)
    claimed.push({ delivery: begun, destination, items, leaseUntil })
  }
  return claimed
}

/** A test goes although its destination rests or is switched off. */
const CLAIM = `
  select destination.id, destination.path, destination.node_id as "nodeId", destination.kind, destination.name,
    destination.language, destination.address, destination.enabled, destination.next_at as "nextAt", destination.failures,
    destination.secret_id as "secretId",
    (select sealed from notification_secret secret where secret.id = destination.secret_id) as sealed,
    (select time_zone from node where node.id = destination.node_id) as zone
  from notification_destination destination
  where removed_at is null and (lease_until is null or lease_until <= $1)
    and (exists (select from notification_delivery test where test.destination_id = destination.id
           and test.state = 'QUEUED' and test.next_at <= $1 and test.test)
      or (enabled and next_at <= $1
        and (exists (select from notification waiting where waiting.destination_id = destination.id and delivery_id is null)
          or exists (select from notification_delivery due where due.destination_id = destination.id
               and due.state = 'QUEUED' and due.next_at <= $1))))
  order by next_at limit $2 for no key update of destination skip locked`

/** Puts what waits into the message that is to go first, or into a new one. */
async function gather(unit: Unit, { id: destinationId, path }: Destination, now: Instant): Promise<void> {
  const [{ count } = { count: 0 }] = await unit.query<{ count: number }>(
    'select count(*)::int as count from notification where destination_id = $1 and delivery_id is null',
    [destinationId],
  )
  if (count === 0) return
  const [open] = await unit.query<{ id: string }>(
    `select id from notification_delivery where destination_id = $1 and state = 'QUEUED' and attempts = 0 and not test
     and answers = '[]' order by id limit 1 for no key update`,
    [destinationId],
  )
  const id = open?.id ?? unit.newId('notificationDelivery')
  if (open === undefined)
    await unnestInsert(unit, notificationDeliveryTable, [
      {
        ...{ id, destinationId, path, test: false, state: 'QUEUED', total: 0, attempts: 0, answers: [] },
        ...{ createdAt: now, nextAt: now, endedAt: null, version: 1 },
      },
    ])
  const put = await unit.execute(
    'update notification set delivery_id = $2 where destination_id = $1 and delivery_id is null',
    [destinationId, id],
  )
  await unit.execute('update notification_delivery set total = total + $2, version = version + 1 where id = $1', [
    id,
    put,
  ])
}

/** A test first; then what was tried least: one message that its receiver never takes holds no other up. */
async function nextDelivery(
  unit: Unit,
  { id, enabled, nextAt }: Destination,
  now: Instant,
): Promise<NotificationDeliveryRow | null> {
  const [row] = await unit.query<NotificationDeliveryRow>(
    `select ${DELIVERY_COLUMNS} from notification_delivery delivery
     where destination_id = $1 and state = 'QUEUED' and next_at <= $2 and (test or $3)
     order by test desc, attempts, id limit 1 for no key update`,
    [id, new Date(now), enabled && nextAt <= now],
  )
  return row ?? null
}

/**
 * Keeps what became of a message. Nothing when somebody else has the turn by now: their answer counts. A message that is
 * given up is an event.
 */
export async function settleDelivery(
  unit: Unit,
  { delivery: { id }, destination, leaseUntil }: ClaimedDelivery,
  answer: DeliveryAnswer,
): Promise<boolean> {
  const [health] = await unit.query<{ failures: number; nextAt: Instant }>(
    `select failures, next_at as "nextAt" from notification_destination
     where id = $1 and lease_until = $2 for no key update`,
    [destination.id, new Date(leaseUntil)],
  )
  if (health === undefined) return false
  const [row] = await unit.query<NotificationDeliveryRow>(
    `select ${DELIVERY_COLUMNS} from notification_delivery delivery where id = $1 for no key update`,
    [id],
  )
  const isOpen = row?.state === 'QUEUED'
  const after = row === undefined ? null : settle(row, health, answer)
  await unit.execute(
    'update notification_destination set lease_until = null, failures = $2, next_at = $3 where id = $1',
    [destination.id, after?.health.failures ?? 0, new Date(after?.health.nextAt ?? unit.clock.now())],
  )
  // its destination was removed meanwhile
  if (row === undefined || after === null || !isOpen) return true
  await unnestUpdate(
    unit,
    notificationDeliveryTable,
    [{ ...row, ...after.delivery, version: row.version + 1 }],
    ['state', 'nextAt', 'answers', 'endedAt', 'version'],
  )
  if (after.delivery.state === 'FAILED' && !row.test)
    unit.append([
      {
        ...{ type: 'NotificationFailed', subject: destination.id, path: destination.path, at: answer.at },
        data: { name: destination.name, deliveryId: id, total: row.total, code: answer.code },
      },
    ])
  return true
}

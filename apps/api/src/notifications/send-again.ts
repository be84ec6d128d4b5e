import {
  insertTestDelivery,
  type NotificationDeliveryRow,
  notificationDeliveriesByIds,
  requeueDelivery,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, told } from '../graphql/wish.ts'
import type { NotificationDeliveryPayload } from './notification.type.ts'
import type { NotificationRetryInput, NotificationTestInput } from './notification-input.ts'
import { lockedDestination, refuseUnless, versionChanged } from './save-destination.ts'

/** Asks for a test: the worker sends it by the very way of all messages, once, and keeps what was answered. */
export async function testDestination(
  operation: Operation,
  input: NotificationTestInput,
): Promise<NotificationDeliveryPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'notificationTest', key, input: rest }, async (unit) => {
    refuseUnless(operation, 'notification:write')
    const destination = await lockedDestination(unit, input.destinationId)
    const id = await insertTestDelivery(unit, destination)
    const { id: subject, path, name } = destination
    const data = { name, deliveryId: id }
    unit.append([{ type: 'NotificationTested', subject, path, at: unit.clock.now(), data }])
    return { id }
  })
  return await payload(operation, outcome)
}

/** Sends again what was given up. */
export async function retryDelivery(
  operation: Operation,
  input: NotificationRetryInput,
): Promise<NotificationDeliveryPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'notificationRetry', key, input: rest }, async (unit) => {
    refuseUnless(operation, 'notification:write')
    const id = idOf('notificationDelivery', input.deliveryId)
    const [seen] = id === null ? [] : await notificationDeliveriesByIds(unit, [id])
    if (seen === undefined) throw notFound('deliveryId')
    // the destination first, as the worker does
    const destination = await lockedDestination(unit, seen.destinationId, 'deliveryId')
    const [delivery = seen] = await notificationDeliveriesByIds(unit, [seen.id], 'update')
    if (delivery.state !== 'FAILED') throw new Refused({ code: 'NOTIFICATION_NOT_FAILED' })
    if (delivery.version !== input.expectedVersion) throw versionChanged()
    await requeueDelivery(unit, delivery.id)
    const { id: subject, path, name } = destination
    const data = { name, deliveryId: delivery.id }
    unit.append([{ type: 'NotificationRetried', subject, path, at: unit.clock.now(), data }])
    return { id: delivery.id }
  })
  return await payload(operation, outcome)
}

async function payload(
  operation: Operation,
  outcome: Outcome<{ readonly id: string }>,
): Promise<NotificationDeliveryPayload> {
  if (!outcome.ok) return { delivery: null, ...told(operation, outcome) }
  const [delivery = null] = await operation.read<NotificationDeliveryRow[]>((db) =>
    notificationDeliveriesByIds(db, [outcome.answer.id]),
  )
  return { delivery, ...told(operation, outcome) }
}

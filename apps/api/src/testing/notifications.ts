import { seal, SEALED_ABOUT } from '@budeng/protocol'
import {
  insertDestination,
  insertNotificationRule,
  insertNotificationSecret,
  insertTestDelivery,
  notificationDeliveriesByIds,
  type NotificationDeliveryRow,
  type NotificationDestinationRow,
  notificationDestinationsByIds,
  type NotificationRuleRow,
  notificationRulesByIds,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
} from '@budeng/storage'
import { personIdOf } from './hermit.ts'
import type { TestHouse } from './test-house.ts'

/** A destination of notifications with all that hangs on it. */
export interface MadeNotifications {
  readonly destination: NotificationDestinationRow
  readonly rule: NotificationRuleRow
  readonly delivery: NotificationDeliveryRow
}

/** Two webhooks of the store in Harbin, one for the hours and one beyond, and a message that was given up. */
export async function makeNotifications(house: TestHouse): Promise<MadeNotifications> {
  const { id: nodeId, path } = house.fleet.nodes.harbin
  const changedBy = await personIdOf(house.owner, 'admin@cup.test')
  return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const at = unit.clock.now()
    const make = async (name: string) => {
      const [id, secretId] = [unit.newId('notificationDestination'), unit.newId('notificationSecret')]
      await insertDestination(unit, {
        ...{ id, nodeId, path, name, kind: 'WEBHOOK', language: 'en', enabled: true, secretId, changedBy },
        ...{ address: { host: 'hooks.example.com' }, changedAt: at, removedAt: null, version: 1 },
        ...{ failures: 1, nextAt: at, leaseUntil: null },
      })
      const secret = Buffer.from(JSON.stringify({ url: 'https://hooks.example.com/walked', signing: 'whsec_x' }))
      const sealed = seal(house.keys.sealLink, secret, SEALED_ABOUT.notification(secretId, id))
      await insertNotificationSecret(unit, { id: secretId, destinationId: id, sealed, createdAt: at })
      return id
    }
    const [destinationId, outsideId] = [await make('Desk'), await make('Night')]
    const ruleId = unit.newId('notificationRule')
    await insertNotificationRule(unit, {
      ...{ id: ruleId, destinationId, path, outsideId, topics: ['ALERT_RAISED'], severity: 'MAJOR', enabled: true },
      ...{ hours: { days: ['MO'], from: '09:00', to: '18:00' }, changedBy, changedAt: at, version: 1 },
    })
    const deliveryId = await insertTestDelivery(unit, { id: destinationId, path })
    const answer = { at, ok: false, code: 'HTTP_500', note: null, tookMs: 12 }
    await unit.execute(`update notification_delivery set state = 'FAILED', ended_at = $2, answers = $3 where id = $1`, [
      deliveryId,
      new Date(at),
      JSON.stringify([answer]),
    ])
    const facts = {
      ...{ type: 'AlertRaised', subject: 'alr_x', terminalId: null, tid: null, merchant: null, store: null },
      ...{ code: 'OFFLINE', detail: null, count: null, of: null, shownBy: null },
    }
    await unit.execute(
      `insert into notification (destination_id, event_id, topic, severity, at, facts, delivery_id)
       values ($1, $2, 'ALERT_RAISED', 'MAJOR', $3, $4, $5)`,
      [destinationId, unit.newId('event'), new Date(at), JSON.stringify(facts), deliveryId],
    )
    const [destination] = await notificationDestinationsByIds(unit, [destinationId])
    const [rule] = await notificationRulesByIds(unit, [ruleId])
    const [delivery] = await notificationDeliveriesByIds(unit, [deliveryId])
    if (destination === undefined || rule === undefined || delivery === undefined) throw new Error('nothing was made')
    return { destination, rule, delivery }
  })
}

import { makeNotifications } from '../notifications.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `n-${++turn}` })
const permissions = ['notification:write'] as const

/** Orders about who is told of what. */
export const NOTIFICATION_ORDERS: readonly Order[] = [
  {
    mutation: 'notificationDestinationSave',
    name: 'notificationDestinationSave',
    permissions,
    input: async (_asker, house) => {
      const { destination } = await makeNotifications(house)
      return {
        ...{ organisationId: house.fleet.nodes.harbin.id, destinationId: destination.id, expectedVersion: 1 },
        ...{ name: 'Walked', kind: 'WEBHOOK', language: 'EN', enabled: true },
        ...key(),
      }
    },
  },
  {
    mutation: 'notificationDestinationRemove',
    name: 'notificationDestinationRemove',
    permissions,
    input: async (_asker, house) => {
      const { destination } = await makeNotifications(house)
      return { destinationId: destination.id, expectedVersion: 1, reason: 'walked', ...key() }
    },
  },
  {
    mutation: 'notificationRuleSave',
    name: 'notificationRuleSave',
    permissions,
    input: async (_asker, house) => {
      const { destination, rule } = await makeNotifications(house)
      return {
        ...{ destinationId: destination.id, ruleId: rule.id, expectedVersion: 1, topics: ['INCIDENT_OPENED'] },
        ...{ severity: 'CRITICAL', enabled: false, outsideId: rule.outsideId },
        ...{ hours: { days: ['SU'], from: '22:00', to: '06:00' }, ...key() },
      }
    },
  },
  {
    mutation: 'notificationRuleRemove',
    name: 'notificationRuleRemove',
    permissions,
    input: async (_asker, house) => {
      const { rule } = await makeNotifications(house)
      return { ruleId: rule.id, expectedVersion: 1, ...key() }
    },
  },
  {
    mutation: 'notificationTest',
    name: 'notificationTest',
    permissions,
    input: async (_asker, house) => ({ destinationId: (await makeNotifications(house)).destination.id, ...key() }),
  },
  {
    mutation: 'notificationRetry',
    name: 'notificationRetry',
    permissions,
    input: async (_asker, house) => {
      const { delivery } = await makeNotifications(house)
      return { deliveryId: delivery.id, expectedVersion: delivery.version, ...key() }
    },
  },
]

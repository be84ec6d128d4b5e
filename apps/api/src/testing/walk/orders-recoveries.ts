import type { Permission } from '@budeng/access'
import { commandTypesOf } from '@budeng/fleet'
import { makeQuestion, makeRecovery, makeWorkOrder } from '../recoveries.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `r-${++turn}` })
const permissions = commandTypesOf('AUTH').map((type) => `command:${type}` as Permission)

/** Orders about recoveries and work orders. */
export const RECOVERY_ORDERS: readonly Order[] = [
  {
    mutation: 'recoveryStart',
    name: 'recoveryStart',
    permissions,
    input: (_asker, { fleet }) => {
      const terminals = fleet.terminals.xuhui
      const terminalId = terminals[turn % terminals.length]?.id
      return { terminalId, playbook: 'AUTH', reason: 'walked', ...key() }
    },
  },
  {
    mutation: 'recoveryAnswer',
    name: 'recoveryAnswer',
    permissions,
    input: async (_asker, house) => ({
      ...{ recoveryId: await makeQuestion(house), step: 'operator', worked: true, ...key() },
    }),
  },
  {
    mutation: 'recoveryGiveUp',
    name: 'recoveryGiveUp',
    permissions,
    input: async (_asker, house) => ({ recoveryId: await makeRecovery(house), reason: 'walked', ...key() }),
  },
  {
    mutation: 'workOrderChange',
    name: 'workOrderChange',
    permissions: ['workorder:write'],
    input: async (_asker, house) => {
      const { id: workOrderId, version: expectedVersion } = await makeWorkOrder(house)
      return { workOrderId, expectedVersion, state: 'ASSIGNED', technician: 'Chen', ...key() }
    },
  },
]

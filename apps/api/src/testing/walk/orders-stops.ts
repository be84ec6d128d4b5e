import { liftStops, makeStop } from '../stops.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `s-${++turn}` })

/** Orders about the switches that stop all dispatch. */
export const STOP_ORDERS: readonly Order[] = [
  {
    mutation: 'dispatchStop',
    name: 'dispatchStop',
    permissions: ['dispatch:stop'],
    input: async (_asker, house) => {
      await liftStops(house)
      return { organisationId: house.fleet.nodes.harbin.id, reason: 'walked', ...key() }
    },
  },
  {
    mutation: 'dispatchResume',
    name: 'dispatchResume',
    permissions: ['dispatch:stop'],
    input: async (_asker, house) => {
      const { id: stopId, version: expectedVersion } = await makeStop(house)
      return { stopId, expectedVersion, reason: 'walked', ...key() }
    },
  },
]

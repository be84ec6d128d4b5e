import { DAY } from '@budeng/kernel'
import { liftStops, makeStop } from '../stops.ts'
import { makeWatchWindow } from '../watch.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `s-${++turn}` })

/** Orders about the switches that stop all dispatch, and about watch windows. */
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
  {
    mutation: 'watchPlan',
    name: 'watchPlan',
    permissions: ['watch:plan'],
    input: (_asker, house) => ({
      ...{ organisationId: house.fleet.nodes.harbin.id, name: 'Walked', timeZone: 'Asia/Shanghai' },
      startsAt: new Date(house.clock.now()).toISOString(),
      endsAt: new Date(house.clock.now() + DAY).toISOString(),
      ...{ patience: 50, heartbeat: 'PT30S', allowsRollouts: false },
      ...key(),
    }),
  },
  {
    mutation: 'watchCancel',
    name: 'watchCancel',
    permissions: ['watch:plan'],
    input: async (_asker, house) => {
      const { id: watchId, version: expectedVersion } = await makeWatchWindow(house)
      return { watchId, expectedVersion, reason: 'walked', ...key() }
    },
  },
]

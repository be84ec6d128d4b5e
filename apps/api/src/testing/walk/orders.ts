import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import type { Permission } from '@budeng/access'
import { DAY } from '@budeng/kernel'
import type { GraphQLInputObjectType, GraphQLSchema } from 'graphql'
import type { Client } from '../client.ts'
import { requestCommand } from '../everything.ts'
import type { StoreName } from '../fleet.ts'
import { makeWalkedPackage, WALKED_MANIFEST } from '../software.ts'
import type { TestHouse } from '../test-house.ts'
import type { Order } from './order.ts'
import { APPROVAL_ORDERS } from './orders-approvals.ts'
import { CASE_ORDERS } from './orders-cases.ts'
import { CORRECTION_ORDERS } from './orders-corrections.ts'
import { KEY_ORDERS } from './orders-keys.ts'
import { RECOVERY_ORDERS } from './orders-recoveries.ts'
import { ROLLOUT_ORDERS } from './orders-rollouts.ts'
import { HEALTH_ORDERS } from './orders-health.ts'
import { MONEY_ORDERS } from './orders-money.ts'
import { NOTIFICATION_ORDERS } from './orders-notifications.ts'
import { PEOPLE_ORDERS } from './orders-people.ts'
import { STOP_ORDERS } from './orders-stops.ts'
import { TREE_ORDERS } from './orders-tree.ts'
import { rootFields } from './paths.ts'

/** Every mutation that was given an order; one that was not fails the walk. */
export function ordersOf(schema: GraphQLSchema): {
  readonly orders: readonly Order[]
  readonly without: readonly string[]
} {
  const types = Object.keys((schema.getType('CommandInput') as GraphQLInputObjectType).getFields())
  const orders = [
    ...ORDERS,
    ...TREE_ORDERS,
    ...APPROVAL_ORDERS,
    ...KEY_ORDERS,
    ...PEOPLE_ORDERS,
    ...MONEY_ORDERS,
    ...CORRECTION_ORDERS,
    ...RECOVERY_ORDERS,
    ...ROLLOUT_ORDERS,
    ...HEALTH_ORDERS,
    ...STOP_ORDERS,
    ...NOTIFICATION_ORDERS,
    ...CASE_ORDERS,
    ...types.map(commandOrder),
    ...BULK_TYPES.map(bulkOrder),
  ]
  const without = rootFields(schema, 'mutation')
    .map(({ name }) => name)
    .filter((name) => !orders.some(({ mutation }) => mutation === name))
  return { orders, without }
}

let keys = 0
const key = () => ({ idempotencyKey: `o-${++keys}` })
const why = { reason: 'walked' }
/** Commands that need parameters. */
const PARAMETERS: Readonly<Record<string, object>> = {
  messageShow: { template: 'CALL_SUPPORT' },
  softwareUpdate: WALKED_MANIFEST,
}
const commandOf = (type: string) => ({ command: { [type]: PARAMETERS[type] ?? {} } })
const permissionOf = (type: string) => `command:${type.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}` as Permission
/** Each order has a terminal to itself, as far as they go. */
const terminalOf = (house: TestHouse, turn: number) => {
  const all = [...house.fleet.terminals.xuhui, ...house.fleet.terminals.harbin]
  return all[turn % all.length]
}

function commandOrder(type: string): Order {
  return {
    mutation: 'commandRequest',
    name: `commandRequest ${type}`,
    permissions: [permissionOf(type)],
    input: async (_asker, house) => {
      const terminalId = terminalOf(house, keys)?.id
      // some types are for terminals that keep a journal; which terminal's turn it is, is no matter of the walk
      await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        unit.execute("update terminal set level = 'L3' where id = $1", [terminalId]),
      )
      if (type === 'softwareUpdate') await makeWalkedPackage(house)
      return { terminalId, ...commandOf(type), ...why, ...key() }
    },
  }
}

const BULK_TYPES = ['statusGet', 'reboot', 'lock']
function bulkOrder(type: string): Order {
  return {
    mutation: 'bulkRequest',
    name: `bulkRequest ${type}`,
    permissions: ['action:bulk', permissionOf(type)],
    isOfAsker: true,
    input: async (asker, house) => ({
      selectionId: await selectionOf(asker, house),
      expectedCount: 2,
      ...commandOf(type),
      ...why,
      ...key(),
    }),
  }
}

async function selectionOf(asker: Client, house: TestHouse, store: StoreName = 'teahouse'): Promise<unknown> {
  const terminalIds = house.fleet.terminals[store].slice(0, 2).map(({ id }) => id)
  const made = await asker.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
    i: { terminalIds },
  })
  return made.at('selectionCreate.selection.id')
}

async function liveGrant(admin: Client, house: TestHouse): Promise<{ grantId: unknown; expectedVersion: unknown }> {
  const live = async () =>
    (
      await admin.ask('query($id:ID!){organisation(id:$id){grants(live:true){nodes{id version}}}}', {
        id: house.fleet.nodes.south.id,
      })
    ).at('organisation.grants.nodes.0') as { id: string; version: number } | undefined
  let found = await live()
  if (found === undefined) {
    await admin.ask('mutation($i:GrantGiveInput!){grantGive(input:$i){userErrors{code}}}', {
      i: { organisationId: house.fleet.nodes.south.id, terms: termsFor(house), ...why, ...key() },
    })
    found = await live()
  }
  return { grantId: found?.id, expectedVersion: found?.version }
}

const termsFor = (house: TestHouse) => ({
  types: ['STATUS_GET'],
  tierMax: 'R1',
  budgetHour: 5,
  budgetDay: 5,
  terminalsMax: 5,
  expiresAt: new Date(house.clock.now() + DAY).toISOString(),
})

/** Something that waits for a second person, asked for by somebody who is none of those who walk. */
async function pendingBulk(house: TestHouse, admin: Client): Promise<{ bulkId: unknown; hash: unknown }> {
  const pending = async () =>
    (await admin.ask('{bulkActions(states:[PENDING_APPROVAL],first:1){nodes{id hash}}}')).at('bulkActions.nodes.0') as
      | { id: string; hash: string }
      | undefined
  let found = await pending()
  if (found === undefined) {
    const second = await house.as('second@cup.test')
    const input = {
      selectionId: await selectionOf(second, house, 'harbin'),
      expectedCount: 2,
      ...commandOf('lock'),
      ...why,
      ...key(),
    }
    await second.ask('mutation($i:BulkRequestInput!){bulkRequest(input:$i){userErrors{code}}}', { i: input })
    found = await pending()
  }
  return { bulkId: found?.id, hash: found?.hash }
}

async function challengeOfAnother(house: TestHouse, admin: Client): Promise<unknown> {
  const started = await admin.ask('mutation($i:PresenceStartInput!){presenceStart(input:$i){challenge{id}}}', {
    i: { terminalId: house.fleet.terminals.teahouse[3]?.id, ...commandOf('relogin'), ...key() },
  })
  return started.at('presenceStart.challenge.id')
}

const ORDERS: readonly Order[] = [
  {
    mutation: 'login',
    name: 'login',
    permissions: [],
    isOpen: true,
    input: () => ({ email: 'nobody@void.test', password: 'not the password 1' }),
  },
  { mutation: 'logout', name: 'logout', permissions: [], isOpen: true, input: () => ({}) },
  {
    mutation: 'selectionCreate',
    name: 'selectionCreate',
    permissions: ['terminal:read'],
    input: (_asker, house) => ({ terminalIds: [house.fleet.terminals.xuhui[0]?.id] }),
  },
  {
    mutation: 'bulkDecide',
    name: 'bulkDecide',
    permissions: ['action:approve'],
    input: async (_asker, house, admin) => ({
      ...(await pendingBulk(house, admin)),
      approve: false,
      note: 'walked',
      ...key(),
    }),
  },
  {
    mutation: 'commandCancel',
    name: 'commandCancel',
    permissions: ['command:cancel'],
    input: async (_asker, house, admin) => ({
      commandId: await requestCommand(admin, house.fleet.terminals.harbin[0]?.id, { selfTest: {} }),
      ...why,
      ...key(),
    }),
  },
  {
    mutation: 'enrolmentCreate',
    name: 'enrolmentCreate',
    permissions: ['device:enrol'],
    input: (_asker, house) => ({ terminalId: house.fleet.terminals.xuhui[0]?.id, serial: `SN-WALK-${keys}`, ...key() }),
  },
  {
    mutation: 'terminalParametersSet',
    name: 'terminalParametersSet',
    permissions: ['terminal:write'],
    input: async (_asker, house, admin) => {
      const terminalId = house.fleet.terminals.xuhui[0]?.id
      const now = await admin.ask('query($id:ID!){terminal(id:$id){parameters{version}}}', { id: terminalId })
      const expectedVersion = now.at('terminal.parameters.version')
      return { terminalId, values: '{"apn":"cmpos"}', expectedVersion, ...why, ...key() }
    },
  },
  {
    mutation: 'deviceRevoke',
    name: 'deviceRevoke',
    permissions: ['device:revoke'],
    input: (_asker, house) => ({ deviceId: house.fleet.terminals.teahouse[2]?.deviceId, ...why, ...key() }),
  },
  {
    mutation: 'deviceRelease',
    name: 'deviceRelease',
    permissions: ['device:revoke'],
    input: async (_asker, house) => {
      const deviceId = house.fleet.terminals.xuhui[7]?.deviceId
      await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        unit.execute('update device set held_at = now() where id = $1', [deviceId]),
      )
      return { deviceId, ...why, ...key() }
    },
  },
  {
    mutation: 'terminalStateSet',
    name: 'terminalStateSet',
    permissions: ['terminal:write'],
    input: (_asker, house) => ({
      terminalId: house.fleet.terminals.teahouse[2]?.id,
      state: 'SUSPENDED',
      ...why,
      ...key(),
    }),
  },
  {
    mutation: 'presenceStart',
    name: 'presenceStart',
    permissions: ['command:RELOGIN'],
    input: (_asker, house) => ({ terminalId: terminalOf(house, keys)?.id, ...commandOf('relogin'), ...key() }),
  },
  {
    mutation: 'presenceAnswer',
    name: 'presenceAnswer',
    permissions: [],
    ownRule: 'NOT_YOURS',
    input: async (_asker, house, admin) => ({ challengeId: await challengeOfAnother(house, admin), digits: '123456' }),
  },
  {
    mutation: 'grantGive',
    name: 'grantGive',
    permissions: ['grant:write'],
    input: (_asker, house) => ({
      organisationId: house.fleet.nodes.farNorth.id,
      terms: { ...termsFor(house), types: ['SELF_TEST'] },
      ...why,
      ...key(),
    }),
  },
  {
    mutation: 'grantChange',
    name: 'grantChange',
    permissions: ['grant:write'],
    input: async (_asker, house, admin) => ({
      ...(await liveGrant(admin, house)),
      terms: termsFor(house),
      ...why,
      ...key(),
    }),
  },
  {
    mutation: 'grantRevoke',
    name: 'grantRevoke',
    permissions: ['grant:revoke'],
    input: async (_asker, house, admin) => ({ ...(await liveGrant(admin, house)), ...why, ...key() }),
  },
]

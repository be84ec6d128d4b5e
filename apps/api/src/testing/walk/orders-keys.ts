import { DAY } from '@budeng/kernel'
import type { Client } from '../client.ts'
import type { TestHouse } from '../test-house.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `s-${++turn}` })
const why = { reason: 'walked' }
const accountIn = (house: TestHouse) => ({
  organisationId: house.fleet.nodes.cup.id,
  name: `Walked ${turn}`,
  role: 'VIEWER',
  ...key(),
})

async function account(house: TestHouse, admin: Client): Promise<unknown> {
  const made = await admin.ask(
    'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id}}}',
    { i: accountIn(house) },
  )
  return made.at('serviceAccountCreate.serviceAccount.id')
}

async function keyFor(house: TestHouse, admin: Client): Promise<object> {
  const expiresAt = new Date(house.clock.now() + 30 * DAY).toISOString()
  const serviceAccountId = await account(house, admin)
  return { serviceAccountId, name: 'walked', scopes: ['terminal:read'], expiresAt, ...key() }
}

async function madeKey(house: TestHouse, admin: Client): Promise<unknown> {
  const made = await admin.ask('mutation($i:ApiKeyCreateInput!){apiKeyCreate(input:$i){apiKey{id}}}', {
    i: await keyFor(house, admin),
  })
  return made.at('apiKeyCreate.apiKey.id')
}

/** Orders about programs and their keys. */
export const KEY_ORDERS: readonly Order[] = [
  {
    mutation: 'serviceAccountCreate',
    name: 'serviceAccountCreate',
    permissions: ['key:write'],
    input: (_asker, house) => accountIn(house),
  },
  {
    mutation: 'serviceAccountDisable',
    name: 'serviceAccountDisable',
    permissions: ['key:write'],
    input: async (_asker, house, admin) => ({ serviceAccountId: await account(house, admin), ...why, ...key() }),
  },
  {
    mutation: 'apiKeyCreate',
    name: 'apiKeyCreate',
    permissions: ['key:write'],
    input: (_asker, house, admin) => keyFor(house, admin),
  },
  {
    mutation: 'apiKeyRotate',
    name: 'apiKeyRotate',
    permissions: ['key:write'],
    input: async (_asker, house, admin) => ({
      apiKeyId: await madeKey(house, admin),
      overlap: 'PT0S',
      expiresAt: new Date(house.clock.now() + 30 * DAY).toISOString(),
      ...key(),
    }),
  },
  {
    mutation: 'apiKeyRevoke',
    name: 'apiKeyRevoke',
    permissions: ['key:write'],
    input: async (_asker, house, admin) => ({ apiKeyId: await madeKey(house, admin), ...why, ...key() }),
  },
]

import { waitingCommand } from '../everything.ts'
import type { Client } from '../client.ts'
import type { TestHouse } from '../test-house.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `a-${++turn}` })
const why = { reason: 'walked' }

const wordOf = (house: TestHouse) => ({
  organisationId: house.fleet.nodes.south.id,
  policy: { bulkRaise: { terminals: 1 + ++turn } },
  ...why,
  ...key(),
})

/** A change that waits, asked for by somebody who does not walk. */
async function pendingChange(asker: Client, house: TestHouse): Promise<{ id: unknown; hash: unknown }> {
  const made = await asker.ask('mutation($i:PolicyChangeInput!){policyChange(input:$i){changeRequest{id hash}}}', {
    i: wordOf(house),
  })
  return made.at('policyChange.changeRequest') as { id: unknown; hash: unknown }
}

async function pendingReview(admin: Client, house: TestHouse): Promise<unknown> {
  const { id: subjectId, hash } = await pendingChange(admin, house)
  const used = await admin.ask('mutation($i:BreakGlassUseInput!){breakGlassUse(input:$i){breakGlass{id}}}', {
    i: { subjectId, hash, ...why, ...key() },
  })
  return used.at('breakGlassUse.breakGlass.id')
}

/** Orders about what needs two people. */
export const APPROVAL_ORDERS: readonly Order[] = [
  {
    mutation: 'policyChange',
    name: 'policyChange',
    permissions: ['policy:write'],
    input: (_asker, house) => wordOf(house),
  },
  {
    mutation: 'identityProviderChange',
    name: 'identityProviderChange',
    permissions: ['policy:write'],
    input: (_asker, house) => ({
      organisationId: house.fleet.nodes.cup.id,
      provider: {
        ...{ name: 'Bank sign-in', issuer: 'https://id.cup.test', clientId: 'budeng', clientSecret: 'walked' },
        ...{ domains: ['cup.test'], authoritative: false, roles: ['VIEWER'], askFactor: true, enabled: true },
      },
      ...why,
      ...key(),
    }),
  },
  {
    mutation: 'changeDecide',
    name: 'changeDecide',
    permissions: ['change:approve'],
    input: async (_asker, house, admin) => {
      const { id, hash } = await pendingChange(admin, house)
      return { changeId: id, hash, approve: false, note: 'walked', ...key() }
    },
  },
  {
    mutation: 'changeWithdraw',
    name: 'changeWithdraw of somebody else',
    permissions: [],
    ownRule: 'NOT_YOURS',
    input: async (_asker, house, admin) => ({ changeId: (await pendingChange(admin, house)).id, ...key() }),
  },
  {
    mutation: 'breakGlassUse',
    name: 'breakGlassUse',
    permissions: ['breakglass:use'],
    input: async (asker, house, admin) => {
      const own = await pendingChange(asker, house)
      const { id, hash } = own ?? (await pendingChange(admin, house))
      return { subjectId: id, hash, ...why, ...key() }
    },
  },
  {
    mutation: 'breakGlassReview',
    name: 'breakGlassReview',
    permissions: ['breakglass:review'],
    input: async (_asker, house, admin) => ({
      breakGlassId: await pendingReview(admin, house),
      confirm: true,
      ...key(),
    }),
  },
  {
    mutation: 'commandDecide',
    name: 'commandDecide',
    permissions: ['action:approve'],
    input: async (_asker, house, admin) => {
      const { id: commandId, hash } = await waitingCommand(house, admin)
      return { commandId, hash, approve: false, note: 'walked', ...key() }
    },
  },
]

import { makeRollout } from '../rollouts.ts'
import { makePackage } from '../software.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `o-rollout-${++turn}` })

/** Orders about rollouts, and about what is rolled out. */
export const ROLLOUT_ORDERS: readonly Order[] = [
  {
    mutation: 'rolloutStart',
    name: 'rolloutStart',
    permissions: ['action:bulk', 'command:STATUS_GET'],
    isOfAsker: true,
    input: async (asker, { fleet }) => {
      const terminalIds = fleet.terminals.xuhui.slice(0, 2).map(({ id }) => id)
      const made = await asker.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
        i: { terminalIds },
      })
      const selectionId = made.at('selectionCreate.selection.id')
      const command = { statusGet: {} }
      return { selectionId, expectedCount: 2, command, reason: 'walked', plan: {}, ...key() }
    },
  },
  {
    mutation: 'rolloutStart',
    name: 'rolloutStart of parameters',
    permissions: ['action:bulk', 'command:PARAMETERS_PULL', 'terminal:write'],
    isOfAsker: true,
    input: async (asker, { fleet }) => {
      const terminalIds = fleet.terminals.xuhui.slice(0, 2).map(({ id }) => id)
      const made = await asker.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
        i: { terminalIds },
      })
      const what = { selectionId: made.at('selectionCreate.selection.id'), expectedCount: 2, reason: 'walked' }
      const parameters = { set: JSON.stringify({ walked: ++turn }) }
      return { ...what, command: { parametersPull: {} }, parameters, plan: {}, ...key() }
    },
  },
  {
    mutation: 'rolloutControl',
    name: 'rolloutControl',
    permissions: ['action:bulk'],
    input: async (_asker, house, admin) => {
      const { id: rolloutId } = await makeRollout(house, admin)
      return { rolloutId, act: 'PAUSE', reason: 'walked', ...key() }
    },
  },
  {
    mutation: 'softwarePackageWithdraw',
    name: 'softwarePackageWithdraw',
    permissions: ['command:SOFTWARE_UPDATE'],
    input: async (_asker, house) => ({
      packageId: await makePackage(house, `walk-${turn}`),
      ...{ reason: 'walked', ...key() },
    }),
  },
]

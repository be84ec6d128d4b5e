import { DAY } from '@budeng/kernel'
import type { Client } from '../client.ts'
import { amountHit, makeCase } from '../cases.ts'
import type { TestHouse } from '../test-house.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `k-${++turn}` })
const note = { note: 'walked through' }
const why = { reason: 'walked through' }
const PAIR = { kind: 'AGGREGATOR_PAIR', value: '898310000000001>898310000000002' }
const later = (house: TestHouse) => new Date(house.clock.now() + DAY).toISOString()

async function openCase(house: TestHouse, facts: Readonly<Record<string, unknown>> = {}): Promise<{ caseId: string }> {
  const { id = '', tid } = house.fleet.terminals.harbin[2] ?? {}
  return { caseId: await makeCase(house, id, [amountHit(`${tid}:000001:000001:FIN`)], facts) }
}

async function suppression(house: TestHouse, admin: Client): Promise<unknown> {
  const input = { rule: 'R05', until: later(house), ...why, ...key() }
  await admin.ask('mutation($i:RuleSuppressInput!){ruleSuppress(input:$i){done}}', { i: input })
  return (await admin.ask('{ruleSuppressions{suppressionId}}')).at('ruleSuppressions.0.suppressionId')
}

/** Orders about cases and rules. */
export const CASE_ORDERS: readonly Order[] = [
  ...(['caseDismiss', 'caseSettle'] as const).map(
    (mutation): Order => ({
      mutation,
      name: mutation,
      permissions: ['correction:approve'],
      input: async (_asker, house) => ({ ...(await openCase(house)), ...note, ...key() }),
    }),
  ),
  {
    mutation: 'caseJudge',
    name: 'caseJudge',
    permissions: ['correction:approve'],
    input: async (_asker, house) => ({
      ...(await openCase(house, { state: 'CLOSED', correctionIds: ['cor_walked'], endedAt: house.clock.now() })),
      ...{ right: true, ...note, ...key() },
    }),
  },
  {
    mutation: 'caseSuppress',
    name: 'caseSuppress',
    permissions: ['correction:approve'],
    input: async (_asker, house) => ({ ...(await openCase(house)), until: later(house), ...why, ...key() }),
  },
  ...(['caseClaim', 'caseRelease'] as const).map(
    (mutation): Order => ({
      mutation,
      name: mutation,
      permissions: ['correction:make'],
      input: async (_asker, house) => ({ ...(await openCase(house)), ...key() }),
    }),
  ),
  {
    mutation: 'ruleModeChange',
    name: 'ruleModeChange',
    permissions: ['rule:change'],
    input: () => ({ rule: 'R07', ruleVersion: 1, mode: 'AUTO', ...why, ...key() }),
  },
  {
    mutation: 'correctionLimitsChange',
    name: 'correctionLimitsChange',
    permissions: ['rule:change'],
    input: () => ({
      limits: {
        ...{ currency: 'CNY', tierOneMinor: '40000', tierTwoMinor: '400000', dayMinor: '1000000' },
        ...{ dayCount: 40, automaticMinor: '40000' },
      },
      ...{ expectedVersion: 0, ...why, ...key() },
    }),
  },
  {
    mutation: 'ruleStop',
    name: 'ruleStop',
    permissions: ['correction:approve'],
    input: () => ({ rule: 'R07', ...why, ...key() }),
  },
  {
    mutation: 'ruleSuppress',
    name: 'ruleSuppress',
    permissions: ['correction:approve'],
    input: (_asker, house) => ({ rule: 'R05', until: later(house), ...why, ...key() }),
  },
  {
    mutation: 'ruleSuppressionEnd',
    name: 'ruleSuppressionEnd',
    permissions: ['correction:approve'],
    input: async (_asker, house, admin) => ({ suppressionId: await suppression(house, admin), ...key() }),
  },
  {
    mutation: 'ruleExceptionSet',
    name: 'ruleExceptionSet',
    permissions: ['correction:approve'],
    input: (_asker, house) => ({ ...PAIR, until: later(house), ...why, ...key() }),
  },
  {
    mutation: 'ruleExceptionEnd',
    name: 'ruleExceptionEnd',
    permissions: ['correction:approve'],
    input: async (_asker, house, admin) => {
      const input = { ...PAIR, until: later(house), ...why, ...key() }
      await admin.ask('mutation($i:RuleExceptionSetInput!){ruleExceptionSet(input:$i){done}}', { i: input })
      return { ...PAIR, ...key() }
    },
  },
  {
    mutation: 'ruleLabStart',
    name: 'ruleLabStart',
    permissions: ['correction:approve'],
    input: () => ({ rule: 'R05', ruleVersion: 1, againstVersion: 1, ...key() }),
  },
]

import { DAY } from '@budeng/kernel'
import type { Client } from '../client.ts'
import { personIdOf } from '../hermit.ts'
import type { TestHouse } from '../test-house.ts'
import { visitOf } from '../care.ts'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `t-${++turn}` })
const why = { reason: 'walked' }
const facts = () => ({ code: `walked-${++turn}`, name: 'Walked', timeZone: 'Asia/Shanghai' })

async function deputyOf(house: TestHouse): Promise<object> {
  return {
    absentId: await personIdOf(house.owner, 'viewer@cup.test'),
    deputyId: await personIdOf(house.owner, 'second@cup.test'),
    role: 'VIEWER',
    until: new Date(house.clock.now() + DAY).toISOString(),
    ...why,
    ...key(),
  }
}

const liveDeputyship = async (admin: Client) =>
  (await admin.ask('{deputies(live:true,first:1){nodes{id}}}')).at('deputies.nodes.0.id')

/** A deputyship between two who do not walk, made when there is none. */
async function deputyship(house: TestHouse, admin: Client): Promise<unknown> {
  if ((await liveDeputyship(admin)) === undefined)
    await admin.ask('mutation($i:DeputySetInput!){deputySet(input:$i){userErrors{code}}}', { i: await deputyOf(house) })
  return await liveDeputyship(admin)
}

/** Nobody stands in for anybody. */
async function endDeputyship(admin: Client): Promise<void> {
  const deputyshipId = await liveDeputyship(admin)
  if (deputyshipId !== undefined)
    await admin.ask('mutation($i:DeputyEndInput!){deputyEnd(input:$i){userErrors{code}}}', {
      i: { deputyshipId, ...key() },
    })
}

/** A merchant under South that nobody needs. */
async function merchant(house: TestHouse, admin: Client): Promise<{ id: string; version: number }> {
  const made = await admin.ask(
    'mutation($i:OrganisationCreateInput!){organisationCreate(input:$i){organisation{id version}}}',
    { i: { parentId: house.fleet.nodes.south.id, kind: 'MERCHANT', facts: facts(), ...key() } },
  )
  return made.at('organisationCreate.organisation') as { id: string; version: number }
}

/** Orders about the tree of organisations and about who stands in for whom. */
export const TREE_ORDERS: readonly Order[] = [
  {
    mutation: 'deputySet',
    name: 'deputySet for somebody else',
    permissions: ['person:write'],
    input: async (_asker, house, admin) => {
      await endDeputyship(admin)
      return await deputyOf(house)
    },
  },
  {
    mutation: 'deputyEnd',
    name: 'deputyEnd of somebody else',
    permissions: ['person:write'],
    input: async (_asker, house, admin) => ({ deputyshipId: await deputyship(house, admin), ...key() }),
  },
  {
    mutation: 'deputyAct',
    name: 'deputyAct of somebody else',
    permissions: [],
    ownRule: 'NOT_FOUND',
    input: async (_asker, house, admin) => ({ deputyshipId: await deputyship(house, admin) }),
  },
  {
    mutation: 'organisationCreate',
    name: 'organisationCreate',
    permissions: ['organisation:write'],
    input: (_asker, house) => ({ parentId: house.fleet.nodes.south.id, kind: 'MERCHANT', facts: facts(), ...key() }),
  },
  {
    mutation: 'organisationUpdate',
    name: 'organisationUpdate',
    permissions: ['organisation:write'],
    input: async (_asker, house, admin) => {
      const { id, version } = await merchant(house, admin)
      return { organisationId: id, expectedVersion: version, facts: facts(), ...key() }
    },
  },
  {
    mutation: 'organisationMove',
    name: 'organisationMove',
    permissions: ['organisation:write'],
    input: async (_asker, house, admin) => {
      const places = { organisationId: (await merchant(house, admin)).id, parentId: house.fleet.nodes.north.id }
      const preview = await admin.ask(
        'query($o:ID!,$p:ID!){organisationMovePreview(organisationId:$o,parentId:$p){hash}}',
        { o: places.organisationId, p: places.parentId },
      )
      return { ...places, previewHash: preview.at('organisationMovePreview.hash'), ...why, ...key() }
    },
  },
  {
    mutation: 'savedViewSave',
    name: 'savedViewSave',
    permissions: [],
    input: () => ({
      name: `Walked ${++turn}`,
      terms: [{ name: 'presence', value: 'OFFLINE' }],
      shared: false,
      ...key(),
    }),
  },
  {
    mutation: 'savedViewSave',
    name: 'savedViewSave shared',
    permissions: ['view:share'],
    input: () => ({ name: `Walked ${++turn}`, terms: [], shared: true, ...key() }),
  },
  {
    mutation: 'savedViewRemove',
    name: 'savedViewRemove',
    permissions: ['view:share'],
    input: async (_asker, _house, admin) => {
      const made = await admin.ask('mutation($i:SavedViewSaveInput!){savedViewSave(input:$i){view{id}}}', {
        i: { name: `Walked ${++turn}`, terms: [], shared: true, ...key() },
      })
      return { viewId: made.at('savedViewSave.view.id'), ...key() }
    },
  },
  {
    mutation: 'registrationMappingSave',
    name: 'registrationMappingSave',
    permissions: ['terminal:write'],
    input: () => ({ name: `Walked ${++turn}`, columns: [{ field: 'tid', title: '终端编号' }], ...key() }),
  },
  {
    mutation: 'careVisitRecord',
    name: 'careVisitRecord',
    permissions: ['care:record'],
    input: (_asker, house) => visitOf(house),
  },
  {
    mutation: 'careIntervalSet',
    name: 'careIntervalSet',
    permissions: ['care:plan'],
    input: () => ({ kind: 'INSPECTION', model: `Walked ${++turn}`, days: 30, ...key() }),
  },
  {
    mutation: 'terminalLabelsChange',
    name: 'terminalLabelsChange',
    permissions: ['terminal:label'],
    input: (_asker, house) => ({
      terminalIds: [house.fleet.terminals.xuhui[0]?.id],
      ...{ add: [`walked ${++turn}`], remove: [`walked ${turn - 1}`] },
      ...key(),
    }),
  },
  {
    mutation: 'terminalMove',
    name: 'terminalMove',
    permissions: ['terminal:write'],
    input: async (_asker, house, admin) => {
      const places = { terminalIds: [house.fleet.terminals.harbin[2]?.id], storeId: house.fleet.nodes.teahouse.id }
      const preview = await admin.ask('query($t:[ID!]!,$s:ID!){terminalMovePreview(terminalIds:$t,storeId:$s){hash}}', {
        t: places.terminalIds,
        s: places.storeId,
      })
      return { ...places, previewHash: preview.at('terminalMovePreview.hash') ?? '', ...why, ...key() }
    },
  },
]

import type { Client } from '../client.ts'
import { handIn, makeDocument, order, type Shown } from '../corrections.ts'
import { makeColleague } from '../hermit.ts'
import { bringRecords, sale } from '../money.ts'
import type { TestHouse } from '../test-house.ts'
import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import type { Order } from './order.ts'

let turn = 0
const key = () => ({ idempotencyKey: `c-${++turn}` })
const why = { reason: 'walked through' }

/** Somebody who writes, and is none of those who walk. */
const makers = new WeakMap<TestHouse, Promise<Client>>()
async function makerOf(house: TestHouse): Promise<Client> {
  const made = makers.get(house) ?? newMaker(house)
  makers.set(house, made)
  return await made
}

async function newMaker(house: TestHouse): Promise<Client> {
  await makeColleague(house.owner, 'ops@cup.test', 'writes@walk.test', 'CORRECTION_MAKER')
  return await house.as('writes@walk.test')
}

/** What nobody was charged for: it needs no transaction. */
function claim(house: TestHouse): Record<string, unknown> {
  const values = { amount: String(100 + ++turn), currency: 'CNY', exponent: '2' }
  return {
    kind: 'NOT_CHARGED',
    terminalId: house.fleet.terminals.xuhui[6]?.id,
    patch: Object.entries(values).map(([field, value]) => ({ field, value })),
    ...why,
  }
}

async function drafted(client: Client, house: TestHouse): Promise<Shown> {
  const document = await makeDocument(house, house.fleet.terminals.xuhui[6]?.id ?? '')
  return (await order(client, 'correctionDraft', { ...claim(house), evidence: [{ ref: document }] })).shown
}

/** Of whoever asks, when they may write one at all. */
async function ownDraft(asker: Client, house: TestHouse, admin: Client): Promise<string> {
  const own = (await drafted(asker, house)) as Shown | null
  return own?.id ?? (await drafted(admin, house)).id
}

async function pending(client: Client, house: TestHouse): Promise<Shown> {
  const { id } = await drafted(client, house)
  return (await order(client, 'correctionSubmit', { correctionId: id })).shown
}

/** As if it had come to that state. */
export async function putInState(
  house: TestHouse,
  id: string,
  facts: Readonly<Record<string, unknown>>,
): Promise<void> {
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(`update correction set state = $2, facts = facts || $3::jsonb where id = $1`, [
      id,
      facts['state'],
      JSON.stringify(facts),
    ]),
  )
}

/** One that was posted in a journal that is gone by now. */
async function gone(house: TestHouse): Promise<Shown> {
  const terminal = house.fleet.terminals.xuhui[7]
  if (terminal === undefined) throw new Error('the store has no terminal')
  const [one, copy] = [++turn, ++turn]
  await bringRecords(house, terminal, [sale(one, '100'), sale(copy, '100')], one)
  const maker = await makerOf(house)
  const found = await maker.ask('query($f:TransactionFilter){transactions(filter:$f){nodes{id stan}}}', {
    f: { tid: terminal.tid },
  })
  const [linkToId, transactionId] = [one, copy].map(
    (number) =>
      (found.at('transactions.nodes') as { id: string; stan: string }[]).find(({ stan }) => Number(stan) === number)
        ?.id,
  )
  const { shown } = await handIn(maker, { kind: 'DUPLICATE_RECORD', transactionId, linkToId })
  const [row] = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ target: object }>(`select facts->'target' as target from correction where id = $1`, [shown.id]),
  )
  await putInState(house, shown.id, { state: 'UNREACHABLE', target: { ...row?.target, epoch: 0 } })
  return shown
}

/** Orders about corrections. */
export const CORRECTION_ORDERS: readonly Order[] = [
  {
    mutation: 'correctionBulkStart',
    name: 'correctionBulkStart',
    permissions: ['correction:make'],
    // a row of nothing: the file is read, and nothing of it goes on
    input: () => ({ csv: 'tid,kind,reason\n1,WRONG_FEE,walked', expectedCount: 0, ...key() }),
  },
  {
    mutation: 'correctionDraft',
    name: 'correctionDraft',
    permissions: ['correction:make'],
    input: (_asker, house) => ({ ...claim(house), ...key() }),
  },
  {
    mutation: 'correctionEdit',
    name: 'correctionEdit',
    permissions: ['correction:make'],
    input: async (_asker, house, admin) => ({
      ...{ correctionId: (await drafted(admin, house)).id, expectedVersion: 1 },
      ...why,
      ...key(),
    }),
  },
  {
    mutation: 'correctionSubmit',
    name: 'correctionSubmit',
    permissions: ['correction:make'],
    input: async (asker, house, admin) => ({ correctionId: await ownDraft(asker, house, admin), ...key() }),
  },
  {
    mutation: 'correctionWithdraw',
    name: 'correctionWithdraw',
    permissions: ['correction:make'],
    input: async (asker, house, admin) => ({ correctionId: await ownDraft(asker, house, admin), ...key() }),
  },
  {
    mutation: 'correctionRetry',
    name: 'correctionRetry',
    permissions: ['correction:make'],
    input: async (_asker, house) => {
      const { id } = await pending(await makerOf(house), house)
      await putInState(house, id, { state: 'POST_FAILED', problems: ['FAULT'] })
      return { correctionId: id, ...key() }
    },
  },
  {
    mutation: 'correctionApprove',
    name: 'correctionApprove',
    permissions: ['correction:approve'],
    input: async (_asker, house) => {
      const { id, diff } = await pending(await makerOf(house), house)
      return { correctionId: id, diffHash: diff.hash, ...key() }
    },
  },
  {
    mutation: 'correctionReject',
    name: 'correctionReject',
    permissions: ['correction:approve'],
    input: async (_asker, house) => {
      const { id, diff } = await pending(await makerOf(house), house)
      return { correctionId: id, diffHash: diff.hash, ...why, ...key() }
    },
  },
  {
    mutation: 'correctionWaive',
    name: 'correctionWaive',
    permissions: ['correction:approve'],
    input: async (_asker, house) => ({ correctionId: (await gone(house)).id, ground: 'OLDER_EPOCH', ...why, ...key() }),
  },
]

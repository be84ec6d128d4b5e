import type { JournalRecord } from '@budeng/transactions'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { bringRecords, sale } from '../testing/money.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client

/** What a sign-on, a sale and the end of a reversal say; the second time each says otherwise. */
const said = (signOn: string, amount: string, outcome: 'CONFIRMED' | 'ABANDONED'): JournalRecord[] => [
  { type: 'SIGN_ON', batch: '000726', stan: signOn, outcome: 'APPROVED' },
  sale(2, amount),
  { type: 'REVERSAL_STATUS', outcome, original: { batch: '000726', stan: '000002', type: 'PURCHASE' } },
]

beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
  const [shop] = house.fleet.terminals.xuhui
  if (shop === undefined) throw new Error('the store has no terminal')
  await bringRecords(house, shop, said('000001', '11800', 'CONFIRMED'))
  await bringRecords(house, shop, said('000009', '11700', 'ABANDONED'))
})
afterAll(() => house.close())

test('a record that is another one tells what is at stake: a part, the whole, or that no money moves', async () => {
  const answer = await ops.ask('{differences{nodes{kind fromSeq movesNoMoney amount{amount currency}}}}')
  const nodes = answer.at('differences.nodes') as { fromSeq: string }[]
  const altered = (fromSeq: string, amount: string | null) => ({
    ...{ kind: 'ALTERED', fromSeq, movesNoMoney: amount === null },
    amount: amount === null ? null : { amount, currency: 'CNY' },
  })
  expect(nodes.toSorted((a, b) => Number(a.fromSeq) - Number(b.fromSeq))).toEqual([
    altered('1', null),
    altered('2', '100'),
    altered('3', '11800'),
  ])
  const board = await ops.ask(
    'query($id:ID!){organisation(id:$id){agreement{openDifferences{count amount{amount}}}}}',
    {
      id: house.fleet.nodes.cup.id,
    },
  )
  expect(board.at('organisation.agreement.openDifferences')).toEqual(
    expect.arrayContaining([
      { count: 2, amount: { amount: '11900' } },
      { count: 1, amount: null },
    ]),
  )
})

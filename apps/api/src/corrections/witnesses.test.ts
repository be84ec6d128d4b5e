import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { makeHostWord, order, transactionIds } from '../testing/corrections.ts'
import { makeColleague } from '../testing/hermit.ts'
import { bringRecords, makeTariff, sale } from '../testing/money.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let maker: Client
let transactionId: string | undefined

beforeAll(async () => {
  house = await startTestHouse()
  await makeTariff(house, house.fleet.nodes.haidilao)
  const [shop] = house.fleet.terminals.xuhui
  if (shop === undefined) throw new Error('the store has no terminal')
  await bringRecords(house, shop, [sale(1, '700')])
  await makeHostWord(house, shop.tid, { batch: '000726', stan: '000001', amount: 700n })
  transactionId = (await transactionIds(house, shop.id)).get('000001')
  await makeColleague(house.owner, 'ops@cup.test', 'maker@cup.test', 'CORRECTION_MAKER')
  maker = await house.as('maker@cup.test')
})
afterAll(() => house.close())

test.each([
  ['WRONG_TYPE', 'type', 'PURCHASE', true],
  ['WRONG_TYPE', 'type', 'REFUND', false],
  ['WRONG_CARD_REF', 'panMasked', '622200******4321', true],
  ['WRONG_CARD_REF', 'panMasked', '622200******1234', false],
])(
  'that it is of another type or card is shown by the host only where it says just that: %s %s %s',
  async (kind, field, value, agrees) => {
    const answer = await maker.ask(
      'query($i:CorrectionPreviewInput!){correctionPreview(input:$i){witnesses{source agrees} evidenceMissing{sources}}}',
      { i: { kind, transactionId, patch: [{ field, value }] } },
    )
    expect(answer.at('correctionPreview')).toEqual({
      witnesses: [{ source: 'HOST', agrees }],
      evidenceMissing: agrees ? [] : [{ sources: ['HOST'] }],
    })
  },
)

test('a preview shows what stands in a member that only the row of a transaction knows', async () => {
  const answer = await maker.ask(
    'query($i:CorrectionPreviewInput!){correctionPreview(input:$i){diff{fields{field before after}}}}',
    { i: { kind: 'WRONG_CARD_REF', transactionId, patch: [{ field: 'panMasked', value: '622200******4321' }] } },
  )
  expect(answer.at('correctionPreview.diff.fields')).toEqual([
    { field: 'panMasked', before: '622200******1234', after: '622200******4321' },
  ])
})

test('a piece of evidence says what is there, whether a person named it or a rule, and nothing of elsewhere', async () => {
  const { tid, id } = house.fleet.terminals.xuhui[0] ?? { tid: '', id: '' }
  const told = await maker.ask('query($id:ID!){transaction(id:$id){hostRecords{position}}}', { id: transactionId })
  const position = Number(told.at('transaction.hostRecords.0.position'))
  const patch = [{ field: 'type', value: 'REFUND' }]
  const { shown } = await order(maker, 'correctionDraft', {
    ...{ kind: 'WRONG_TYPE', transactionId, patch, reason: 'it was given back' },
  })
  const place = `${tid}:000726:000001:FIN`
  const evidence = [
    ['HOST', `host:${position}`],
    ['HOST', `host:${house.fleet.nodes.cup.id}:${position}`],
    ['TERMINAL', 'record:1:1'],
    ['TERMINAL', place],
    ['FILE', `file:${place}`],
    ['HOST', `host:${place}`],
    ['TERMINAL', `9${place.slice(1)}`],
    ['HOST', 'host:1'],
  ].map(([source, name]) => ({ id: name, source, agrees: true, recordKey: null }))
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(
      `update correction set facts = jsonb_set(facts, '{evidence}', $2::jsonb) where id = $1 and terminal_id = $3`,
      [shown.id, JSON.stringify(evidence), id],
    ),
  )
  const answer = await maker.ask(
    'query($id:ID!){correction(id:$id){evidence{record{seq content} hostRecord{amount{amount}} fileLine{line}}}}',
    { id: shown.id },
  )
  const said = answer.at('correction.evidence') as {
    record: { seq: string; content: { amount: string } } | null
    hostRecord: { amount: { amount: string } } | null
    fileLine: object | null
  }[]
  const ofHost = { amount: { amount: '700' } }
  const ofJournal = { seq: '1', content: expect.objectContaining({ amount: '700' }) }
  const nothing = { record: null, hostRecord: null, fileLine: null }
  expect(said).toEqual([
    { ...nothing, hostRecord: ofHost },
    { ...nothing, hostRecord: ofHost },
    { ...nothing, record: ofJournal },
    { ...nothing, record: ofJournal },
    ...Array.from({ length: 4 }, () => nothing),
  ])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { agree, handIn, makeDocument, makeHostWord, transactionIds } from '../testing/corrections.ts'
import { makeColleague } from '../testing/hermit.ts'
import { bringRecords, makeTariff, sale } from '../testing/money.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let admin: Client
let maker: Client
let number = 0
let keys = 0
const key = () => ({ idempotencyKey: `limits-${++keys}` })
const shop = () => house.fleet.terminals.xuhui[0] as (typeof house.fleet.terminals.xuhui)[0] & object

beforeAll(async () => {
  house = await startTestHouse()
  await makeTariff(house, house.fleet.nodes.haidilao)
  await makeDocument(house, shop().id)
  await makeColleague(house.owner, 'ops@cup.test', 'maker@cup.test', 'CORRECTION_MAKER')
  await makeColleague(house.owner, 'head@north.test', 'checker@north.test', 'CORRECTION_CHECKER')
  await makeColleague(house.owner, 'ops@cup.test', 'checker@cup.test', 'CORRECTION_CHECKER')
  ;[admin, maker] = [await house.as('admin@cup.test'), await house.as('maker@cup.test')]
})
afterAll(() => house.close())

const LIMITS = {
  ...{ currency: 'CNY', tierOneMinor: '100', tierTwoMinor: '500000', dayMinor: '2000000' },
  ...{ dayCount: 50, automaticMinor: '100' },
}
async function ask(changed: object = {}, client = admin, expectedVersion = 0) {
  const answer = await client.ask(
    'mutation($i:CorrectionLimitsChangeInput!){correctionLimitsChange(input:$i){changeRequest{id hash kind exponent before after state} userErrors{code path}}}',
    { i: { limits: { ...LIMITS, ...changed }, expectedVersion, reason: 'the board said so', ...key() } },
  )
  expect(answer.errors).toEqual([])
  return answer.at('correctionLimitsChange') as {
    changeRequest: { id: string; hash: string } | null
    userErrors: { code: string; path: string[] }[]
  }
}
async function decide(client: Client, change: { id: string; hash: string } | null) {
  const answer = await client.ask(
    'mutation($i:ChangeDecideInput!){changeDecide(input:$i){changeRequest{state} userErrors{code}}}',
    { i: { changeId: change?.id, hash: change?.hash, approve: true, ...key() } },
  )
  return answer.at('changeDecide')
}
const shown = async (client = admin) =>
  (
    await client.ask(
      '{correctionLimits{currency tierOne{amount exponent} tierTwo{amount} day{amount} dayCount automatic{amount} agreed version asked{state}}}',
    )
  ).at('correctionLimits')

/** A sale of so much, of which the host says one yuan less. */
async function wrongBy(minor: bigint) {
  const stan = String(++number).padStart(6, '0')
  await bringRecords(house, shop(), [sale(number, '50000')], number)
  await makeHostWord(house, shop().tid, { batch: '000726', stan, amount: 50_000n - minor })
  const transactionId = (await transactionIds(house, shop().id)).get(stan)
  const patch = [{ field: 'amount', value: String(50_000n - minor) }]
  return { kind: 'WRONG_AMOUNT', transactionId, patch }
}
const tierOf = async (input: object) =>
  (
    await maker.ask('query($i:CorrectionPreviewInput!){correctionPreview(input:$i){tier checkersNeeded}}', { i: input })
  ).at('correctionPreview')

test('defaults hold until two people of the acquirer agree on others; then every step goes by those', async () => {
  expect(await shown()).toEqual([
    {
      ...{ currency: 'CNY', tierOne: { amount: '50000', exponent: 2 }, tierTwo: { amount: '500000' } },
      ...{ day: { amount: '2000000' }, dayCount: 50, automatic: { amount: '50000' } },
      ...{ agreed: false, version: 0, asked: null },
    },
  ])
  const input = await wrongBy(200n)
  expect(await tierOf(input)).toEqual({ tier: 1, checkersNeeded: 1 })
  const waiting = await handIn(maker, input)
  expect(waiting.codes).toEqual([])
  const { changeRequest, userErrors } = await ask()
  expect(userErrors).toEqual([])
  expect(changeRequest).toMatchObject({
    ...{ kind: 'CORRECTION_LIMITS', exponent: 2, before: { tierOneMinor: '50000' }, after: LIMITS, state: 'PENDING' },
  })
  expect(await decide(admin, changeRequest)).toMatchObject({ userErrors: [{ code: 'OWN_REQUEST' }] })
  expect(await shown()).toMatchObject([{ agreed: false, asked: { state: 'PENDING' } }])
  expect(await decide(await house.as('second-admin@cup.test'), changeRequest)).toEqual({
    ...{ changeRequest: { state: 'APPROVED' }, userErrors: [] },
  })
  expect(await shown()).toMatchObject([{ tierOne: { amount: '100' }, agreed: true, version: 1, asked: null }])
  expect(await tierOf(await wrongBy(200n))).toEqual({ tier: 2, checkersNeeded: 1 })
  // what waits since before is held to them as well
  expect((await agree(await house.as('checker@cup.test'), waiting.shown)).codes).toEqual(['OTHER_ORGANISATION_NEEDED'])
  const events = await admin.ask('{events(first:1,filter:{types:["CorrectionLimitsChanged"]}){nodes{text data}}}')
  expect(events.at('events.nodes.0')).toMatchObject({
    text: expect.stringContaining('the board said so'),
    data: { before: { tierOneMinor: '50000' }, after: { tierOneMinor: '100' }, changeId: changeRequest?.id },
  })
})

test.each([
  ['JPY', 0, '500'],
  ['KWD', 3, '500000'],
])('a currency of which nothing was said, %s, with its own %i digits', async (currency, exponent, tierOneMinor) => {
  const limits = { currency, tierOneMinor, tierTwoMinor: '5000000', automaticMinor: '0' }
  const { changeRequest } = await ask(limits)
  expect(changeRequest).toMatchObject({ exponent, before: null })
  await decide(await house.as('second-admin@cup.test'), changeRequest)
  expect(await shown()).toContainEqual(
    expect.objectContaining({ currency, tierOne: { amount: tierOneMinor, exponent }, version: 1 }),
  )
})

test.each([
  ['BAD_LIMITS', { tierTwoMinor: '99' }, ['input', 'limits', 'tierTwoMinor']],
  ['BAD_LIMITS', { automaticMinor: '101' }, ['input', 'limits', 'automaticMinor']],
  ['BAD_LIMITS', { currency: 'QQQ' }, ['input', 'limits', 'currency']],
  ['BAD_LIMITS', { dayCount: 1_001 }, ['input', 'limits', 'dayCount']],
  ['NO_CHANGE', {}, ['input', 'limits']],
])('%s: %j', async (code, changed, path) => {
  expect((await ask(changed, admin, 1)).userErrors).toEqual([{ code, path }])
})

test('who saw another version is told so, and whoever may not is refused', async () => {
  expect((await ask({ dayCount: 20 })).userErrors).toEqual([
    { code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] },
  ])
  expect((await ask({ dayCount: 20 }, await house.as('checker@cup.test'), 1)).userErrors).toMatchObject([
    { code: 'NOT_PERMITTED' },
  ])
  // an agent's administrator has no acquirer of their own
  const head = await house.as('head@north.test')
  expect((await ask({ dayCount: 20 }, head, 1)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
  expect(await shown(head)).toEqual([])
})

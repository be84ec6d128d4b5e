import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { makePayable, makePayout, makeShort } from '../testing/files.ts'
import { PASSWORD } from '../testing/fleet.ts'
import { confirmWith } from '../testing/people.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

const EMAIL = 'admin@cup.test'
/** Longer than a code lasts. */
const STEP_MS = 60_000

let house: TestHouse
let secret: string
let turn = 0
const key = () => ({ idempotencyKey: `money-${++turn}` })
beforeAll(async () => {
  house = await startTestHouse()
  // logs in by it
  await house.people.passkey(EMAIL)
  secret = await house.people.totp(EMAIL, house.keys.sealPeople)
})
afterAll(() => house.close())

type Asked = 'payoutRequest' | 'payoutReturnRequest' | 'writeOffRequest'
type Act = Asked | 'changeDecide' | 'breakGlassUse'
type Pair = readonly [object, object]

/** Two wishes of a kind: the same but for what they move. */
const WISHES: Readonly<Record<Asked, () => Promise<Pair>>> = {
  payoutRequest: async () => {
    const { currency, ...payable } = await makePayable(house, ++turn)
    const wish = { ...payable, reference: 'bank 1', reason: 'x' }
    return [
      { ...wish, amount: { amount: '7', currency } },
      { ...wish, amount: { amount: '8', currency } },
    ]
  },
  payoutReturnRequest: async () => {
    const wish = { reference: 'bank 2', reason: 'x' }
    return [
      { ...wish, payoutId: await makePayout(house, ++turn) },
      { ...wish, payoutId: await makePayout(house, ++turn) },
    ]
  },
  writeOffRequest: async () => [
    { number: await makeShort(house, ++turn), reason: 'x' },
    { number: await makeShort(house, ++turn), reason: 'x' },
  ],
}

/** Both were asked for by somebody, with everything confirmed. */
async function changes(by: string, asked: Asked): Promise<readonly { id: unknown; hash: unknown }[]> {
  const client = await house.as(by)
  const [one, other] = await WISHES[asked]()
  const request = async (wish: object) => {
    const answer = await client.ask(
      `mutation($i:${typeOf(asked)}!){${asked}(input:$i){changeRequest{id hash} userErrors{code}}}`,
      { i: { ...wish, ...key() } },
    )
    return answer.at(`${asked}.changeRequest`) as { id: unknown; hash: unknown }
  }
  return [await request(one), await request(other)]
}

async function decided(asked: Asked): Promise<Pair> {
  const [one, other] = await changes('second-admin@cup.test', asked)
  const yes = (change: typeof one) => ({ changeId: change?.id, hash: change?.hash, approve: true })
  return [yes(one), yes(other)]
}

async function alone(asked: Asked): Promise<Pair> {
  const [one, other] = await changes(EMAIL, asked)
  const use = (change: typeof one) => ({ subjectId: change?.id, hash: change?.hash, reason: 'x' })
  return [use(one), use(other)]
}

const typeOf = (act: Act) => `${act[0]?.toUpperCase()}${act.slice(1)}Input`
async function codesOf(client: Client, act: Act, input: object): Promise<string[]> {
  const answer = await client.ask(`mutation($i:${typeOf(act)}!){${act}(input:$i){userErrors{code}}}`, {
    i: { ...input, ...key() },
  })
  return (answer.at(`${act}.userErrors`) as { code: string }[]).map(({ code }) => code)
}
const told = async (client: Client, act: Act, input: object) => {
  const answer = await client.ask(
    'mutation($i:StepUpStartInput!){stepUpStart(input:$i){challenge{tier methods sample}}}',
    { i: { [act]: { ...input, ...key() } } },
  )
  return answer.at('stepUpStart.challenge')
}

/** What is moved, as the one who signs for it reads it. */
const SHOWN: Readonly<Record<Asked, string>> = {
  payoutRequest: 'CNY 0.07',
  payoutReturnRequest: 'CNY 0.01',
  writeOffRequest: 'CNY 0.01',
}
const ASKED = Object.keys(WISHES) as Asked[]
const ACTS: readonly (readonly [string, Act, Asked, () => Promise<Pair>])[] = ASKED.flatMap((asked) => [
  [asked, asked, asked, WISHES[asked]] as const,
  [`changeDecide of a ${asked}`, 'changeDecide', asked, () => decided(asked)] as const,
  [`breakGlassUse of a ${asked}`, 'breakGlassUse', asked, () => alone(asked)] as const,
])

test.each(ACTS)('%s is signed for by a passkey, over exactly what it moves', async (_what, act, asked, pair) => {
  const [right, other] = await pair()
  const client = await house.as(EMAIL)
  client.confirm = undefined
  // a code of this step may have been taken
  house.clock.advance(STEP_MS)
  expect(await codesOf(client, act, right)).toEqual(['STEP_UP_REQUIRED'])
  expect(await told(client, act, right)).toMatchObject({
    ...{ tier: 'R2', methods: ['PASSKEY'], sample: expect.arrayContaining([SHOWN[asked]]) },
  })
  const code = { totp: house.people.code(secret) }
  expect(await codesOf(client, act, { ...right, stepUp: code })).toEqual(['STEP_UP_REQUIRED'])
  const stepUp = await confirmWith(client, await house.people.passkey(EMAIL), act, { ...right, ...key() })
  expect(await codesOf(client, act, { ...other, stepUp })).toEqual(['STEP_UP_OTHER'])
  expect(await codesOf(client, act, { ...right, stepUp })).toEqual([])
})

test.each(ASKED)('a no to a %s needs no proof', async (asked) => {
  const client = await house.as(EMAIL)
  client.confirm = undefined
  const [yes] = await decided(asked)
  const no = { ...yes, approve: false, note: 'no' }
  expect(await told(client, 'changeDecide', no)).toMatchObject({ tier: 'R0', methods: [] })
  expect(await codesOf(client, 'changeDecide', no)).toEqual([])
})

test('whoever has an authenticator only is told to set a passkey up, and goes on when it is there', async () => {
  const client = house.stranger()
  const ops = await house.people.totp('ops@cup.test', house.keys.sealPeople)
  await client.login('ops@cup.test', PASSWORD, { factor: { totp: house.people.code(ops) } })
  const [wish] = await WISHES.payoutRequest()
  expect(await codesOf(client, 'payoutRequest', wish)).toEqual(['STEP_UP_NO_FACTOR'])
  const stepUp = await confirmWith(client, await house.people.passkey('ops@cup.test'), 'payoutRequest', {
    ...{ ...wish, ...key() },
  })
  expect(await codesOf(client, 'payoutRequest', wish)).toEqual(['STEP_UP_REQUIRED'])
  expect(await codesOf(client, 'payoutRequest', { ...wish, stepUp })).toEqual([])
})

import { DAY } from '@budeng/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import { confirmWith } from '../testing/people.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let keys = 0
const key = () => `l${++keys}`
const EMAIL = 'admin@cup.test'
let secret: string
beforeAll(async () => {
  house = await startTestHouse()
  // logs in by it
  await house.people.passkey(EMAIL)
  secret = await house.people.totp(EMAIL, house.keys.sealPeople)
})
afterAll(() => house.close())

/** Asks what is confirmed, and does not confirm it by itself. */
async function bare(email: string): Promise<Client> {
  const client = await house.as(email)
  client.confirm = undefined
  return client
}

async function pendingChange(by: string): Promise<{ id: unknown; hash: unknown }> {
  const answer = await (await house.as(by)).ask(
    'mutation($i:PolicyChangeInput!){policyChange(input:$i){changeRequest{id hash}}}',
    {
      i: {
        organisationId: house.fleet.nodes.south.id,
        policy: { bulkRaise: { terminals: 2 + keys } },
        reason: 'x',
        idempotencyKey: key(),
      },
    },
  )
  return answer.at('policyChange.changeRequest') as { id: unknown; hash: unknown }
}

const later = () => new Date(house.clock.now() + DAY).toISOString()
const ACTS: Readonly<Record<string, { type: string; input: () => Promise<object> }>> = {
  grantGive: {
    type: 'GrantGiveInput',
    input: async () => ({
      organisationId: house.fleet.nodes.farNorth.id,
      terms: {
        types: ['LOCK'],
        tierMax: 'R2',
        budgetHour: 1,
        budgetDay: 1,
        terminalsMax: 1,
        expiresAt: later(),
      },
      reason: 'x',
    }),
  },
  deputySet: {
    type: 'DeputySetInput',
    input: async () => ({
      deputyId: await house.people.idOf('second-admin@cup.test'),
      role: 'VIEWER',
      until: later(),
      reason: 'x',
    }),
  },
  changeDecide: {
    type: 'ChangeDecideInput',
    input: async () => {
      const { id, hash } = await pendingChange('second-admin@cup.test')
      return { changeId: id, hash, approve: true }
    },
  },
  breakGlassUse: {
    type: 'BreakGlassUseInput',
    input: async () => {
      const { id, hash } = await pendingChange(EMAIL)
      return { subjectId: id, hash, reason: 'x' }
    },
  },
  policyChange: {
    type: 'PolicyChangeInput',
    input: () => Promise.resolve(aPolicy(house.fleet.nodes.south.id)),
  },
  breakGlassReview: {
    type: 'BreakGlassReviewInput',
    input: async () => ({ breakGlassId: await brokenGlass(), confirm: true }),
  },
  serviceAccountCreate: {
    type: 'ServiceAccountCreateInput',
    input: () => Promise.resolve(anAccount(house.fleet.nodes.cup.id)),
  },
  apiKeyCreate: { type: 'ApiKeyCreateInput', input: async () => aKeyOf(await madeAccount()) },
  apiKeyRotate: {
    type: 'ApiKeyRotateInput',
    input: async () => ({ apiKeyId: await madeKey(), expiresAt: later() }),
  },
}

const aPolicy = (organisationId: string) => ({
  organisationId,
  policy: { bulkRaise: { terminals: 2 + keys } },
  reason: 'x',
})
const anAccount = (organisationId: string) => ({ organisationId, name: 'ERP', role: 'AUDITOR' })
const aKeyOf = (serviceAccountId: unknown) => ({
  serviceAccountId,
  name: 'nightly',
  scopes: ['terminal:read'],
  expiresAt: later(),
})

/** By somebody else, with everything confirmed. */
async function made(mutation: string, input: object, member: string): Promise<unknown> {
  const other = await house.as('second-admin@cup.test')
  const answer = await other.ask(`mutation($i:${ACTS[mutation]?.type}!){${mutation}(input:$i){made:${member}{id}}}`, {
    i: { ...input, idempotencyKey: key() },
  })
  return answer.at(`${mutation}.made.id`)
}
const madeAccount = () => made('serviceAccountCreate', anAccount(house.fleet.nodes.cup.id), 'serviceAccount')
const madeKey = async () => await made('apiKeyCreate', aKeyOf(await madeAccount()), 'apiKey')
async function brokenGlass(): Promise<unknown> {
  const { id, hash } = await pendingChange('second-admin@cup.test')
  return await made('breakGlassUse', { subjectId: id, hash, reason: 'x' }, 'breakGlass')
}

async function send(client: Client, mutation: string, input: object): Promise<Answer> {
  return await client.ask(`mutation($i:${ACTS[mutation]?.type}!){${mutation}(input:$i){userErrors{code}}}`, {
    i: input,
  })
}
const codes = (answer: Answer, mutation: string) =>
  (answer.at(`${mutation}.userErrors`) as { code: string }[]).map(({ code }) => code)

test.each(Object.keys(ACTS))('%s asks for a proof of its own: a code is good for one of them', async (mutation) => {
  const client = await bare(EMAIL)
  // a code of this step was taken by the act before
  house.clock.advance(60_000)
  const input = { ...(await ACTS[mutation]?.input()), idempotencyKey: key() }
  expect(codes(await send(client, mutation, input), mutation)).toEqual(['STEP_UP_REQUIRED'])
  const started = await client.ask(
    'mutation($i:StepUpStartInput!){stepUpStart(input:$i){challenge{mutation tier methods}}}',
    { i: { [mutation]: input } },
  )
  expect(started.at('stepUpStart.challenge')).toEqual({ mutation, tier: 'R2', methods: ['TOTP', 'PASSKEY'] })
  const proven = { ...input, stepUp: { totp: house.people.code(secret) } }
  expect(codes(await send(client, mutation, proven), mutation)).toEqual([])
  const again = { ...(await ACTS[mutation]?.input()), stepUp: proven.stepUp, idempotencyKey: key() }
  expect(codes(await send(client, mutation, again), mutation)).not.toEqual([])
})

/** Two of a kind: what was confirmed for the first. */
const PAIRS: Readonly<Record<string, () => Promise<readonly [object, object]>>> = {
  policyChange: async () => [aPolicy(house.fleet.nodes.south.id), aPolicy(house.fleet.nodes.north.id)],
  breakGlassReview: async () => [
    { breakGlassId: await brokenGlass(), confirm: true },
    { breakGlassId: await brokenGlass(), confirm: true },
  ],
  serviceAccountCreate: async () => [anAccount(house.fleet.nodes.south.id), anAccount(house.fleet.nodes.cup.id)],
  apiKeyCreate: async () => [aKeyOf(await madeAccount()), aKeyOf(await madeAccount())],
  apiKeyRotate: async () => [
    { apiKeyId: await madeKey(), expiresAt: later() },
    { apiKeyId: await madeKey(), expiresAt: later() },
  ],
}

test.each(Object.keys(PAIRS))('%s of one target is not confirmed by what was signed for another', async (mutation) => {
  const client = await bare(EMAIL)
  const [first = {}, other = {}] = (await PAIRS[mutation]?.()) ?? []
  const stepUp = await confirmWith(client, await house.people.passkey(EMAIL), mutation, {
    ...first,
    idempotencyKey: key(),
  })
  const swapped = { ...other, stepUp, idempotencyKey: key() }
  expect(codes(await send(client, mutation, swapped), mutation)).toEqual(['STEP_UP_OTHER'])
  const right = { ...first, stepUp, idempotencyKey: key() }
  expect(codes(await send(client, mutation, right), mutation)).toEqual([])
  expect(codes(await send(client, mutation, { ...right, idempotencyKey: key() }), mutation)).not.toEqual([])
})

test('a no needs no proof', async () => {
  const client = await bare(EMAIL)
  const { id, hash } = await pendingChange('second-admin@cup.test')
  const input = { changeId: id, hash, approve: false, note: 'no', idempotencyKey: key() }
  expect(codes(await send(client, 'changeDecide', input), 'changeDecide')).toEqual([])
})

import { DAY } from '@budeng/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
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

test('a no needs no proof', async () => {
  const client = await bare(EMAIL)
  const { id, hash } = await pendingChange('second-admin@cup.test')
  const input = { changeId: id, hash, approve: false, note: 'no', idempotencyKey: key() }
  expect(codes(await send(client, 'changeDecide', input), 'changeDecide')).toEqual([])
})

import { FACTOR_AGE_MIN_MS } from '@budeng/access'
import { DAY, HOUR } from '@budeng/kernel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import { makeColleague } from '../testing/hermit.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

/** Who is no second person, for each of the three things that wait for one. */
interface Waiting {
  readonly id: unknown
  readonly hash: unknown
}

let house: TestHouse
let maker: Client
let keys = 0
const key = () => `s${++keys}`
const waiting = new Map<string, Waiting>()

beforeAll(async () => {
  house = await startTestHouse()
  maker = await house.as('admin@cup.test')
  waiting.set('change', await aChange())
  waiting.set('bulk', await aBulk())
  waiting.set('command', await aCommand())
})
afterAll(() => house.close())

async function aChange(): Promise<Waiting> {
  const answer = await maker.ask('mutation($i:PolicyChangeInput!){policyChange(input:$i){changeRequest{id hash}}}', {
    i: {
      organisationId: house.fleet.nodes.north.id,
      policy: { bulkRaise: { terminals: 5 } },
      reason: 'x',
      idempotencyKey: key(),
    },
  })
  return answer.at('policyChange.changeRequest') as Waiting
}

async function aBulk(): Promise<Waiting> {
  const selection = await maker.ask('mutation($i:SelectionCreateInput!){selectionCreate(input:$i){selection{id}}}', {
    i: { terminalIds: house.fleet.terminals.teahouse.map(({ id }) => id) },
  })
  const selectionId = selection.at('selectionCreate.selection.id')
  const answer = await maker.ask(
    'mutation($i:BulkRequestInput!){bulkRequest(input:$i){bulkAction{id hash} userErrors{code}}}',
    { i: { selectionId, expectedCount: 4, command: { lock: {} }, reason: 'x', idempotencyKey: key() } },
  )
  return answer.at('bulkRequest.bulkAction') as Waiting
}

/** By a program, whose key the maker made. */
async function aCommand(): Promise<Waiting> {
  const account = await maker.ask(
    'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id}}}',
    { i: { organisationId: house.fleet.nodes.cup.id, name: 'ERP', role: 'OPERATIONS', idempotencyKey: key() } },
  )
  const made = await maker.ask('mutation($i:ApiKeyCreateInput!){apiKeyCreate(input:$i){secret}}', {
    i: {
      serviceAccountId: account.at('serviceAccountCreate.serviceAccount.id'),
      name: 'x',
      scopes: ['terminal:read', 'command:read', 'command:LOCK'],
      expiresAt: new Date(house.clock.now() + 30 * DAY).toISOString(),
      idempotencyKey: key(),
    },
  })
  const asked = await house.stranger().ask(
    'mutation($i:CommandRequestInput!){commandRequest(input:$i){command{id}}}',
    {
      i: {
        terminalId: house.fleet.terminals.xuhui[0]?.id,
        command: { lock: {} },
        reason: 'x',
        idempotencyKey: key(),
      },
    },
    { authorization: `Bearer ${String(made.at('apiKeyCreate.secret'))}` },
  )
  const id = asked.at('commandRequest.command.id')
  const card = await maker.ask('query($id:ID!){approval(id:$id){hash}}', { id })
  return { id, hash: card.at('approval.hash') }
}

const DECISIONS = {
  change: ['changeDecide', 'ChangeDecideInput', 'changeId'],
  bulk: ['bulkDecide', 'BulkDecideInput', 'bulkId'],
  command: ['commandDecide', 'CommandDecideInput', 'commandId'],
} as const
type Kind = keyof typeof DECISIONS
const KINDS = Object.keys(DECISIONS) as Kind[]

async function approve(client: Client, kind: Kind): Promise<Answer> {
  const [mutation, input, member] = DECISIONS[kind]
  const { id, hash } = waiting.get(kind) ?? {}
  return await client.ask(`mutation($i:${input}!){${mutation}(input:$i){userErrors{code}}}`, {
    i: { [member]: id, hash, approve: true, idempotencyKey: key() },
  })
}
const codes = (answer: Answer, kind: Kind) =>
  (answer.at(`${DECISIONS[kind][0]}.userErrors`) as { code: string }[]).map(({ code }) => code)
/** What the card says to whoever looks at it. */
const shown = async (client: Client, kind: Kind) => {
  const answer = await client.ask('query($id:ID!){approval(id:$id){right{allowed reasons{code}}}}', {
    id: waiting.get(kind)?.id,
  })
  return answer.at('approval.right.reasons.0.code')
}

/** An administrator of the acquirer with a factor, role and factor as old as said. */
async function administrator(email: string, { roleAge = 2 * DAY, factorAge = 2 * DAY } = {}): Promise<Client> {
  await makeColleague(house.owner, 'second-admin@cup.test', email, 'ADMIN', house.clock.now() - roleAge)
  await house.people.passkey(email, factorAge)
  return await house.as(email)
}

describe.each(KINDS)('a %s that waits', (kind) => {
  test('is not released by the one who asked', async () => {
    expect(codes(await approve(maker, kind), kind)).toEqual(['OWN_REQUEST'])
  })

  test('nor by another account of the same human, at whichever time both were joined', async () => {
    const email = `twin-of-${kind}@cup.test`
    const twin = await administrator(email)
    // until then it was somebody else's
    expect(await shown(twin, kind)).toBeUndefined()
    const other = await house.as('second-admin@cup.test')
    const linked = await other.ask('mutation($i:PersonLinkInput!){personLink(input:$i){userErrors{code}}}', {
      i: { personId: await house.people.idOf(email), otherPersonId: await house.people.idOf('admin@cup.test') },
    })
    expect(linked.at('personLink.userErrors')).toEqual([])
    const again = await house.as(email)
    await expect.poll(() => shown(again, kind), { timeout: 60_000 }).toBe('OWN_REQUEST')
    expect(codes(await approve(again, kind), kind)).toEqual(['OWN_REQUEST'])
  })

  test.each([
    ['role', { roleAge: 23 * HOUR }, 'ROLE_TOO_YOUNG'],
    ['factor', { factorAge: 23 * HOUR }, 'FACTOR_TOO_YOUNG'],
  ])('nor by somebody whose %s is younger than a day', async (what, ages, code) => {
    expect(FACTOR_AGE_MIN_MS).toBe(DAY)
    const young = await administrator(`young-${what}-${kind}@cup.test`, ages)
    expect(await shown(young, kind)).toBe(code)
    expect(codes(await approve(young, kind), kind)).toEqual([code])
  })

  test('but by somebody else', async () => {
    const other = await house.as('second-admin@cup.test')
    expect(await shown(other, kind)).toBeUndefined()
    expect(codes(await approve(other, kind), kind)).toEqual([])
  })
})

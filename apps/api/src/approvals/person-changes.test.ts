import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer, Client } from '../testing/client.ts'
import { PASSWORD } from '../testing/fleet.ts'
import { makeColleague } from '../testing/hermit.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let admin: Client
let second: Client
let keys = 0
beforeAll(async () => {
  house = await startTestHouse()
  admin = await house.as('admin@cup.test')
  second = await house.as('second-admin@cup.test')
})
afterAll(() => house.close())

const key = () => `p${++keys}`
const CHANGE = 'changeRequest{id hash kind state before after person{email}} userErrors{code path}'
async function personOf(email: string): Promise<{ id: string; version: number; role: string; factors: object }> {
  const found = await second.ask(
    'query($q:String){people(q:$q){nodes{id version role factors{totp passkeys recoveryCodesLeft}}}}',
    { q: email },
  )
  return found.at('people.nodes.0') as never
}
async function roleFor(email: string, role: string, client = admin, wish: object = {}): Promise<Answer> {
  const { id: personId, version: expectedVersion } = await personOf(email)
  return await client.ask(`mutation($i:PersonRoleChangeInput!){personRoleChange(input:$i){${CHANGE}}}`, {
    i: { personId, role, expectedVersion, reason: 'new duties', idempotencyKey: key(), ...wish },
  })
}
async function resetFor(email: string, client = admin): Promise<Answer> {
  const { id: personId, version: expectedVersion } = await personOf(email)
  return await client.ask(`mutation($i:PersonFactorsResetInput!){personFactorsReset(input:$i){${CHANGE}}}`, {
    i: { personId, expectedVersion, reason: 'lost the telephone', idempotencyKey: key() },
  })
}
type Asked = { id: string; hash: string }
const decide = (client: Client, { id, hash }: Asked) =>
  client.ask('mutation($i:ChangeDecideInput!){changeDecide(input:$i){changeRequest{state} userErrors{code}}}', {
    i: { changeId: id, hash, approve: true, idempotencyKey: key() },
  })
const code = (answer: Answer, mutation: string) => answer.at(`${mutation}.userErrors.0.code`)
const isOut = async (client: Client): Promise<void> => {
  await expect
    .poll(async () => (await client.ask('{viewer{language}}')).data, { timeout: 60_000 })
    .toEqual({ viewer: null })
}

describe('a role', () => {
  test('changes when a second person agreed: the sessions end, and the new one counts from then', async () => {
    const auditor = await house.as('auditor@cup.test')
    auditor.unlock = undefined
    const asked = await roleFor('auditor@cup.test', 'ADMIN')
    expect(asked.at('personRoleChange.changeRequest')).toMatchObject({
      kind: 'PERSON_ROLE',
      state: 'PENDING',
      before: { role: 'AUDITOR' },
      after: { role: 'ADMIN' },
      person: { email: 'auditor@cup.test' },
    })
    const change = asked.at('personRoleChange.changeRequest') as Asked
    expect(await personOf('auditor@cup.test')).toMatchObject({ role: 'AUDITOR' })
    expect(code(await decide(admin, change), 'changeDecide')).toBe('OWN_REQUEST')
    expect((await decide(second, change)).at('changeDecide.changeRequest.state')).toBe('APPROVED')
    expect(await personOf('auditor@cup.test')).toMatchObject({ role: 'ADMIN' })
    await isOut(auditor)
    // an administrator now, of a minute
    const next = await roleFor('viewer@cup.test', 'AUDITOR')
    const young = await house.as('auditor@cup.test')
    expect(code(await decide(young, next.at('personRoleChange.changeRequest') as Asked), 'changeDecide')).toBe(
      'ROLE_TOO_YOUNG',
    )
  })

  test('is not agreed to by whoever gets it', async () => {
    await makeColleague(house.owner, 'second-admin@cup.test', 'third-admin@cup.test', 'ADMIN')
    const third = await house.as('third-admin@cup.test')
    const change = (await roleFor('third-admin@cup.test', 'OPERATIONS')).at('personRoleChange.changeRequest') as Asked
    const card = await third.ask('query($id:ID!){approval(id:$id){right{reasons{code}}}}', { id: change.id })
    expect(card.at('approval.right.reasons.0.code')).toBe('OWN_REQUEST')
    expect(code(await decide(third, change), 'changeDecide')).toBe('OWN_REQUEST')
  })

  test('of somebody who changed meanwhile is out of date', async () => {
    const [first, late] = [await roleFor('ops@cup.test', 'VIEWER'), await roleFor('ops@cup.test', 'AUDITOR')]
    await decide(second, first.at('personRoleChange.changeRequest') as Asked)
    expect(code(await decide(second, late.at('personRoleChange.changeRequest') as Asked), 'changeDecide')).toBe(
      'CHANGE_STALE',
    )
  })

  test('of somebody who only took another name meanwhile is made', async () => {
    const asked = (await roleFor('second@cup.test', 'VIEWER')).at('personRoleChange.changeRequest') as Asked
    const renamed = await (await house.as('second@cup.test')).ask(
      'mutation($i:ProfileUpdateInput!){profileUpdate(input:$i){person{name} userErrors{code}}}',
      { i: { name: 'Another Name', language: 'EN', timeZone: 'Asia/Shanghai' } },
    )
    expect(renamed.at('profileUpdate')).toEqual({ person: { name: 'Another Name' }, userErrors: [] })
    expect((await decide(second, asked)).at('changeDecide.changeRequest.state')).toBe('APPROVED')
    const back = (await roleFor('second@cup.test', 'OPERATIONS')).at('personRoleChange.changeRequest') as Asked
    expect((await decide(second, back)).at('changeDecide.changeRequest.state')).toBe('APPROVED')
  })

  test.each([
    ['somebody without the right', 'NOT_PERMITTED', 'second@cup.test', 'VIEWER', {}],
    ['a role that does not belong there', 'ROLE_PLACE', 'admin@cup.test', 'AGENT', {}],
    ['the same role', 'NO_CHANGE', 'admin@cup.test', 'OPERATIONS', {}],
    ['an old version', 'VERSION_CHANGED', 'admin@cup.test', 'VIEWER', { expectedVersion: 77 }],
    ['no reason', 'REASON_MISSING', 'admin@cup.test', 'VIEWER', { reason: ' ' }],
    ['a stranger', 'NOT_FOUND', 'ops@else.test', 'VIEWER', {}],
  ] as const)('is refused for %s', async (_why, expected, by, role, wish) => {
    const answer = await roleFor('second@cup.test', role, await house.as(by), wish)
    expect(code(answer, 'personRoleChange')).toBe(expected)
  })
})

describe('second factors', () => {
  test('are reset when a second person agreed: none is left, all sessions end, the password alone opens', async () => {
    const li = await house.as('li@north.test')
    li.unlock = undefined
    const asked = await resetFor('li@north.test')
    expect(asked.at('personFactorsReset.changeRequest')).toMatchObject({
      kind: 'PERSON_FACTOR_RESET',
      before: { totp: false, passkeys: 1, recoveryCodes: 0 },
      after: { totp: false, passkeys: 0, recoveryCodes: 0 },
    })
    const change = asked.at('personFactorsReset.changeRequest') as Asked
    expect((await house.stranger().login('li@north.test', PASSWORD)).at('login.viewer')).toBeNull()
    expect((await decide(second, change)).at('changeDecide.changeRequest.state')).toBe('APPROVED')
    await isOut(li)
    expect(await personOf('li@north.test')).toMatchObject({ factors: { totp: false, passkeys: 0 } })
    expect((await house.stranger().login('li@north.test', PASSWORD)).at('login.viewer')).not.toBeNull()
    expect(code(await resetFor('li@north.test'), 'personFactorsReset')).toBe('NO_CHANGE')
  })

  test('that were not shown to the second person are not taken away', async () => {
    await house.as('chen@south.test')
    const asked = (await resetFor('chen@south.test')).at('personFactorsReset.changeRequest') as Asked
    await house.people.totp('chen@south.test', house.keys.sealPeople)
    expect(code(await decide(second, asked), 'changeDecide')).toBe('CHANGE_STALE')
    expect(await personOf('chen@south.test')).toMatchObject({ factors: { totp: true, passkeys: 1 } })
  })

  test("of an agent's colleague by its only administrator alone, on record and to be reviewed", async () => {
    await house.as('wu@north.test')
    const head = await house.as('head@north.test')
    const change = (await resetFor('wu@north.test', head)).at('personFactorsReset.changeRequest') as Asked
    const used = await head.ask(
      'mutation($i:BreakGlassUseInput!){breakGlassUse(input:$i){breakGlass{state} userErrors{code}}}',
      { i: { subjectId: change.id, hash: change.hash, reason: 'nobody else is there', idempotencyKey: key() } },
    )
    expect(used.at('breakGlassUse')).toEqual({ breakGlass: { state: 'TO_REVIEW' }, userErrors: [] })
    expect(await personOf('wu@north.test')).toMatchObject({ factors: { passkeys: 0 } })
  })
})

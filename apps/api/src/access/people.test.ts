import { IDLE_LOCK_MS, INVITATION_LIFE_MS } from '@budeng/access'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { PASSWORD } from '../testing/fleet.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let admin: Client
let keys = 0
beforeAll(async () => {
  house = await startTestHouse()
  admin = await house.as('admin@cup.test')
})
afterAll(() => house.close())

const INVITE =
  'mutation($i:PersonInviteInput!){personInvite(input:$i){invitation{id email}token userErrors{code path}}}'
const ACCEPT =
  'mutation($i:InvitationAcceptInput!){invitationAccept(input:$i){viewer{person{id email role}}userErrors{code path}}}'
const NEW_PASSWORD = 'eleven blue ladders 7'
const invite = (changed: object = {}, client = admin) =>
  client.ask(INVITE, {
    i: {
      email: 'new@cup.test',
      role: 'VIEWER',
      organisationId: house.fleet.nodes.cup.id,
      idempotencyKey: `i${keys++}`,
      ...changed,
    },
  })
const accept = (token: unknown, changed: object = {}, client = house.stranger()) =>
  client.ask(ACCEPT, {
    i: { token, name: 'New One', password: NEW_PASSWORD, language: 'EN', timeZone: 'Asia/Shanghai', ...changed },
  })

describe('an invitation', () => {
  test('makes one account, once, however many click at once', async () => {
    const token = (await invite()).at('personInvite.token')
    const answers = await Promise.all(Array.from({ length: 5 }, () => accept(token)))
    expect(answers.filter((answer) => answer.at('invitationAccept.viewer') !== null)).toHaveLength(1)
    expect((await accept(token)).at('invitationAccept.userErrors.0.code')).toBe('INVITATION_OVER')
    const login = await house.stranger().login('new@cup.test', NEW_PASSWORD)
    expect(login.at('login.viewer.person.email')).toBe('new@cup.test')
  })

  test('its secret stands in no row, and a repeat of the wish does not tell it again', async () => {
    const idempotencyKey = `i${keys++}`
    const first = await invite({ email: 'once@cup.test', idempotencyKey })
    const token = String(first.at('personInvite.token'))
    expect((await invite({ email: 'once@cup.test', idempotencyKey })).at('personInvite.token')).toBeNull()
    const rows = await house.owner.read({ path: null }, (db) =>
      db.query<{ row: string }>(
        'select invitation::text as row from invitation union all select idempotency::text from idempotency',
      ),
    )
    expect(rows.some(({ row }) => row.includes(token))).toBe(false)
  })

  test('ends after 72 hours and when it is withdrawn; an invented one is told the same', async () => {
    const [late, withdrawn] = [await invite({ email: 'late@cup.test' }), await invite({ email: 'gone@cup.test' })]
    await admin.ask('mutation($id:ID!){invitationRevoke(id:$id){userErrors{code}}}', {
      id: withdrawn.at('personInvite.invitation.id'),
    })
    const answers = [await accept(withdrawn.at('personInvite.token')), await accept('x'.repeat(43))]
    house.clock.advance(INVITATION_LIFE_MS)
    answers.push(await accept(late.at('personInvite.token')))
    expect(new Set(answers.map((answer) => answer.at('invitationAccept.userErrors.0.code')))).toEqual(
      new Set(['INVITATION_OVER']),
    )
    admin = await house.as('admin@cup.test')
  })

  test('of an address that has an account elsewhere tells nothing of it, and makes a second account', async () => {
    const elsewhere = await invite({ email: 'ops@else.test' })
    const fresh = await invite({ email: 'nobody@else.test' })
    const shape = (answer: typeof fresh) =>
      answer.text.replaceAll(/inv_\w+|"token":"[^"]+"|\w+@else\.test|"requestId":"[^"]+"/g, '')
    expect(shape(elsewhere)).toBe(shape(fresh))
    const accepted = await accept(elsewhere.at('personInvite.token'))
    expect(accepted.at('invitationAccept.userErrors')).toEqual([])
    // each password opens its own account
    const ours = await house.stranger().login('ops@else.test', NEW_PASSWORD)
    const theirs = await house.stranger().login('ops@else.test', PASSWORD)
    expect([ours.at('login.viewer') === null, theirs.at('login.viewer') === null]).toEqual([false, false])
  })

  test('accepted with the login of another account makes both one human’s', async () => {
    const token = (await invite({ email: 'li2@cup.test', role: 'AUDITOR' })).at('personInvite.token')
    const accepted = await accept(token, { existing: { email: 'li@north.test', password: PASSWORD } })
    expect(accepted.at('invitationAccept.userErrors')).toEqual([])
    const humans = await house.owner.read({ path: null }, (db) =>
      db.query<{ human: string }>(
        "select distinct human_id as human from person where email in ('li@north.test', 'li2@cup.test')",
      ),
    )
    expect(humans).toHaveLength(1)
    const wrong = await accept((await invite({ email: 'li3@cup.test' })).at('personInvite.token'), {
      existing: { email: 'li@north.test', password: 'wrong 1' },
    })
    expect(wrong.at('invitationAccept.userErrors.0.code')).toBe('LOGIN_FAILED')
  })

  test('whoever links one of two accounts of a human anew joins all of them, in sight or not, and separates none', async () => {
    const human = async (email: string, path: string) => {
      const [row] = await house.owner.read({ path: null }, (db) =>
        db.query<{ human: string }>('select human_id as human from person where email = $1 and path <@ $2::ltree', [
          email,
          path,
        ]),
      )
      return row?.human
    }
    const { cup, else: other } = house.fleet.nodes
    const own = (await invite({ email: 'twin@cup.test', role: 'ADMIN' })).at('personInvite.token')
    await accept(own, { existing: { email: 'ops@else.test', password: PASSWORD } })
    const pair = ['second@cup.test', 'viewer@cup.test', 'twin@cup.test']
    const [second, viewer, twin] = await Promise.all(pair.map((email) => house.people.idOf(email)))
    const link = (personId = '', otherPersonId = '') =>
      admin.ask('mutation($i:PersonLinkInput!){personLink(input:$i){userErrors{code}}}', {
        i: { personId, otherPersonId },
      })
    expect((await link(second, viewer)).at('personLink.userErrors')).toEqual([])
    // away from the other account, to somebody else's human
    expect((await link(viewer, twin)).at('personLink.userErrors')).toEqual([])
    expect((await link(viewer, twin)).at('personLink.userErrors')).toEqual([])
    const humans = [
      ...(await Promise.all(pair.map((email) => human(email, cup.path)))),
      await human('ops@else.test', other.path),
    ]
    expect(new Set(humans).size, String(humans)).toBe(1)
    // those in sight are told, and nobody outside
    const told = await admin.ask('query($q:String){people(first:1,q:$q){nodes{email otherAccounts{email}}}}', {
      q: 'viewer@cup.test',
    })
    expect(told.at('people.nodes.0.otherAccounts')).toEqual([{ email: 'second@cup.test' }, { email: 'twin@cup.test' }])
    const linked = await admin.ask('{events(first:2,filter:{types:["PersonLinked"]}){nodes{data}}}')
    expect(linked.at('events.nodes.0.data')).toEqual({ otherPersonId: twin })
  })

  test('an account that was forgotten is not used again', async () => {
    await accept((await invite({ email: 'left@cup.test' })).at('personInvite.token'))
    const personId = await house.people.idOf('left@cup.test')
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute('update person set disabled_at = now(), erased_at = now() where id = $1', [personId]),
    )
    const enabled = await admin.ask('mutation($i:PersonDisableInput!){personDisable(input:$i){userErrors{code}}}', {
      i: { personId, disabled: false, expectedVersion: 1 },
    })
    expect(enabled.at('personDisable.userErrors')).toEqual([{ code: 'PERSON_ERASED' }])
  })

  test.each([
    ['somebody without the right', () => house.as('ops@cup.test'), {}, 'NOT_PERMITTED'],
    ['a place outside', () => Promise.resolve(admin), { organisationId: 'ELSE' }, 'NOT_FOUND'],
    ['no address', () => Promise.resolve(admin), { email: 'nobody' }, 'EMAIL_MALFORMED'],
    ['a role that does not belong there', () => Promise.resolve(admin), { role: 'AGENT' }, 'ROLE_PLACE'],
    ['an account of this place', () => Promise.resolve(admin), { email: 'Ops@cup.test' }, 'PERSON_EXISTS'],
  ] as const)('is refused for %s', async (_why, by, changed, code) => {
    const given = 'organisationId' in changed ? { organisationId: house.fleet.nodes.else.id } : changed
    expect((await invite(given, await by())).at('personInvite.userErrors.0.code')).toBe(code)
  })
})

describe('sessions', () => {
  test('a person who is disabled is out at once, everywhere, and may come back', async () => {
    const viewer = await house.as('viewer@cup.test')
    viewer.unlock = undefined
    const people = await admin.ask('{people(q:"viewer@cup.test"){nodes{id version}}}')
    const personId = people.at('people.nodes.0.id')
    const disable = (disabled: boolean, expectedVersion: unknown) =>
      admin.ask(
        'mutation($i:PersonDisableInput!){personDisable(input:$i){person{version disabledAt}userErrors{code}}}',
        {
          i: { personId, disabled, expectedVersion },
        },
      )
    const off = await disable(true, people.at('people.nodes.0.version'))
    expect(off.at('personDisable.userErrors')).toEqual([])
    expect((await viewer.ask('mutation{sessionsRevokeOthers{userErrors{code}}}')).codes).toEqual(['UNAUTHENTICATED'])
    expect((await house.stranger().login('viewer@cup.test', PASSWORD)).at('login.userErrors.0.code')).toBe(
      'LOGIN_FAILED',
    )
    expect((await disable(false, 1)).at('personDisable.userErrors.0.code')).toBe('VERSION_CHANGED')
    expect((await disable(false, off.at('personDisable.person.version'))).at('personDisable.userErrors')).toEqual([])
  })

  test('a stolen session is worth nothing once the others are ended', async () => {
    const [owner, thief] = [await house.as('wu@north.test'), await house.as('wu@north.test')]
    expect((await thief.ask('{viewer{sessions{id}}}')).at('viewer.sessions')).toHaveLength(2)
    await owner.ask('mutation{sessionsRevokeOthers{userErrors{code}}}')
    expect((await thief.ask('mutation{sessionsRevokeOthers{userErrors{code}}}')).codes).toEqual(['UNAUTHENTICATED'])
    expect((await owner.ask('{viewer{sessions{current}}}')).at('viewer.sessions')).toEqual([{ current: true }])
  })

  test.each(['x'.repeat(43), 'ses_01m81v9d59fmts8a1kztkak84x', '', "' or 1=1 --"])(
    'a forged one is none: %s',
    async (secret) => {
      const answer = await house.stranger().ask('{terminals{nodes{id}}}', {}, { cookie: `budeng_session=${secret}` })
      expect(answer.codes).toEqual(['UNAUTHENTICATED'])
    },
  )

  test('is locked after 15 minutes of nothing; questions of the page itself do not count; a passkey opens it', async () => {
    const client = await house.as('auditor@cup.test')
    const { unlock } = client
    client.unlock = undefined
    for (let minute = 0; minute < 14; minute += 7) {
      house.clock.advance(7 * 60_000)
      await client.ask('{terminals{nodes{id}}}', {}, { 'budeng-background': '1' })
    }
    house.clock.advance(IDLE_LOCK_MS - 14 * 60_000)
    // a session is looked up again within a second
    await expect
      .poll(
        async () => {
          const refused = await client.ask('{terminals{nodes{id}}}', {}, { 'budeng-background': '1' })
          return [refused.status, refused.codes]
        },
        { timeout: 60_000 },
      )
      .toEqual([423, ['SESSION_LOCKED']])
    expect((await client.ask('{viewer{locked}}')).at('viewer.locked')).toBe(true)
    await unlock?.()
    expect((await client.ask('{terminals{nodes{id}}}')).codes).toEqual([])
  })

  test('a board reads its page and nothing else, until it is revoked', async () => {
    const ops = await house.as('second@cup.test')
    const made = await ops.ask(
      'mutation($i:BoardTokenCreateInput!){boardTokenCreate(input:$i){token userErrors{code}}}',
      {
        i: { page: 'commands', name: 'hall', life: 'P1D' },
      },
    )
    const authorization = `Bearer ${String(made.at('boardTokenCreate.token'))}`
    const ask = (query: string) => house.stranger().ask(query, {}, { authorization })
    expect((await ask('{commands{nodes{id}}}')).codes).toEqual([])
    for (const query of [
      '{people{nodes{id}}}',
      '{events{nodes{id}}}',
      'mutation{sessionsRevokeOthers{userErrors{code}}}',
    ])
      expect((await ask(query)).codes, query).toEqual(['FORBIDDEN'])
    house.clock.advance(60 * 60_000)
    expect((await ask('{commands{nodes{id}}}')).codes).toEqual([])
    await ops.ask('mutation{sessionsRevokeOthers{userErrors{code}}}')
    await expect
      .poll(async () => (await ask('{commands{nodes{id}}}')).codes, { timeout: 60_000 })
      .toEqual(['UNAUTHENTICATED'])
  })
})

test('a thousand logins in one document are refused before one of them runs', async () => {
  const many = Array.from(
    { length: 1_000 },
    (_, n) => `a${n}:login(input:{email:"ops@cup.test",password:"x${n}"}){viewer{language}}`,
  )
  const answer = await house.stranger().ask(`mutation{${many.join(' ')}}`)
  expect(answer.data ?? null).toBeNull()
  const rows = await house.owner.read({ path: null }, (db) =>
    db.query("select 1 from login_failure where email = 'ops@cup.test'"),
  )
  expect(rows).toEqual([])
})

test('a foreign page speaks for nobody: no simple request, no foreign origin', async () => {
  const { cookie } = await house.as('chen@south.test')
  const body = JSON.stringify({ query: 'mutation{sessionsRevokeOthers{userErrors{code}}}' })
  const simple = await fetch(`${house.url}/graphql`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'text/plain' },
    body,
  })
  const foreign = await fetch(`${house.url}/graphql`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', origin: 'https://evil.example' },
    body,
  })
  expect([simple.status >= 400, foreign.status]).toEqual([true, 403])
})

import { FRESH_LOGIN_MS, PROVIDER_LOGIN_LIFE_MS } from '@budeng/access'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from '../../testing/client.ts'
import { PASSWORD } from '../../testing/fleet.ts'
import { makeColleague } from '../../testing/hermit.ts'
import { loginFactor } from '../../testing/people.ts'
import { Browser, CHANGE, providerWish, startSsoHouse, type SsoHouse } from '../../testing/sso.ts'

let sso: SsoHouse
let cup: string
const MINUTE = 60_000

beforeAll(async () => {
  sso = await startSsoHouse()
  const { house, provider } = sso
  cup = house.fleet.nodes.cup.id
  await makeColleague(house.owner, 'ops@else.test', 'a@else.test', 'ADMIN')
  await makeColleague(house.owner, 'ops@else.test', 'b@else.test', 'ADMIN')
  for (const [who, email, email_verified] of [
    ['viewer', 'viewer@cup.test', true],
    ['auditor', 'auditor@cup.test', true],
    ['unverified', 'auditor@cup.test', false],
    ['ops', 'ops@cup.test', true],
    ['stranger', 'nobody@cup.test', true],
    ['elsewhere', 'ops@else.test', true],
    ['new', 'new@cup.test', true],
  ] as const)
    provider.people.set(who, { sub: `sub-${who}`, email, email_verified })
  await sso.install()
})
afterAll(() => sso.close())

const fresh = () => new Browser(sso.house.url)
const events = async (type: string) =>
  await sso.house.owner.read({ path: null }, (db) =>
    db.query<{ data: Record<string, unknown> }>('select data from event where type = $1 order by at', [type]),
  )

/** A person who is logged in links the account by their own act. */
async function connect(email: string, who: string): Promise<{ client: Client; to: string }> {
  const { house, provider } = sso
  const client = await house.as(email)
  const browser = new Browser(house.url, client)
  const answer = await client.ask(CONNECT, { i: { act: 'IDENTITY_CONNECT' } })
  const url = String(answer.at('securityChange.url'))
  browser.keep(answer.headers.getSetCookie())
  return { client, to: await browser.back(await provider.visit(url, who)) }
}
const CONNECT = 'mutation($i:SecurityChangeRequest!){securityChange(input:$i){url userErrors{code path}}}'

/** The whole way of a login. */
async function signIn(who: string, browser = fresh(), more: object = {}): Promise<string> {
  const url = await browser.start(cup, more)
  return await browser.back(await sso.provider.visit(url, who))
}
const codeIn = (to: string) => new URL(to, 'http://x').searchParams.get('sso')

describe('an account that its person connected', () => {
  test('signs in, goes back to where it was, and the record says how', async () => {
    expect((await connect('viewer@cup.test', 'viewer')).to).toBe('/settings/security')
    const browser = fresh()
    expect(await signIn('viewer', browser, { returnTo: '/terminals?presence=OFFLINE' })).toBe(
      '/terminals?presence=OFFLINE',
    )
    expect(await browser.who()).toBe('viewer@cup.test')
    const [linked] = await events('IdentityLinked')
    expect(linked?.data).toMatchObject({ how: 'CONNECT', email: 'viewer@cup.test' })
    expect((await events('SessionStarted')).at(-1)?.data).toMatchObject({ how: 'PROVIDER' })
  })

  test('a subject is one account’s, an account one subject’s', async () => {
    expect(codeIn((await connect('auditor@cup.test', 'viewer')).to)).toBe('IDENTITY_TAKEN')
    expect(codeIn((await connect('viewer@cup.test', 'stranger')).to)).toBe('IDENTITY_TAKEN')
  })

  test('connecting is confirmed with a second factor, and ends in the session that began it', async () => {
    const { house, provider } = sso
    const unconfirmed = await house.as('auditor@cup.test')
    unconfirmed.confirm = undefined
    const refused = await unconfirmed.ask(CONNECT, { i: { act: 'IDENTITY_CONNECT' } })
    expect(refused.at('securityChange.userErrors.0.code')).toBe('STEP_UP_REQUIRED')
    const client = await house.as('auditor@cup.test')
    const answer = await client.ask(CONNECT, { i: { act: 'IDENTITY_CONNECT' } })
    const other = new Browser(house.url, await house.as('ops@cup.test'))
    other.keep(answer.headers.getSetCookie())
    const to = await other.back(await provider.visit(String(answer.at('securityChange.url')), 'auditor'))
    expect(codeIn(to)).toBe('PROVIDER_STATE')
  })
})

describe('whoever is not connected', () => {
  test.each(['stranger', 'auditor', 'elsewhere'])('%s is not let in by an e-mail address', async (who) => {
    const browser = fresh()
    const to = await signIn(who, browser)
    expect([codeIn(to), await browser.who()]).toEqual(['IDENTITY_UNKNOWN', null])
    expect(new URL(to, 'http://x').searchParams.get('request')).toMatch(/^[\w-]+$/)
    expect((await events('ProviderLoginRefused')).at(-1)?.data).toMatchObject({ cause: 'UNLINKED' })
  })

  test('is let in by a verified one once the provider has the say over the domain, and stays linked', async () => {
    await sso.install({ authoritative: true })
    expect(codeIn(await signIn('unverified'))).toBe('IDENTITY_UNKNOWN')
    expect(codeIn(await signIn('elsewhere'))).toBe('IDENTITY_UNKNOWN')
    const browser = fresh()
    expect(await signIn('auditor', browser)).toBe('/')
    expect(await browser.who()).toBe('auditor@cup.test')
    await sso.install({ authoritative: false })
    expect(await signIn('auditor')).toBe('/')
  })

  test('makes the account by an invitation, without a password', async () => {
    const { house } = sso
    const admin = await house.as('admin@cup.test')
    const invited = await admin.ask('mutation($i:PersonInviteInput!){personInvite(input:$i){token userErrors{code}}}', {
      i: { email: 'new@cup.test', role: 'VIEWER', organisationId: cup, idempotencyKey: 'sso-invite' },
    })
    const token = String(invited.at('personInvite.token'))
    const offer = await house.stranger().ask('query($t:String!){invitation(token:$t){provider{id name}}}', { t: token })
    expect(offer.at('invitation.provider')).toEqual({ id: cup, name: 'Bank sign-in' })
    const browser = fresh()
    const invitation = { token, name: 'New One', language: 'EN', timeZone: 'UTC' }
    expect(await signIn('new', browser, { invitation })).toBe('/')
    expect(await browser.who()).toBe('new@cup.test')
    expect((await house.stranger().login('new@cup.test', '')).at('login.viewer')).toBeNull()
    const start = async () =>
      (await browser.ask(CONNECT, { i: { act: 'TOTP_START' } })).at('securityChange.userErrors.0.code')
    expect(await start()).toBeUndefined()
    // what stands for the password is that they came from there just now
    house.clock.advance(FRESH_LOGIN_MS)
    expect(await start()).toBe('LOGIN_AGAIN')
    const again = fresh()
    expect(await again.start(cup, { invitation })).toBe('INVITATION_OVER')
  })
})

describe('an answer that was not asked for', () => {
  test('a code is good once', async () => {
    const browser = fresh()
    const address = await sso.provider.visit(await browser.start(cup), 'viewer')
    expect(await browser.back(address)).toBe('/')
    const replay = fresh()
    const mine = await sso.provider.visit(await replay.start(cup), 'viewer')
    mine.searchParams.set('code', address.searchParams.get('code') ?? '')
    expect([codeIn(await replay.back(mine)), await replay.who()]).toEqual(['PROVIDER_ANSWER', null])
    expect(codeIn(await browser.back(address))).toBe('PROVIDER_STATE')
  })

  test('another state, none, or one that is too old', async () => {
    const browser = fresh()
    const address = await sso.provider.visit(await browser.start(cup), 'viewer')
    const forged = new URL(address)
    forged.searchParams.set('state', 'x'.repeat(43))
    expect(codeIn(await browser.back(forged))).toBe('PROVIDER_STATE')
    forged.searchParams.delete('state')
    expect(codeIn(await browser.back(forged))).toBe('PROVIDER_STATE')
    const late = fresh()
    const old = await sso.provider.visit(await late.start(cup), 'viewer')
    sso.house.clock.advance(PROVIDER_LOGIN_LIFE_MS)
    expect([codeIn(await late.back(old)), await late.who()]).toEqual(['PROVIDER_STATE', null])
  })

  test('another nonce: a token that was made for another login', async () => {
    const browser = fresh()
    const url = new URL(await browser.start(cup))
    url.searchParams.set('nonce', 'another')
    expect(codeIn(await browser.back(await sso.provider.visit(url.href, 'viewer')))).toBe('PROVIDER_ANSWER')
  })

  test('another verifier: a code that was stolen on its way', async () => {
    const thief = fresh()
    const mine = new URL(await thief.start(cup))
    const victim = await sso.provider.visit(await fresh().start(cup), 'viewer')
    const back = await sso.provider.visit(mine.href, 'ops')
    back.searchParams.set('code', victim.searchParams.get('code') ?? '')
    expect([codeIn(await thief.back(back)), await thief.who()]).toEqual(['PROVIDER_ANSWER', null])
  })

  test('another issuer', async () => {
    const browser = fresh()
    const address = await sso.provider.visit(await browser.start(cup), 'viewer')
    address.searchParams.set('iss', 'https://evil.test')
    expect(codeIn(await browser.back(address))).toBe('PROVIDER_ANSWER')
  })

  test('a token that is over, beyond what clocks may differ', async () => {
    // the token lives a minute, and the clocks may differ by another
    sso.ahead(1.5 * MINUTE)
    expect(await signIn('viewer')).toBe('/')
    sso.ahead(2.5 * MINUTE)
    const browser = fresh()
    expect([codeIn(await signIn('viewer', browser)), await browser.who()]).toEqual(['PROVIDER_ANSWER', null])
    sso.ahead(0)
  })

  test('a login that another browser began, sent here to log this one in', async () => {
    const attacker = fresh()
    const address = await sso.provider.visit(await attacker.start(cup), 'viewer')
    const victim = fresh()
    expect([codeIn(await victim.back(address)), await victim.who()]).toEqual(['PROVIDER_STATE', null])
    await victim.start(cup)
    const second = await sso.provider.visit(await attacker.start(cup), 'viewer')
    expect([codeIn(await victim.back(second)), await victim.who()]).toEqual(['PROVIDER_STATE', null])
  })

  test.each(['https://evil.test', '//evil.test', '/\\evil.test', '/\t/evil.test', 'javascript:alert(1)'])(
    'a way back to %j leads home',
    async (returnTo) => expect(await signIn('viewer', fresh(), { returnTo })).toBe('/'),
  )

  test('calling it off there is told as that', async () => {
    const browser = fresh()
    expect(codeIn(await browser.back(await sso.provider.refuse(await browser.start(cup))))).toBe('PROVIDER_DENIED')
  })

  test('many of them lock the address, and a password is not tried from it either', async () => {
    const browser = fresh()
    const forged = new URL('http://x/sso/callback?code=x&state=y')
    const seen = new Set<string | null>()
    for (let n = 0; n < 31; n++) seen.add(codeIn(await browser.back(forged)))
    expect(seen).toContain('LOGIN_LOCKED')
    sso.house.clock.advance(16 * MINUTE)
  })
})

describe('what the acquirer rules', () => {
  test('another acquirer’s provider lets in none of ours', async () => {
    const { house, provider } = sso
    await sso.install({ authoritative: true, domains: ['cup.test'] }, 'else')
    const browser = fresh()
    const url = await browser.start(house.fleet.nodes.else.id)
    const to = await browser.back(await provider.visit(url, 'viewer'))
    expect([codeIn(to), await browser.who()]).toEqual(['IDENTITY_UNKNOWN', null])
    const connected = await connect('ops@else.test', 'elsewhere')
    expect(connected.to).toBe('/settings/security')
    expect(codeIn(await signIn('elsewhere'))).toBe('IDENTITY_UNKNOWN')
  })

  test('a role that is not named stays outside', async () => {
    await sso.install({ roles: ['ADMIN'] })
    const browser = fresh()
    expect([codeIn(await signIn('viewer', browser)), await browser.who()]).toEqual(['IDENTITY_UNKNOWN', null])
    expect((await events('ProviderLoginRefused')).at(-1)?.data).toMatchObject({ cause: 'ROLE' })
    await sso.install()
  })

  test('second factors that are held here are asked for as well, where it says so', async () => {
    await sso.install({ askFactor: true })
    const browser = fresh()
    expect(await signIn('viewer', browser)).toBe('/')
    const answer = await browser.ask('{viewer{locked} terminals(first:1){nodes{id}}}')
    expect(answer.codes).toEqual(['SESSION_LOCKED'])
    expect((await browser.ask('{viewer{locked}}')).at('viewer.locked')).toBe(true)
    await sso.install()
  })

  test('switched off, nobody comes in and nobody who did is still in', async () => {
    const browser = fresh()
    await signIn('viewer', browser)
    const begun = fresh()
    const address = await sso.provider.visit(await begun.start(cup), 'viewer')
    await sso.install({ enabled: false })
    expect(await browser.who()).toBeNull()
    expect(codeIn(await begun.back(address))).toBe('PROVIDER_STATE')
    expect(await fresh().start(cup)).toBe('NOT_FOUND')
    await sso.install()
  })

  test('a link that is removed ends the sessions that it opened, and no other', async () => {
    const { house } = sso
    const [browser, own] = [fresh(), await house.as('viewer@cup.test')]
    await signIn('viewer', browser)
    const admin = await house.as('admin@cup.test')
    const list = await admin.ask(
      'query($id:ID!){organisation(id:$id){identityProvider{redirectUri identities{id person{email}}}}}',
      { id: cup },
    )
    const found = list.at('organisation.identityProvider.identities') as { id: string; person: { email: string } }[]
    const link = found.find(({ person }) => person.email === 'viewer@cup.test')
    const remove = (client: Client) =>
      client.ask('mutation($id:ID!){identityRemove(id:$id){userErrors{code}}}', { id: link?.id })
    expect((await remove(await house.as('a@else.test'))).at('identityRemove.userErrors.0.code')).toBe('NOT_FOUND')
    expect((await remove(admin)).at('identityRemove.userErrors')).toEqual([])
    expect(await browser.who()).toBeNull()
    expect((await own.ask('{viewer{locked}}')).at('viewer')).not.toBeNull()
    expect(codeIn(await signIn('viewer'))).toBe('IDENTITY_UNKNOWN')
  })
})

describe('the login page', () => {
  test('offers it by the domain of an address, whether or not it has an account', async () => {
    const offered = async (email: string) =>
      (
        await sso.house
          .stranger()
          .ask('query($e:String!){signInProviders(email:$e){id name organisationName}}', { e: email })
      ).text
    expect(await offered('viewer@cup.test')).toContain('Bank sign-in')
    expect(await offered('nobody-at-all@cup.test')).toBe(await offered('viewer@CUP.test'))
    expect(await offered('x@nowhere.test')).toBe(await offered('no address'))
  })

  test('a provider that does not answer is told as that, and a password still does', async () => {
    const { house } = sso
    // the installation lists one origin only: to anywhere else inside nothing is asked
    await sso.install({ issuer: 'https://127.0.0.1:1' })
    expect(await fresh().start(cup)).toBe('PROVIDER_UNREACHABLE')
    await sso.install({ issuer: `${sso.provider.issuer}/other` })
    expect(await fresh().start(cup)).toMatch(/^PROVIDER_(ANSWER|UNREACHABLE)$/)
    await sso.install()
    const browser = fresh()
    const address = await sso.provider.visit(await browser.start(cup), 'viewer')
    await sso.provider.close()
    expect(codeIn(await browser.back(address))).toBe('PROVIDER_UNREACHABLE')
    const factor = await loginFactor(house.stranger(), await house.people.passkey('ops@cup.test'))
    expect((await house.stranger().login('ops@cup.test', PASSWORD, { factor })).at('login.viewer')).not.toBeNull()
  })

  test('no secret of a provider stands in a row, an event or a log', async () => {
    const { house, provider } = sso
    const rows = await house.owner.read({ path: null }, (db) =>
      db.query<{ row: string }>(
        `select change_request::text as row from change_request union all select event::text from event
         union all select provider_secret::text from provider_secret union all select idempotency::text from idempotency`,
      ),
    )
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.some(({ row }) => row.includes(provider.clientSecret))).toBe(false)
    expect(house.logged()).not.toContain(provider.clientSecret)
  })
})

describe('a change of it', () => {
  test.each([
    ['an issuer without TLS', { issuer: 'http://id.bank.test' }, 'BAD_PROVIDER'],
    ['no domain', { domains: [] }, 'BAD_PROVIDER'],
    ['no role', { roles: [] }, 'BAD_PROVIDER'],
  ])('%s is refused', async (_name, changed, code) => {
    const admin = await sso.house.as('admin@cup.test')
    const answer = await admin.ask(CHANGE, { i: providerWish(sso.house, sso.provider, changed) })
    expect(answer.at('identityProviderChange.userErrors.0.code')).toBe(code)
  })

  test('only an acquirer has one, and somebody below asks for none', async () => {
    const head = await sso.house.as('head@north.test')
    const wish = { ...providerWish(sso.house, sso.provider), organisationId: sso.house.fleet.nodes.north.id }
    expect((await head.ask(CHANGE, { i: wish })).at('identityProviderChange.userErrors.0.code')).toBe('PROVIDER_PLACE')
    const above = await head.ask(CHANGE, { i: providerWish(sso.house, sso.provider) })
    expect(above.at('identityProviderChange.userErrors.0.code')).toBe('NOT_FOUND')
  })
})

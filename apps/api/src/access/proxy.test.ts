import { ADDRESS_FAILURES_MAX } from '@budeng/access'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEnvironment } from '../environment.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

/** Tests speak from here; one house takes it for its proxy, the other does not. */
const HERE = '127.0.0.1'
let open: TestHouse
let proxied: TestHouse
beforeAll(async () => {
  ;[open, proxied] = await Promise.all([startTestHouse(), startTestHouse({ trustedProxies: [HERE, '10.0.0.0/8'] })])
})
afterAll(() => Promise.all([open.close(), proxied.close()]))

const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }'
let names = 0

/** A wrong login as a proxy would hand it on; answers the refusal and the address that was counted. */
async function wrongLogin(house: TestHouse, forwardedFor: string) {
  const email = `nobody${names++}@cup.test`
  const answer = await house
    .stranger()
    .ask(LOGIN, { input: { email, password: 'wrong password 1' } }, { 'x-forwarded-for': forwardedFor })
  const [failure] = await house.owner.read({ path: null }, (db) =>
    db.query<{ address: string }>('select address from login_failure where email = $1', [email]),
  )
  return { code: answer.at('login.userErrors.0.code'), address: failure?.address }
}

/** A key that works from one network. */
async function keyFor(house: TestHouse, network: string): Promise<string> {
  const admin = await house.as('admin@cup.test')
  const account = await admin.ask(
    'mutation($i:ServiceAccountCreateInput!){serviceAccountCreate(input:$i){serviceAccount{id}}}',
    { i: { organisationId: house.fleet.nodes.cup.id, name: 'ERP', role: 'AUDITOR', idempotencyKey: `p${names++}` } },
  )
  const made = await admin.ask('mutation($i:ApiKeyCreateInput!){apiKeyCreate(input:$i){secret}}', {
    i: {
      serviceAccountId: account.at('serviceAccountCreate.serviceAccount.id'),
      name: 'x',
      scopes: ['terminal:read'],
      addresses: [network],
      expiresAt: new Date(house.clock.now() + 86_400_000).toISOString(),
      idempotencyKey: `p${names++}`,
    },
  })
  return String(made.at('apiKeyCreate.secret'))
}

describe('behind a proxy', () => {
  test('a wrong login is counted for the client, as the nearest address tells that is no proxy of ours', async () => {
    expect((await wrongLogin(proxied, '203.0.113.7')).address).toBe('203.0.113.7')
    expect((await wrongLogin(proxied, '198.51.100.1, 203.0.113.8, 10.1.2.3')).address).toBe('203.0.113.8')
  })

  test('one client is locked out, the next one behind the same proxy is not', async () => {
    await proxied.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(
        `insert into login_failure (email, address, at) select 'n' || n || '@cup.test', '203.0.113.9', $1 from generate_series(1, $2::int) n`,
        [new Date(proxied.clock.now()), ADDRESS_FAILURES_MAX],
      ),
    )
    expect((await wrongLogin(proxied, '203.0.113.9')).code).toBe('LOGIN_LOCKED')
    expect((await wrongLogin(proxied, '203.0.113.10')).code).toBe('LOGIN_FAILED')
  })

  test('a socket comes from where the proxy says, too: a key works from its network only', async () => {
    const opens = async (house: TestHouse, forwardedFor: string) => {
      const secret = await keyFor(house, '203.0.113.0/24')
      const socket = house.stranger().socket({
        headers: { 'x-forwarded-for': forwardedFor },
        params: { authorization: `Bearer ${secret}` },
      })
      const { promise, resolve } = Promise.withResolvers<boolean>()
      socket.on('connected', () => resolve(true))
      socket.on('closed', () => resolve(false))
      const sink = { next: () => undefined, error: () => undefined, complete: () => undefined }
      socket.subscribe({ query: 'subscription{terminalsChanged{resync}}' }, sink)
      return await promise.finally(() => void socket.dispose())
    }
    expect(await opens(proxied, '203.0.113.7')).toBe(true)
    expect(await opens(proxied, '198.51.100.7')).toBe(false)
    expect(await opens(open, '203.0.113.7')).toBe(false)
  })

  test('nobody is believed who is not named', async () => {
    expect((await wrongLogin(open, '203.0.113.7')).address).toMatch(/127\.0\.0\.1$/)
  })

  const environment = (proxies: string) =>
    readEnvironment({ DATABASE_URL: 'postgres://localhost/x', BUDENG_TRUST_PROXY: proxies }).trustedProxies

  test('proxies are addresses and networks', () => {
    expect(environment('')).toEqual([])
    expect(environment('10.0.0.7, 10.1.0.0/16,fd00::/8,loopback')).toEqual([
      '10.0.0.7',
      '10.1.0.0/16',
      'fd00::/8',
      'loopback',
    ])
  })

  test.each(['true', '*', '0.0.0.0/0', '10.0.0.0/33', 'proxy.example', '1', '10.0.0.1/8/9'])(
    '%s names no proxy',
    (proxies) => {
      expect(() => environment(proxies)).toThrow(/BUDENG_TRUST_PROXY/)
    },
  )
})

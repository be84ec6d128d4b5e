import { ACCOUNT_FAILURES_MAX, LOGIN_FAILURE_WINDOW_MS, SESSION_LIFE_MS } from '@budeng/access'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '../testing/fleet.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
/** A session is looked up again within a second. */
const PATIENCE = { timeout: 60_000 }
beforeAll(async () => {
  house = await startTestHouse()
})
afterAll(() => house.close())

const attempt = async (email: string, password: string) => {
  const answer = await house.stranger().login(email, password)
  return { code: answer.at('login.userErrors.0.code'), answer }
}
const failuresOf = (email: string) =>
  house.owner.read({ path: null }, (db) =>
    db.query<{ email: string }>('select email from login_failure where email = $1', [email]),
  )

describe('login', () => {
  test('gives a cookie that scripts and other sites cannot use, whose value is a bearer too', async () => {
    const client = house.stranger()
    const answer = await client.login('  Ops@CUP.test ', PASSWORD)
    expect(answer.at('login.viewer.person.email')).toBe('ops@cup.test')
    expect(answer.headers.get('set-cookie')).toMatch(
      /^budeng_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
    )
    expect((await client.ask('{viewer{person{email}}}')).at('viewer.person.email')).toBe('ops@cup.test')
    const bearer = await house
      .stranger()
      .ask('{viewer{person{email}}}', {}, { authorization: `Bearer ${client.secret}` })
    expect(bearer.at('viewer.person.email')).toBe('ops@cup.test')
  })

  test('over a public name the cookie insists on HTTPS', async () => {
    const { request } = await import('node:http')
    const cookie = await new Promise<string>((resolve, reject) => {
      const { port } = new URL(house.url)
      const query = `mutation { login(input: { email: "ops@cup.test", password: "${PASSWORD}" }) { userErrors { code } } }`
      const sent = request(
        {
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/graphql',
          headers: { host: 'budeng.example', 'content-type': 'application/json' },
        },
        (response) => {
          response.resume()
          resolve(String(response.headers['set-cookie']))
        },
      )
      sent.on('error', reject).end(JSON.stringify({ query }))
    })
    expect(cookie).toMatch(/; Secure$/)
  })

  test('the secret is stored as a hash only', async () => {
    const client = await house.as('viewer@cup.test')
    const rows = await house.owner.read({ path: null }, (db) =>
      db.query<{ row: string }>('select session::text as row from session'),
    )
    expect(rows.some(({ row }) => row.includes(client.secret))).toBe(false)
    expect(house.logged()).not.toContain(client.secret)
  })

  test('an unknown account and a wrong password are told the same, after the same time', async () => {
    const timed = async (email: string) => {
      const startedAt = performance.now()
      const { answer } = await attempt(email, 'not the password 1')
      return { ms: performance.now() - startedAt, text: answer.text }
    }
    const [known, unknown] = [await timed('auditor@cup.test'), await timed('nobody@cup.test')]
    expect(unknown.text).toBe(known.text)
    // both hash once: neither is answered without that work
    expect(Math.min(known.ms, unknown.ms)).toBeGreaterThan(20)
  })

  test.each(['far@north.test', 'ghost@cup.test'])(
    'five wrong passwords lock the account %s for a quarter of an hour, whether it exists or not',
    async (email) => {
      // at once: they count each other
      const codes = await Promise.all(
        Array.from({ length: ACCOUNT_FAILURES_MAX + 4 }, async () => (await attempt(email, 'wrong password 1')).code),
      )
      expect(codes.filter((code) => code === 'LOGIN_FAILED')).toHaveLength(ACCOUNT_FAILURES_MAX)
      expect(codes.filter((code) => code === 'LOGIN_LOCKED')).toHaveLength(4)
      expect((await attempt(email, PASSWORD)).code).toBe('LOGIN_LOCKED')
      house.clock.advance(LOGIN_FAILURE_WINDOW_MS)
      expect((await attempt(email, PASSWORD)).code).toBe(email.startsWith('far') ? undefined : 'LOGIN_FAILED')
    },
  )

  test('a right password forgives the wrong ones before it', async () => {
    for (let i = 0; i < ACCOUNT_FAILURES_MAX - 1; i++) await attempt('chen@south.test', 'wrong password 1')
    expect((await attempt('chen@south.test', PASSWORD)).code).toBeUndefined()
    expect(await failuresOf('chen@south.test')).toEqual([])
  })

  test('a thousand aliases are no thousand attempts', async () => {
    const query = `mutation{${Array.from({ length: 31 }, (_, i) => `a${i}:login(input:{email:"boss@haidilao.test",password:"x"}){userErrors{code}}`).join(' ')}}`
    expect((await house.stranger().ask(query)).codes).toEqual(['QUERY_TOO_COMPLEX'])
    expect(await failuresOf('boss@haidilao.test')).toEqual([])
  })
})

describe('a session', () => {
  test('ends with logout, for the cookie and for the bearer', async () => {
    const client = await house.as('second@cup.test')
    const { secret } = client
    expect((await client.ask('mutation{logout{done}}')).headers.get('set-cookie')).toMatch(
      /^budeng_session=; .*Max-Age=0/,
    )
    expect((await client.ask('{viewer{language}}')).at('viewer')).toBeNull()
    expect(
      (await house.stranger().ask('{viewer{language}}', {}, { authorization: `Bearer ${secret}` })).at('viewer'),
    ).toBeNull()
  })

  test('ends after its time, and when its person is disabled', async () => {
    const client = await house.as('desk@xuhui.test')
    const other = await house.as('wu@north.test')
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute(`update person set disabled_at = $1 where email = 'wu@north.test'`, [new Date(house.clock.now())]),
    )
    await expect.poll(async () => (await other.ask('{viewer{language}}')).at('viewer'), PATIENCE).toBeNull()
    expect((await attempt('wu@north.test', PASSWORD)).code).toBe('LOGIN_FAILED')
    house.clock.advance(SESSION_LIFE_MS)
    await expect.poll(async () => (await client.ask('{viewer{language}}')).at('viewer'), PATIENCE).toBeNull()
  })

  test.each(['', 'x', 'Bearer ', `Bearer ${'A'.repeat(43)}`, 'Bearer ../../etc', 'Basic b3BzOm9wcw=='])(
    '%s is nobody',
    async (authorization) => {
      const answer = await house.stranger().ask('{viewer{language}}', {}, { authorization })
      expect([answer.status, answer.at('viewer')]).toEqual([200, null])
    },
  )
})

import { demoCode, type DemoLogin } from './demo.ts'
import type { House } from './house.ts'

/** By data folder and address; a session outlives a restart of its house. */
const sessions = new Map<string, Promise<string>>()

/**
 * The secret of a person's session, which serves as cookie and as bearer. The first who asks makes it, and everybody gets
 * the same: each login takes a code, and an authenticator has a new one in half a minute.
 */
export async function sessionSecret(house: House, person: DemoLogin): Promise<string> {
  const key = `${house.dataDir} ${person.email}`
  const secret = sessions.get(key) ?? logIn(house, person)
  sessions.set(key, secret)
  return await secret
}

async function logIn(house: House, { email, password }: DemoLogin): Promise<string> {
  const input = { email, password, factor: { totp: await demoCode(house, email) } }
  const response = await fetch(`${house.httpUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      query: 'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }',
      variables: { input },
    }),
  })
  const secret = /^budeng_session=([^;]+)/.exec(response.headers.getSetCookie()[0] ?? '')?.[1]
  if (secret === undefined) throw new Error(`${email} is not let in: ${await response.text()}`)
  return secret
}

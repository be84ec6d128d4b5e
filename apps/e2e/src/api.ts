import { createClient, type Client } from '@budeng/sdk'
import { demoCode, type DemoRole, demoLogin } from './demo.ts'
import type { House } from './house.ts'

/** The public client, logged in as a person of the demonstration. */
export async function clientOf(house: House, role: DemoRole): Promise<Client> {
  const client = createClient({ url: house.httpUrl })
  const { email, password } = demoLogin(house, role)
  await client.login(email, password, { totp: await demoCode(house, email) })
  return client
}

interface Answer {
  readonly data?: unknown
  readonly errors?: readonly { readonly message: string }[]
}

/** Sends any document with a session of its own: for what the client has no method for. */
export async function sessionOf(house: House, role: DemoRole) {
  let cookie = ''
  const send = async <Data>(query: string, variables: object = {}): Promise<Data> => {
    const response = await fetch(`${house.httpUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'accept-language': 'en', cookie },
      body: JSON.stringify({ query, variables }),
    })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    const { data, errors } = (await response.json()) as Answer
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '))
    return data as Data
  }
  const { email, password } = demoLogin(house, role)
  await send('mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }', {
    input: { email, password, factor: { totp: await demoCode(house, email) } },
  })
  return send
}

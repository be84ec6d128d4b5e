import { createClient, type Client } from '@budeng/sdk'
import { type DemoRole, demoLogin } from './demo.ts'
import type { House } from './house.ts'
import { sessionSecret } from './sessions.ts'

/** The public client, as a person of the demonstration. */
export async function clientOf(house: House, role: DemoRole): Promise<Client> {
  return createClient({ url: house.httpUrl, token: await sessionSecret(house, demoLogin(house, role)) })
}

interface Answer {
  readonly data?: unknown
  readonly errors?: readonly { readonly message: string }[]
}

/** Sends any document as a person of the demonstration: for what the client has no method for. */
export async function sessionOf(house: House, role: DemoRole, acquirer?: Parameters<typeof demoLogin>[2]) {
  const authorization = `Bearer ${await sessionSecret(house, demoLogin(house, role, acquirer))}`
  return async <Data>(query: string, variables: object = {}): Promise<Data> => {
    const response = await fetch(`${house.httpUrl}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'accept-language': 'en',
        authorization,
      },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as Answer
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '))
    return data as Data
  }
}

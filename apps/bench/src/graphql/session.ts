import { Agent, request } from 'node:http'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

/** A GraphQL endpoint on one connection that stays open, as a browser's or another server's would. */
export interface Endpoint {
  /** @throws Error with the messages of a refusal */
  post<Data>(query: string, variables?: object): Promise<Data>
  close(): Promise<void>
}

/** Somebody who is logged in, and may subscribe. */
export interface Session extends Endpoint {
  /** Calls back for each value until `stop` or the end. */
  subscribe<Data>(
    query: string,
    variables: object,
    listener: (data: Data) => void,
  ): { readonly ended: Promise<void>; stop(): void }
}

/** A screen keeps its live connection while it has nothing to ask; so do we. */
const LIVE_IDLE_MS = 60_000

const LOGIN =
  'mutation Login($input: LoginInput!) { login(input: $input) { viewer { person { id } } userErrors { code message } } }'

export function openEndpoint(port: number, headers: Readonly<Record<string, string>>): Endpoint {
  const transport = openTransport(port, headers)
  return { post: transport.post, close: () => Promise.resolve(transport.close()) }
}

/** `totp`: a code, for people with an authenticator. @throws Error when refused */
export async function logIn(port: number, email: string, password: string, totp?: string): Promise<Session> {
  const transport = openTransport(port)
  const { login } = await transport.post<{ login: { viewer: object | null; userErrors: readonly object[] } }>(LOGIN, {
    input: { email, password, ...(totp === undefined ? {} : { factor: { totp } }) },
  })
  if (login.viewer === null) throw new Error(`${email} is refused: ${JSON.stringify(login.userErrors)}`)
  const live = openLive(port, () => transport.cookie())
  return {
    post: transport.post,
    subscribe: (query, variables, listener) => subscribe(live, query, variables, listener),
    close: async () => {
      await live.dispose()
      transport.close()
    },
  }
}

function openTransport(port: number, fixed: Readonly<Record<string, string>> = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const cookies = new Map<string, string>()
  const cookie = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const exchange = (body: string) =>
    new Promise<string>((resolve, reject) => {
      const headers = {
        ...fixed,
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(cookies.size > 0 ? { cookie: cookie() } : {}),
      }
      const sent = request(
        { port, host: '127.0.0.1', path: '/graphql', method: 'POST', agent, headers },
        (response) => {
          for (const line of response.headers['set-cookie'] ?? []) {
            const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
            cookies.set(name.trim(), value)
          }
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => resolve(Buffer.concat(chunks).toString()))
          response.on('error', reject)
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  return {
    cookie,
    close: () => agent.destroy(),
    post: async <Data>(query: string, variables: object = {}): Promise<Data> => {
      const text = await exchange(JSON.stringify({ query, variables }))
      const { data, errors } = JSON.parse(text) as { data?: Data | null; errors?: readonly { message: string }[] }
      if (errors !== undefined || data === null || data === undefined)
        throw new Error(`GraphQL: ${text.slice(0, 1_000)}`)
      return data
    },
  }
}

function openLive(port: number, cookie: () => string): Client {
  class Socket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers: { cookie: cookie() } })
    }
  }
  return createClient({
    url: `ws://127.0.0.1:${port}/graphql`,
    webSocketImpl: Socket,
    retryAttempts: 0,
    lazyCloseTimeout: LIVE_IDLE_MS,
  })
}

function subscribe<Data>(live: Client, query: string, variables: object, listener: (data: Data) => void) {
  let stop = () => {}
  const ended = new Promise<void>((resolve, reject) => {
    stop = live.subscribe<Data>(
      { query, variables: { ...variables } },
      {
        next: ({ data, errors }) => {
          if (errors !== undefined) reject(new Error(errors.map(({ message }) => message).join('; ')))
          else if (data) listener(data)
        },
        error: (fault) =>
          reject(fault instanceof Error ? fault : new Error(`the subscription failed: ${JSON.stringify(fault)}`)),
        complete: resolve,
      },
    )
  })
  return { ended, stop }
}

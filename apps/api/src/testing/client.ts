import { type Client as SocketClient, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly data: unknown
  readonly errors: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
  /** Value at a path like `terminals.nodes.0.tid`. */
  at(path: string): unknown
  /** Error codes, in order. */
  readonly codes: readonly unknown[]
}

/** A client of the API over real HTTP and WebSocket, with a cookie of its own. */
export class Client {
  readonly url: string
  #cookie: string | undefined

  /** `cookie`: of a client that logged in elsewhere. */
  constructor(url: string, cookie?: string) {
    this.url = url
    this.#cookie = cookie
  }

  get cookie(): string {
    return this.#cookie ?? ''
  }

  /** The secret in the cookie, as a bearer would send it. */
  get secret(): string {
    return this.cookie.split('=')[1] ?? ''
  }

  async login(email: string, password: string): Promise<Answer> {
    const answer = await this.ask(
      'mutation ($input: LoginInput!) { login(input: $input) { viewer { person { email } } userErrors { code message } } }',
      {
        input: { email, password },
      },
    )
    const [cookie] = (answer.headers.get('set-cookie') ?? '').split(';')
    if (cookie !== undefined && cookie !== '') this.#cookie = cookie
    return answer
  }

  async ask(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return await this.post(JSON.stringify({ query, variables }), headers)
  }

  async post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
        ...headers,
      },
      body,
    })
    return answerOf(response, await response.text())
  }

  /** A socket under this client's cookie. */
  socket(
    options: { readonly headers?: Readonly<Record<string, string>>; readonly params?: Record<string, unknown> } = {},
  ): SocketClient {
    const headers = { ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }), ...options.headers }
    class CookieSocket extends WebSocket {
      constructor(address: string, protocols: string | string[]) {
        super(address, protocols, { headers })
      }
    }
    return createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: CookieSocket,
      retryAttempts: 0,
      ...(options.params && { connectionParams: options.params }),
    })
  }
}

function answerOf(response: Response, text: string): Answer {
  const body: { data?: unknown; errors?: Answer['errors'] } = JSON.parse(text)
  const errors = body.errors ?? []
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: body.data,
    errors,
    at: (path) =>
      path
        .split('.')
        .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], body.data),
    codes: errors.map(({ extensions }) => extensions['code']),
  }
}

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

  /** Confirms what asks for step-up by itself, as a screen would; absent: refusals come out as they are. */
  confirm: ((mutation: string, input: Readonly<Record<string, unknown>>) => Promise<object | null>) | undefined

  /** Opens a session that a test's clock locked; absent: the refusal comes out as it is. */
  unlock: (() => Promise<void>) | undefined

  async login(email: string, password: string, more: object = {}): Promise<Answer> {
    const answer = await this.ask(
      'mutation ($input: LoginInput!) { login(input: $input) { viewer { person { email } } userErrors { code message } accounts { personId organisationName } } }',
      {
        input: { email, password, ...more },
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
    const body = JSON.stringify({ query, variables })
    let answer = await this.post(body, headers)
    if (this.unlock !== undefined && answer.codes.includes('SESSION_LOCKED')) {
      await this.unlock()
      answer = await this.post(body, headers)
    }
    const act = this.confirm === undefined || !query.startsWith('mutation') ? null : wantedConfirmation(answer)
    const [first] = Object.entries(variables)
    if (this.confirm === undefined || act === null || first === undefined) return answer
    const [name, input] = first as [string, Readonly<Record<string, unknown>>]
    const stepUp = await this.confirm(act, input)
    if (stepUp === null) return answer
    return await this.post(
      JSON.stringify({ query, variables: { ...variables, [name]: { ...input, stepUp } } }),
      headers,
    )
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

/** What a response says, as tests look at it. */
export function answerOf(response: Response, text: string): Answer {
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

/** The mutation that was refused for want of a confirmation, when it was asked alone. */
function wantedConfirmation({ data }: Answer): string | null {
  const fields = Object.entries((data ?? {}) as Record<string, { userErrors?: readonly { code: string }[] } | null>)
  const [first] = fields
  if (first === undefined || fields.length !== 1) return null
  const [name, payload] = first
  if (payload === null) return null
  // a test that did not ask why not
  if (payload.userErrors === undefined) return Object.values(payload).every((value) => value === null) ? name : null
  return payload.userErrors.some(({ code }) => code.startsWith('STEP_UP_')) ? name : null
}

import { setTimeout as wait } from 'node:timers/promises'
import { RequestError, UnreachableError } from './errors.ts'
import { ATTEMPTS_MAX, REQUEST_TIMEOUT_MS, RETRY_AFTER_MAX_MS, RETRY_DELAYS_MS } from './limits.ts'

export interface TransportOptions {
  /** Address of the GraphQL endpoint. */
  readonly url: string
  readonly token?: string
  readonly language: string
}

/** Posts documents; keeps the session's cookie. */
export interface Transport {
  /** `repeatable`: sent again, the same bytes, while the platform is away or overloaded. */
  send<Data>(document: string, variables: object, repeatable: boolean): Promise<Data>
  /** What says who asks, for the live connection. */
  identity(): Record<string, string>
}

interface Answer {
  readonly data?: unknown
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

/** A failure after which the same bytes may be sent again; `failure` is thrown when they are not. */
class TryAgain extends Error {
  readonly afterMs: number | null
  readonly failure: Error
  constructor(failure: Error, afterMs: number | null) {
    super(failure.message)
    this.failure = failure
    this.afterMs = afterMs
  }
}

/** @throws UnreachableError or RequestError from `send` */
export function createTransport(options: TransportOptions): Transport {
  const cookies = new Map<string, string>()
  const identity = (): Record<string, string> => ({
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...(cookies.size === 0 ? {} : { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
  })

  async function post(body: string): Promise<Response> {
    try {
      return await fetch(options.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'accept-language': options.language,
          ...identity(),
        },
        body,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      })
    } catch (cause) {
      throw new TryAgain(new UnreachableError(`${options.url} does not answer`, { cause }), null)
    }
  }

  async function once<Data>(body: string): Promise<Data> {
    const response = await post(body)
    keepCookies(response, cookies)
    const text = await response.text()
    const answer = parse(text)
    const [error] = answer?.errors ?? []
    const code = error?.extensions?.code ?? `HTTP_${response.status}`
    if (response.status === 503 || code === 'OVERLOADED')
      throw new TryAgain(new UnreachableError(error?.message ?? 'overloaded'), retryAfterMs(response))
    if (response.status === 429)
      throw new TryAgain(new RequestError(429, code, error?.message ?? 'too much in a minute'), retryAfterMs(response))
    if (error !== undefined) throw new RequestError(response.status, code, error.message)
    if (answer?.data === undefined)
      throw new RequestError(response.status, code, `${options.url} is no GraphQL endpoint of Budeng`)
    return answer.data as Data
  }

  return {
    identity,
    async send<Data>(document: string, variables: object, repeatable: boolean) {
      const body = JSON.stringify({ query: document, variables })
      for (let attempt = 1; ; attempt++) {
        try {
          return await once<Data>(body)
        } catch (error) {
          if (!(error instanceof TryAgain)) throw error
          if (!repeatable || attempt === ATTEMPTS_MAX) throw error.failure
          await wait(error.afterMs ?? RETRY_DELAYS_MS[attempt - 1])
        }
      }
    },
  }
}

function parse(text: string): Answer | null {
  try {
    return JSON.parse(text) as Answer
  } catch {
    return null
  }
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, RETRY_AFTER_MAX_MS) : null
}

function keepCookies(response: Response, cookies: Map<string, string>): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (value === '' || /max-age=0\b/i.test(line)) cookies.delete(name)
    else cookies.set(name, value)
  }
}

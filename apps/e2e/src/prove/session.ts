import { randomUUID } from 'node:crypto'
import { demoCode } from '../demo.ts'
import type { House } from '../house.ts'
import type { Passkey } from '@budeng/simulator'

const AGAIN_MS = 500
const AWAY_MAX_MS = 120_000
const LOGINS_MAX = 3

interface Answer {
  readonly data?: unknown
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

/** What a mutation says beside its answer. */
export interface Said {
  readonly userErrors: readonly { readonly code: string; readonly message: string }[]
}

/** Somebody who logs in, and what they confirm with where they do. */
export interface Holder {
  readonly email: string
  readonly password: string
  readonly passkey?: Passkey
}

/** A person logged in over HTTP. While the API, or what stands behind it, is away, the same wish is sent again under its key. */
export class Session {
  readonly #house: House
  readonly #holder: Holder
  #cookie = ''

  private constructor(house: House, holder: Holder) {
    this.#house = house
    this.#holder = holder
  }

  static async of(house: House, holder: Holder): Promise<Session> {
    const session = new Session(house, holder)
    await session.#login()
    return session
  }

  /** With another code where the answer to one was lost: it is used up by then. */
  async #login(triesLeft = LOGINS_MAX): Promise<void> {
    const { email, password } = this.#holder
    const { login } = await this.ask<{ login: Said }>(
      'mutation ($input: LoginInput!) { login(input: $input) { userErrors { code message } } }',
      { input: { email, password, factor: { totp: await demoCode(this.#house, email) } } },
    )
    if (login.userErrors.length === 0) return
    if (triesLeft === 1) throw new Error(`${email}: ${login.userErrors[0]?.message}`)
    await this.#login(triesLeft - 1)
  }

  async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    for (const end = performance.now() + AWAY_MAX_MS; ; ) {
      const answer = await this.#send(query, variables).catch(() => null)
      if (answer !== null && answer.errors === undefined) return answer.data as Data
      const codes = answer?.errors?.map(({ extensions }) => extensions?.code ?? '') ?? []
      if (codes.some((code) => OUT.has(code))) await this.#login()
      else if (answer !== null && !codes.some((code) => PASSING.has(code)))
        throw new Error(answer.errors?.map(({ message }) => message).join('; '))
      if (performance.now() > end) throw new Error(`the API stays away: ${JSON.stringify(answer?.errors)}`)
      await new Promise((again) => setTimeout(again, AGAIN_MS))
    }
  }

  async #send(query: string, variables: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json', accept: 'application/json', 'accept-language': 'en' }
    const response = await fetch(`${this.#house.httpUrl}/graphql`, {
      method: 'POST',
      headers: { ...headers, cookie: this.#cookie },
      body: JSON.stringify({ query, variables }),
    })
    this.#cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? this.#cookie
    return (await response.json()) as Answer
  }

  /** A mutation with a key of its own. @throws with what it says against it */
  async order<Data>(mutation: string, type: string, input: object, fields: string): Promise<Data & Said> {
    return await this.orderWithoutKey<Data>(mutation, type, { idempotencyKey: randomUUID(), ...input }, fields)
  }

  /** A mutation that takes no key, since to do it again changes nothing. @throws with what it says against it */
  async orderWithoutKey<Data>(mutation: string, type: string, input: object, fields: string): Promise<Data & Said> {
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${fields} userErrors { code message } } }`
    const { [mutation]: said } = await this.ask<Record<string, Data & Said>>(query, { input })
    if (said === undefined || said.userErrors.length > 0)
      throw new Refused(mutation, said?.userErrors[0]?.code ?? '', said?.userErrors[0]?.message ?? '')
    return said
  }

  /** A mutation that its person confirms with a passkey, over exactly this input. */
  async confirmed<Data>(mutation: string, type: string, input: object, fields: string): Promise<Data & Said> {
    const { email, passkey } = this.#holder
    if (passkey === undefined) throw new Error(`${email} holds no passkey to confirm ${mutation} with`)
    const wish = { idempotencyKey: randomUUID(), ...input }
    const { challenge } = await this.#challenge(mutation, wish)
    const assertion = passkey.sign(challenge.passkeyOptions, this.#origin)
    const stepUp = { passkey: { challengeId: challenge.id, assertion } }
    return await this.order<Data>(mutation, type, { ...wish, stepUp }, fields)
  }

  async #challenge(mutation: string, wish: object) {
    const { stepUpStart } = await this.ask<{
      stepUpStart: Said & { challenge: { id: string; passkeyOptions: string } | null }
    }>(
      'mutation ($input: StepUpStartInput!) { stepUpStart(input: $input) { challenge { id passkeyOptions } userErrors { code message } } }',
      { input: { [mutation]: wish } },
    )
    const { challenge, userErrors } = stepUpStart
    if (challenge === null) throw new Refused('stepUpStart', userErrors[0]?.code ?? '', userErrors[0]?.message ?? '')
    return { challenge }
  }

  /** Sends bytes to a place beside GraphQL. */
  async upload(path: string, type: string, bytes: Buffer): Promise<Response> {
    return await fetch(`${this.#house.httpUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': type, accept: 'application/json', cookie: this.#cookie },
      body: new Uint8Array(bytes),
    })
  }

  /** Keeps a document for the corrections of a terminal; answers its reference. */
  async attach(terminalId: string, name: string, bytes: Buffer): Promise<string> {
    for (const end = performance.now() + AWAY_MAX_MS; performance.now() < end; ) {
      const path = `/evidence?terminal=${terminalId}&name=${name}`
      const response = await this.upload(path, 'text/plain', bytes).catch(() => null)
      if (response?.ok === true) return ((await response.json()) as { sha256: string }).sha256
      if (response !== null && response.status < 500) throw new Error(`evidence: ${await response.text()}`)
      await new Promise((again) => setTimeout(again, AGAIN_MS))
    }
    throw new Error('the API takes no document')
  }

  get #origin(): string {
    return `http://localhost:${new URL(this.#house.httpUrl).port}`
  }
}

/** What the API has against a wish. */
export class Refused extends Error {
  readonly code: string

  constructor(mutation: string, code: string, message: string) {
    super(`${mutation}: ${code} ${message}`)
    this.code = code
  }
}

/** The database is away, or too much is asked at once. */
const PASSING = new Set(['INTERNAL', 'OVERLOADED', 'RATE_LIMITED'])
const OUT = new Set(['SESSION_LOCKED', 'UNAUTHENTICATED'])

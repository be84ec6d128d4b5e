import { startIdentityProvider, type TestIdentityProvider } from '@budeng/protocol/testing-identity-provider'
import { type Answer, answerOf, type Client } from './client.ts'
import { PUBLIC_URL, startTestHouse, type TestHouse } from './test-house.ts'

let keys = 0

/** A house beside a real identity provider; nobody has asked for it yet. */
export interface SsoHouse {
  readonly house: TestHouse
  readonly provider: TestIdentityProvider
  /** How far our time of day is ahead of the provider's. */
  ahead(ms: number): void
  /** Two administrators make it the acquirer's own sign-in. */
  install(changed?: object, at?: 'cup' | 'else'): Promise<void>
  close(): Promise<void>
}

export async function startSsoHouse(): Promise<SsoHouse> {
  const provider = await startIdentityProvider(`${PUBLIC_URL}/sso/callback`)
  let ahead = 0
  const codeClock = { now: () => Date.now() + ahead }
  const house = await startTestHouse({ ssoIssuers: [provider.issuer], codeClock })
  return {
    house,
    provider,
    ahead: (ms) => void (ahead = ms),
    install: async (changed = {}, at = 'cup') => {
      const [maker, checker] =
        at === 'cup' ? ['admin@cup.test', 'second-admin@cup.test'] : ['a@else.test', 'b@else.test']
      const wish = providerWish(house, provider, changed, at)
      const asked = await (await house.as(maker)).ask(CHANGE, { i: wish })
      const changeId = asked.at('identityProviderChange.changeRequest.id')
      const hash = asked.at('identityProviderChange.changeRequest.hash')
      const decided = await (await house.as(checker)).ask(DECIDE, {
        i: { changeId, hash, approve: true, idempotencyKey: `sso-${++keys}` },
      })
      if (decided.at('changeDecide.changeRequest.state') !== 'APPROVED') throw new Error(asked.text + decided.text)
    },
    close: async () => {
      await house.close()
      await provider.close()
    },
  }
}

export const CHANGE =
  'mutation($i:IdentityProviderChangeInput!){identityProviderChange(input:$i){changeRequest{id hash before after} userErrors{code path facts{name value}}}}'
const DECIDE =
  'mutation($i:ChangeDecideInput!){changeDecide(input:$i){changeRequest{state} userErrors{code facts{name value}}}}'

/** The input of `identityProviderChange`. */
export function providerWish(
  house: TestHouse,
  { issuer, clientId, clientSecret }: Pick<TestIdentityProvider, 'issuer' | 'clientId' | 'clientSecret'>,
  changed: object = {},
  at: 'cup' | 'else' = 'cup',
): object {
  return {
    organisationId: house.fleet.nodes[at].id,
    provider: {
      name: 'Bank sign-in',
      ...{ issuer, clientId, clientSecret, domains: [`${at}.test`], authoritative: false },
      ...{ roles: ['ADMIN', 'OPERATIONS', 'AUDITOR', 'VIEWER'], askFactor: false, enabled: true },
      ...changed,
    },
    reason: 'staff have one login',
    idempotencyKey: `sso-${++keys}`,
  }
}

/** A browser at the platform: keeps the cookies that it is given, also on the way back from a provider. */
export class Browser {
  readonly #url: string
  readonly #cookies = new Map<string, string>()

  constructor(url: string, client?: Client) {
    this.#url = url
    if (client !== undefined && client.cookie !== '') this.keep([client.cookie])
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  async ask(query: string, variables: object = {}): Promise<Answer> {
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.cookie },
      body: JSON.stringify({ query, variables }),
    })
    this.keep(response.headers.getSetCookie())
    return answerOf(response, await response.text())
  }

  /** Begins to sign in; answers the address at the provider, or the code of the refusal. */
  async start(providerId: string, more: object = {}): Promise<string> {
    const answer = await this.ask(
      'mutation($i:ProviderLoginStartInput!){providerLoginStart(input:$i){url userErrors{code}}}',
      { i: { providerId, ...more } },
    )
    return String(answer.at('providerLoginStart.url') ?? answer.at('providerLoginStart.userErrors.0.code'))
  }

  /** Comes back from a provider; answers where it is sent. */
  async back(address: URL): Promise<string> {
    const response = await fetch(`${this.#url}${address.pathname}${address.search}`, {
      redirect: 'manual',
      headers: { cookie: this.cookie },
    })
    this.keep(response.headers.getSetCookie())
    return response.headers.get('location') ?? `status ${response.status}`
  }

  /** E-mail of who is signed in; null: nobody. */
  async who(): Promise<string | null> {
    const answer = await this.ask('{viewer{person{email}}}')
    return (answer.at('viewer.person.email') as string | undefined) ?? null
  }

  /** Cookies that came by another way. */
  keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      const value = pair.slice(at + 1)
      if (value === '') this.#cookies.delete(pair.slice(0, at))
      else this.#cookies.set(pair.slice(0, at), value)
    }
  }
}

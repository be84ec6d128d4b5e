import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Configuration, Provider } from 'oidc-provider'

/** Somebody whom the provider knows. */
export interface TestSubject {
  readonly sub: string
  readonly email: string
  readonly email_verified: boolean
}

/** A real OpenID provider (npm: oidc-provider) on a port of its own, for tests. */
export interface TestIdentityProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who may sign in, by what they type at its page. */
  readonly people: Map<string, TestSubject>
  /** What a browser does there: opens the address, signs in as that one, and is sent back. Answers the address it is sent to. */
  visit(url: string, who: string): Promise<URL>
  /** The same, calling it off. */
  refuse(url: string): Promise<URL>
  close(): Promise<void>
}

const TOKEN_LIFE_SEC = 60

/** `redirectUri`: where its one client is sent back to. */
export async function startIdentityProvider(redirectUri: string, port = 0): Promise<TestIdentityProvider> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [clientId, clientSecret] = ['budeng', randomBytes(32).toString('base64url')]
  const people = new Map<string, TestSubject>()
  const provider = new Provider(issuer, configuration({ clientId, clientSecret, redirectUri, people }))
  const callback = provider.callback()
  handle = (request, response) => {
    const uid = /^\/sign-in\/([\w-]+)/.exec(request.url ?? '')?.[1]
    if (uid === undefined) void callback(request, response)
    else
      signIn(provider, people, request, response).catch((fault: unknown) => response.writeHead(500).end(String(fault)))
  }
  return {
    issuer,
    clientId,
    clientSecret,
    people,
    visit: (url, who) => walk(url, { who }),
    refuse: (url) => walk(url, { refuse: '1' }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function configuration({
  clientId,
  clientSecret,
  redirectUri,
  people,
}: {
  clientId: string
  clientSecret: string
  redirectUri: string
  people: Map<string, TestSubject>
}): Configuration {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: {
      IdToken: TOKEN_LIFE_SEC,
      AccessToken: 600,
      AuthorizationCode: 600,
      Grant: 600,
      Interaction: 600,
      Session: 600,
    },
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    findAccount: (_ctx, accountId) => {
      const found = [...people.values()].find(({ sub }) => sub === accountId)
      return found === undefined ? undefined : { accountId, claims: () => ({ ...found }) }
    },
    // whoever signed in has agreed
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc
      const grant = new ctx.oidc.provider.Grant({
        clientId: client?.clientId ?? '',
        accountId: session?.accountId ?? '',
      })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  }
}

const PAGE = `<!doctype html><html lang="en"><title>Bank sign-in</title><main><h1>Bank sign-in</h1>
<form method="post"><label>Name <input name="who" autofocus></label><button>Sign in</button></form></main></html>`

/** Its page: who types a name that it knows is signed in. */
async function signIn(
  provider: Provider,
  people: Map<string, TestSubject>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE)
    return
  }
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const form = new URLSearchParams(Buffer.concat(parts).toString())
  const subject = people.get(form.get('who') ?? '')
  const result =
    subject === undefined
      ? { error: 'access_denied', error_description: 'called off' }
      : { login: { accountId: subject.sub } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

/** A browser without a screen: follows redirects with cookies, fills in the one form, stops where it is sent away. */
async function walk(start: string, form: Readonly<Record<string, string>>): Promise<URL> {
  const cookies = new Map<string, string>()
  const { origin } = new URL(start)
  let url = new URL(start)
  let body: URLSearchParams | null = null
  for (let step = 0; step < 10; step++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body === null ? {} : { method: 'POST', body }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const location = response.headers.get('location')
    if (location === null && response.status === 200 && body === null) {
      body = new URLSearchParams(form)
      continue
    }
    if (location === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`)
    body = null
    url = new URL(location, url)
    if (url.origin !== origin) return url
  }
  throw new Error('the provider sends us around in circles')
}

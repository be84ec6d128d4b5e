import type { ProviderClaims } from '@budeng/access'
import type { Clock } from '@budeng/kernel'
import { leadsOutside } from '@budeng/protocol'
import * as oidc from 'openid-client'
import {
  CALLBACK_PATH,
  PROVIDER_ANSWER_BYTES_MAX,
  PROVIDER_CLOCK_TOLERANCE_SEC,
  PROVIDER_FAILURE_KEPT_MS,
  PROVIDER_METADATA_KEPT_MS,
  PROVIDER_TIMEOUT_SEC,
} from '../../limits.ts'

/** Why a provider let nobody in: it does not answer, it (or the person) said no, or what it said does not hold. */
export type ProviderFaultCode = 'PROVIDER_UNREACHABLE' | 'PROVIDER_DENIED' | 'PROVIDER_ANSWER'

export class ProviderFault extends Error {
  readonly code: ProviderFaultCode

  constructor(code: ProviderFaultCode, cause?: unknown) {
    super(cause instanceof Error ? cause.message : code, { cause })
    this.name = 'ProviderFault'
    this.code = code
  }
}

/** A provider as it is spoken to. */
export interface SpokenProvider {
  readonly issuer: string
  readonly clientId: string
  readonly secret: string
}

/** What binds an answer to the question: none of them may be another's. */
export interface Bindings {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** What a provider vouches for, with its name for the person. */
export interface VouchedSubject extends ProviderClaims {
  readonly subject: string
}

interface Remembered {
  readonly metadata: Promise<oidc.ServerMetadata>
  readonly until: number
}

/**
 * Speaks OpenID Connect with identity providers: authorisation code with PKCE, state and nonce; the ID token's signature
 * is checked although it comes over TLS. It goes nowhere inside our own network, unless the installation lists the origin.
 */
export class ProviderClient {
  /** Where a provider sends people back to. */
  readonly redirectUri: string
  readonly #listed: ReadonlySet<string>
  readonly #clock: Clock
  readonly #remembered = new Map<string, Remembered>()

  constructor({ publicUrl, listed, clock }: { publicUrl: string; listed: readonly string[]; clock: Clock }) {
    this.redirectUri = new URL(CALLBACK_PATH, publicUrl).href
    this.#listed = new Set(listed)
    this.#clock = clock
  }

  /** Whether the installation takes this origin's word although it has no TLS or is inside. */
  isListed(origin: string): boolean {
    return this.#listed.has(origin)
  }

  /** The address at the provider to which the browser goes. @throws ProviderFault */
  async begin(provider: SpokenProvider, { state, nonce, verifier }: Bindings): Promise<string> {
    const config = await this.#configuration(provider)
    const code_challenge = await oidc.calculatePKCECodeChallenge(verifier)
    return oidc.buildAuthorizationUrl(config, {
      ...{ redirect_uri: this.redirectUri, scope: 'openid email', response_type: 'code', state, nonce },
      ...{ code_challenge, code_challenge_method: 'S256' },
    }).href
  }

  /** Who came back with these parameters. @throws ProviderFault */
  async finish(provider: SpokenProvider, query: string, { state, nonce, verifier }: Bindings): Promise<VouchedSubject> {
    const config = await this.#configuration(provider)
    const url = new URL(this.redirectUri)
    url.search = query
    try {
      const tokens = await oidc.authorizationCodeGrant(config, url, {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new ProviderFault('PROVIDER_ANSWER')
      const { sub, email, email_verified: isVerified } = claims
      return { subject: sub, email: typeof email === 'string' ? email : null, emailVerified: isVerified === true }
    } catch (fault) {
      throw faultOf(fault)
    }
  }

  async #configuration({ issuer, clientId, secret }: SpokenProvider): Promise<oidc.Configuration> {
    const metadata = await this.#metadataOf(issuer)
    const methods = metadata.token_endpoint_auth_methods_supported
    const isBasic = methods === undefined || methods.includes('client_secret_basic')
    const authentication = isBasic ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret)
    // its times are held against the same clock as everything else here
    const skew = Math.round((this.#clock.now() - Date.now()) / 1_000)
    const client = { [oidc.clockSkew]: skew, [oidc.clockTolerance]: PROVIDER_CLOCK_TOLERANCE_SEC }
    const config = new oidc.Configuration(metadata, clientId, client, authentication)
    config.timeout = PROVIDER_TIMEOUT_SEC
    config[oidc.customFetch] = this.#fetch
    if (this.isListed(new URL(issuer).origin)) oidc.allowInsecureRequests(config)
    oidc.enableNonRepudiationChecks(config)
    return config
  }

  /** A provider's own description; asked for anew after a while, and after a failure not at once. */
  async #metadataOf(issuer: string): Promise<oidc.ServerMetadata> {
    const known = this.#remembered.get(issuer)
    if (known !== undefined && performance.now() < known.until) return await known.metadata
    const metadata = this.#discover(issuer)
    const remember = (keptMs: number) =>
      void this.#remembered.set(issuer, { metadata, until: performance.now() + keptMs })
    remember(PROVIDER_METADATA_KEPT_MS)
    metadata.catch(() => remember(PROVIDER_FAILURE_KEPT_MS))
    return await metadata
  }

  async #discover(issuer: string): Promise<oidc.ServerMetadata> {
    try {
      const url = new URL(issuer)
      const found = await oidc.discovery(url, 'discovery', undefined, oidc.None(), {
        execute: this.isListed(url.origin) ? [oidc.allowInsecureRequests] : [],
        timeout: PROVIDER_TIMEOUT_SEC,
        [oidc.customFetch]: this.#fetch,
      })
      return found.serverMetadata()
    } catch (fault) {
      throw faultOf(fault)
    }
  }

  /** Every request to a provider: to where it may go, and no more of the answer than anybody needs. */
  readonly #fetch: oidc.CustomFetch = async (address, options) => {
    const { origin, hostname, protocol } = new URL(address)
    const isFree = protocol === 'https:' && (await leadsOutside(hostname))
    if (!isFree && !this.isListed(origin)) throw new ProviderFault('PROVIDER_UNREACHABLE')
    const response = await fetch(address, options as RequestInit).catch((fault: unknown) => {
      throw new ProviderFault('PROVIDER_UNREACHABLE', fault)
    })
    if (response.status >= 500) throw new ProviderFault('PROVIDER_UNREACHABLE')
    return new Response(await bounded(response), { status: response.status, headers: response.headers })
  }
}

async function bounded({ body }: Response): Promise<Uint8Array<ArrayBuffer> | null> {
  if (body === null) return null
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > PROVIDER_ANSWER_BYTES_MAX) throw new ProviderFault('PROVIDER_ANSWER')
    parts.push(part)
  }
  return Uint8Array.from(Buffer.concat(parts))
}

/** Codes of the library for an answer that came too late or not at all. */
const LATE: readonly unknown[] = ['OAUTH_TIMEOUT', 'OAUTH_ABORT']

function faultOf(fault: unknown): ProviderFault {
  for (let cause = fault; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ProviderFault) return cause
    if ('code' in cause && LATE.includes(cause.code)) return new ProviderFault('PROVIDER_UNREACHABLE', fault)
  }
  const isDenied = fault instanceof oidc.AuthorizationResponseError && fault.error === 'access_denied'
  return new ProviderFault(isDenied ? 'PROVIDER_DENIED' : 'PROVIDER_ANSWER', fault)
}

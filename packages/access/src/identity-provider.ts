import { type Refusal, refuse } from '@budeng/kernel'
import { PROVIDER_DOMAINS_MAX, PROVIDER_NAME_LENGTH_MAX, PROVIDER_TEXT_LENGTH_MAX } from './limits.ts'
import type { AccessRefusalCode } from './refusals.ts'
import { ROLES, type Role } from './role-names.ts'

/** Where an acquirer's staff may sign in instead of typing a password here. */
export interface IdentityProvider {
  /** What its button says. */
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  /** Names the secret, which is sealed in a row of its own. */
  readonly secretId: string
  /** Domains of e-mail addresses for which the login page offers it. */
  readonly domains: readonly string[]
  /** True: an address of these domains that it has verified is the account's by itself. */
  readonly authoritative: boolean
  /** Who may sign in by it. */
  readonly roles: readonly Role[]
  /** True: whoever holds a second factor here is asked for it as well. */
  readonly askFactor: boolean
  readonly enabled: boolean
}

type Checked =
  | { readonly ok: true; readonly value: Omit<IdentityProvider, 'secretId'> }
  | { readonly ok: false; readonly refusal: Refusal<AccessRefusalCode> }

const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/

/**
 * A wish as it will be stored, or what is wrong with it. An issuer speaks HTTPS; `isListed` names the origins for which
 * the installation says otherwise.
 */
export function checkProvider(
  wish: Omit<IdentityProvider, 'secretId'>,
  isListed: (origin: string) => boolean,
): Checked {
  const [name, clientId, issuer] = [wish.name.trim(), wish.clientId.trim(), wish.issuer.trim()]
  const domains = [...new Set(wish.domains.map((domain) => domain.trim().toLowerCase().replace(/^@/, '')))].sort()
  const roles = ROLES.filter((role) => wish.roles.includes(role))
  if (name === '' || name.length > PROVIDER_NAME_LENGTH_MAX) return bad('name')
  if (!isIssuer(issuer, isListed)) return bad('issuer')
  if (clientId === '' || clientId.length > PROVIDER_TEXT_LENGTH_MAX) return bad('clientId')
  if (domains.length === 0 || domains.length > PROVIDER_DOMAINS_MAX || !domains.every((one) => DOMAIN.test(one)))
    return bad('domains')
  if (roles.length === 0) return bad('roles')
  const { authoritative, askFactor, enabled } = wish
  return { ok: true, value: { name, issuer, clientId, domains, authoritative, roles, askFactor, enabled } }
}

function bad(field: string): Checked {
  return { ok: false, refusal: refuse('BAD_PROVIDER', { field }, ['provider', field]).refusal }
}

const ISSUER = /^(https?):\/\/([^/?#@\s]+)(\/[^?#@\s]*)?$/

/** An address without user, query and fragment, as OpenID Connect Discovery asks for. */
function isIssuer(issuer: string, isListed: (origin: string) => boolean): boolean {
  const [, scheme, host] = ISSUER.exec(issuer) ?? []
  if (scheme === undefined || host === undefined || issuer.length > PROVIDER_TEXT_LENGTH_MAX) return false
  return scheme === 'https' || isListed(`${scheme}://${host}`)
}

/** What a provider vouches for. */
export interface ProviderClaims {
  readonly email: string | null
  readonly emailVerified: boolean
}

/** An account that a login at a provider may be for. */
export interface ProviderAccount {
  readonly nodeId: string
  readonly path: string
  readonly kind: 'HUMAN' | 'SERVICE'
  readonly role: Role
  readonly isDisabled: boolean
}

/** Why somebody who signed in there does not come in here. The record says which; the person is told one thing. */
export type ProviderRefusal = 'OFF' | 'UNLINKED' | 'DISABLED' | 'ROLE' | 'PLACE'

type Rules = Pick<IdentityProvider, 'domains' | 'authoritative' | 'roles' | 'enabled'> & { readonly nodeId: string }

/** Why an account may not sign in by a provider, or null: it is of that acquirer, in one of the roles, and enabled. */
export function providerRefusal(provider: Rules, account: ProviderAccount): ProviderRefusal | null {
  if (!provider.enabled) return 'OFF'
  if (account.path.split('.')[0] !== provider.nodeId) return 'PLACE'
  if (account.isDisabled || account.kind !== 'HUMAN') return 'DISABLED'
  return provider.roles.includes(account.role) ? null : 'ROLE'
}

/**
 * Whether an account that nobody has linked yet is the one of these claims: only where the provider was declared to have
 * the say over the domain, only for an address that it has verified, and only for an account at the acquirer itself. An
 * e-mail address alone proves nothing.
 */
export function isVouchedFor(
  { nodeId, domains, authoritative }: Rules,
  { email, emailVerified }: ProviderClaims,
  account: ProviderAccount & { readonly email: string },
): boolean {
  if (!authoritative || !emailVerified || email === null) return false
  const isTheirs = domains.includes(domainOf(email) ?? '') && email.toLowerCase() === account.email
  return isTheirs && account.nodeId === nodeId
}

/** The domain of an e-mail address, in lower case; null when it has none. */
export function domainOf(email: string): string | null {
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1).toLowerCase()
  return at > 0 && DOMAIN.test(domain) ? domain : null
}

/** A place inside the dashboard to which a login leads back: never another site, whatever was asked for. */
export function safeReturn(wish: string | null | undefined): string {
  if (wish == null || wish.length > PROVIDER_TEXT_LENGTH_MAX) return '/'
  // browsers take \ for / and drop control characters: "/\evil", "/\t/evil"
  return /^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(wish) ? wish : '/'
}

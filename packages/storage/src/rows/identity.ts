import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'

export interface IdentityProviderRow {
  /** The acquirer whose provider it is. */
  nodeId: string
  path: string
  issuer: string
  clientId: string
  domains: string[]
  enabled: boolean
  changedAt: Instant
  version: number
  name: string
  secretId: string
  authoritative: boolean
  roles: string[]
  askFactor: boolean
}

export const identityProviderTable = table<IdentityProviderRow>('identity_provider', {
  nodeId: primary('text'),
  path: column('ltree'),
  issuer: column('text'),
  clientId: column('text'),
  domains: column('text[]'),
  enabled: column('boolean'),
  changedAt: column('instant'),
  version: column('int'),
  name: column('text'),
  secretId: column('text'),
  authoritative: column('boolean'),
  roles: column('text[]'),
  askFactor: column('boolean'),
})

export interface ProviderSecretRow {
  id: string
  nodeId: string
  path: string
  sealed: Buffer
  createdAt: Instant
}

export const providerSecretTable = table<ProviderSecretRow>('provider_secret', {
  id: primary('text'),
  nodeId: column('text'),
  path: column('ltree'),
  sealed: column('bytea'),
  createdAt: column('instant'),
})

export interface PersonIdentityRow {
  id: string
  personId: string
  providerId: string
  issuer: string
  subject: string
  /** As the provider named it when it was linked. */
  email: string | null
  linkedAt: Instant
  usedAt: Instant | null
}

export const personIdentityTable = table<PersonIdentityRow>('person_identity', {
  id: primary('text'),
  personId: column('text'),
  providerId: column('text'),
  issuer: column('text'),
  subject: column('text'),
  email: nullable('text'),
  linkedAt: column('instant'),
  usedAt: nullable('instant'),
})

export interface ProviderLoginRow {
  /** SHA-256 of the state. */
  stateHash: Buffer
  nodeId: string
  nonce: string
  /** The verifier of PKCE, sealed. */
  verifier: Buffer
  returnTo: string
  createdAt: Instant
  expiresAt: Instant
  purpose: 'LOGIN' | 'CONNECT' | 'INVITATION'
  /** SHA-256 of the cookie of the browser that began. */
  browserHash: Buffer
  issuer: string
  /** CONNECT: who links, in which session. */
  personId: string | null
  sessionId: string | null
  /** INVITATION: the link's hash and what the person typed. */
  invitation: unknown
}

export const providerLoginTable = table<ProviderLoginRow>('provider_login', {
  stateHash: primary('bytea'),
  nodeId: column('text'),
  nonce: column('text'),
  verifier: column('bytea'),
  returnTo: column('text'),
  createdAt: column('instant'),
  expiresAt: column('instant'),
  purpose: column('text'),
  browserHash: column('bytea'),
  issuer: column('text'),
  personId: nullable('text'),
  sessionId: nullable('text'),
  invitation: nullable('json'),
})

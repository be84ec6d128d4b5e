import type { ProviderAccount, Role } from '@budeng/access'
import type { IdentityProviderRow, PersonIdentityRow, PersonRow, ProviderLoginRow } from '@budeng/storage'
import type { Operation } from '../../graphql/operation.ts'
import type { SpokenProvider, VouchedSubject } from './provider-client.ts'

/** Why somebody who came back does not get in; the closed list of what the login page has words for. */
export const RETURN_CODES = [
  'IDENTITY_TAKEN',
  'IDENTITY_UNKNOWN',
  'INVITATION_OVER',
  'LOGIN_LOCKED',
  'PROVIDER_ANSWER',
  'PROVIDER_DENIED',
  'PROVIDER_STATE',
  'PROVIDER_UNREACHABLE',
] as const
export type ReturnCode = (typeof RETURN_CODES)[number]

/** Somebody at a provider, who came back to the browser that sent them. */
export interface Arrival {
  readonly operation: Operation
  readonly login: ProviderLoginRow
  readonly provider: IdentityProviderRow & SpokenProvider
  readonly subject: VouchedSubject
}

/** The link of this subject, to be. */
export function newIdentity({ provider, subject }: Arrival): Pick<PersonIdentityRow, 'issuer' | 'subject' | 'email'> {
  return { issuer: provider.issuer, subject: subject.subject, email: subject.email }
}

export function rulesOf({ nodeId, domains, authoritative, roles, enabled }: IdentityProviderRow) {
  return { nodeId, domains, authoritative, roles: roles as readonly Role[], enabled }
}

export function accountWord({ nodeId, path, kind, role, disabledAt }: PersonRow): ProviderAccount {
  return { nodeId, path, kind, role: role as Role, isDisabled: disabledAt !== null }
}

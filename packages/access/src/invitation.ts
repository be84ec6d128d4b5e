import { type Instant, type Refusal, refuse } from '@budeng/kernel'
import { INVITATION_LIFE_MS } from './limits.ts'
import type { NodeKind } from './organisation.ts'
import type { AccessRefusalCode } from './refusals.ts'
import type { Role } from './role-names.ts'

/** A link that makes one account, once. */
export interface Invitation {
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly acceptedAt: Instant | null
  readonly revokedAt: Instant | null
}

export function newInvitation(at: Instant): Invitation {
  return { createdAt: at, expiresAt: at + INVITATION_LIFE_MS, acceptedAt: null, revokedAt: null }
}

/** Whether a link still makes an account. Used, withdrawn and late ones are told the same as one that never was. */
export function isOpen({ acceptedAt, revokedAt, expiresAt }: Invitation, at: Instant): boolean {
  return acceptedAt === null && revokedAt === null && at < expiresAt
}

/** Roles that mean something only where their organisation stands; the others fit anywhere. */
const ONLY_AT: Readonly<Partial<Record<Role, readonly NodeKind[]>>> = {
  OPERATIONS: ['ACQUIRER'],
  AGENT: ['AGENT'],
  CORRECTION_MAKER: ['ACQUIRER', 'AGENT'],
  CORRECTION_CHECKER: ['ACQUIRER', 'AGENT'],
}

/** Why a role does not belong at that kind of organisation, or null. */
export function rolePlaceRefusal(role: Role, kind: NodeKind): Refusal<AccessRefusalCode> | null {
  const kinds = ONLY_AT[role]
  return kinds === undefined || kinds.includes(kind) ? null : refuse('ROLE_PLACE', { role, kind }, ['role']).refusal
}

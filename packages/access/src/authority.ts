import { type Authority, type GrantLevel, type Instant, type Refusal, refuse } from '@budeng/kernel'
import type { Permission } from './permissions.ts'
import type { AccessRefusalCode } from './refusals.ts'
import type { Role } from './role-names.ts'
import { PRESENCE_FOR_DEFAULT, type Policies } from './policy.ts'
import { roleRule } from './roles.ts'

/** A person as rights are read from. */
export interface Person {
  readonly id: string
  /** Shared by all accounts of the same human. */
  readonly humanId: string
  readonly role: Role
  /** The node to which the person belongs. */
  readonly path: string
  readonly disabledAt: Instant | null
}

/** What a person may do, in the kernel's words: the role, within every grant up the tree. Who is disabled may do nothing. */
export function authorityOf(
  { id, humanId, role, disabledAt }: Person,
  granted: readonly GrantLevel[],
  standsFor: readonly string[] = [],
): Authority {
  const { permits, terminalsMax } = roleRule(role)
  const isActive = disabledAt === null
  return {
    personId: id,
    humanId,
    isService: false,
    permits: new Set<string>(isActive ? permits : []),
    terminalsMax: isActive ? terminalsMax : 0,
    presenceRequired: PRESENCE_FOR_DEFAULT.includes(role),
    granted,
    standsFor,
  }
}

/** The same rights under the policies of the place where they are used. */
export function authorityUnder(authority: Authority, role: Role, { PRESENCE }: Policies): Authority {
  return { ...authority, presenceRequired: PRESENCE.requiredFor.includes(role) }
}

/** Why not, or null. For everything that is not a command; commands are decided in `fleet`. */
export function permissionRefusal(authority: Authority, permission: Permission): Refusal<AccessRefusalCode> | null {
  return authority.permits.has(permission) ? null : refuse('NOT_PERMITTED', { permission }).refusal
}

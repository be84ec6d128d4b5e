import { type Authority, type Instant, type Refusal, refuse } from '@budeng/kernel'
import type { Person } from './authority.ts'
import { DEPUTY_LIFE_MAX_MS } from './limits.ts'
import { sees } from './organisation.ts'
import type { AccessRefusalCode } from './refusals.ts'
import { ROLES, type Role } from './role-names.ts'
import { roleRule } from './roles.ts'

/** Somebody stands in for another, at that other's place in the tree, until a moment. */
export interface Deputyship {
  readonly id: string
  readonly absentId: string
  readonly deputyId: string
  readonly nodeId: string
  readonly role: Role
  readonly until: Instant
  readonly endedAt: Instant | null
}

export function isDeputyNow({ until, endedAt }: Pick<Deputyship, 'until' | 'endedAt'>, at: Instant): boolean {
  return endedAt === null && at < until
}

export interface DeputyWish {
  readonly at: Instant
  /** Who sets it. */
  readonly setter: { readonly authority: Authority; readonly path: string }
  readonly absent: Person
  readonly deputy: Person
  readonly role: Role
  readonly until: Instant
  /** The same two, for now. */
  readonly isSetAlready: boolean
}

/** Why this person may not stand in for that one, or null. */
export function deputyRefusal(wish: DeputyWish): Refusal<AccessRefusalCode> | null {
  const { at, setter, absent, deputy, role, until, isSetAlready } = wish
  const touch = deputyTouchRefusal(setter, absent)
  if (touch !== null) return touch
  if (deputy.humanId === absent.humanId) return refuse('DEPUTY_ONESELF', undefined, ['deputyId']).refusal
  if (deputy.disabledAt !== null) return refuse('DEPUTY_DISABLED', undefined, ['deputyId']).refusal
  if (!sees(deputy.path, absent.path)) return refuse('DEPUTY_PLACE', undefined, ['deputyId']).refusal
  if (!isWithin(role, absent.role)) return refuse('DEPUTY_TOO_WIDE', { role, max: absent.role }, ['role']).refusal
  if (until <= at || until > at + DEPUTY_LIFE_MAX_MS)
    return refuse('DEPUTY_UNTIL', { maxMs: DEPUTY_LIFE_MAX_MS }, ['until']).refusal
  return isSetAlready ? refuse('DEPUTY_SET_ALREADY', undefined, ['deputyId']).refusal : null
}

/** Who may set or end it: the absent one, and whoever looks after people there. */
export function deputyTouchRefusal(
  setter: DeputyWish['setter'],
  absent: Pick<Person, 'id' | 'path'>,
): Refusal<AccessRefusalCode> | null {
  const isOwn = setter.authority.personId === absent.id
  const looksAfter = setter.authority.permits.has('person:write') && sees(setter.path, absent.path)
  return isOwn || looksAfter ? null : refuse('NOT_PERMITTED', { permission: 'person:write' }).refusal
}

/** Roles that reach beyond that one: a deputyship of such a role ends when the absent person's role becomes it. */
export function rolesBeyond(role: Role): readonly Role[] {
  return ROLES.filter((one) => !isWithin(one, role))
}

/** A role that may nothing that the other may not. */
export function isWithin(role: Role, wider: Role): boolean {
  const [narrow, wide] = [roleRule(role), roleRule(wider)]
  return (
    narrow.permits.every((permission) => wide.permits.includes(permission)) && narrow.terminalsMax <= wide.terminalsMax
  )
}

import { type Instant, refuse } from '@budeng/kernel'
import { FACTOR_AGE_MIN_MS } from './limits.ts'
import type { Permission } from './permissions.ts'
import type { AccessRefusalCode } from './refusals.ts'

/** Who would be the second person. */
export interface Approver {
  readonly personId: string
  /** Accounts of one human share it: a second account is no second person. */
  readonly humanId: string
  /** Absent people whose deputy this is, by account and by human: what they asked for is not the deputy's to approve. */
  readonly standsFor: readonly string[]
  readonly permits: ReadonlySet<string>
  readonly path: string
  /** Since when the person has this role. */
  readonly roleSince: Instant
  /** Since when the person has a second factor; null: has none. */
  readonly factorSince: Instant | null
}

/** Who asked. `humans`: as known when it was asked and as known now, since accounts may have been joined meanwhile. */
export interface Maker {
  readonly person: string
  readonly humans: readonly string[]
}

/** Why somebody is no second person for what another asked for, or null. */
export function approverRefusal(
  approver: Approver,
  permission: Permission,
  maker: Maker,
  at: Instant,
): ReturnType<typeof refuse<AccessRefusalCode>> | null {
  if (!approver.permits.has(permission)) return refuse('NOT_PERMITTED', { permission })
  const own = [approver.personId, approver.humanId, ...approver.standsFor]
  if ([maker.person, ...maker.humans].some((id) => own.includes(id))) return refuse('OWN_REQUEST')
  return ageRefusal(approver, at)
}

/** Whoever made an account, a role or a factor a moment ago must not approve with it: somebody shall have time to notice. */
export function ageRefusal(
  { roleSince, factorSince }: Pick<Approver, 'roleSince' | 'factorSince'>,
  at: Instant,
): ReturnType<typeof refuse<AccessRefusalCode>> | null {
  if (at < roleSince + FACTOR_AGE_MIN_MS) return refuse('ROLE_TOO_YOUNG', { until: roleSince + FACTOR_AGE_MIN_MS })
  if (factorSince === null) return refuse('FACTOR_MISSING')
  if (at < factorSince + FACTOR_AGE_MIN_MS)
    return refuse('FACTOR_TOO_YOUNG', { until: factorSince + FACTOR_AGE_MIN_MS })
  return null
}

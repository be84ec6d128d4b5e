import type { Instant } from '@budeng/kernel'
import { FACTOR_AGE_MIN_MS } from './limits.ts'
import type { Role } from './role-names.ts'

/** The second factors that a person holds. */
export interface Factors {
  /** Since when codes of an authenticator count; null: none is set up. */
  readonly totpSince: Instant | null
  /** Since when each passkey is known. */
  readonly passkeysSince: readonly Instant[]
}

/** Whoever may change much, or moves money, needs a second factor. */
const NEEDING: ReadonlySet<Role> = new Set(['ADMIN', 'OPERATIONS', 'CORRECTION_MAKER', 'CORRECTION_CHECKER'])

export function hasFactor({ totpSince, passkeysSince }: Factors): boolean {
  return totpSince !== null || passkeysSince.length > 0
}

/** Whether a person is asked to set a second factor up before anything else. */
export function mustEnrol(role: Role, factors: Factors): boolean {
  return NEEDING.has(role) && !hasFactor(factors)
}

/**
 * Whether a person's rights are old enough to approve somebody's wish: neither a role nor a factor that was given a
 * moment ago counts, or whoever takes an account over would approve at once.
 */
export function mayApproveYet(roleSince: Instant, { totpSince, passkeysSince }: Factors, at: Instant): boolean {
  const since = [...passkeysSince, ...(totpSince === null ? [] : [totpSince])]
  const isOld = (moment: Instant) => at - moment >= FACTOR_AGE_MIN_MS
  return isOld(roleSince) && since.some(isOld)
}

/** The step of a code that is right, when it was not accepted before: a step is accepted once, and none before it later. */
export function acceptsStep(lastStep: number, step: number): boolean {
  return step > lastStep
}

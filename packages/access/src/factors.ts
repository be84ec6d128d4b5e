import type { Instant } from '@budeng/kernel'
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

export function needsFactor(role: Role): boolean {
  return NEEDING.has(role)
}

export function hasFactor({ totpSince, passkeysSince }: Factors): boolean {
  return totpSince !== null || passkeysSince.length > 0
}

/** Whether a person is asked to set a second factor up before anything else. */
export function mustEnrol(role: Role, factors: Factors): boolean {
  return needsFactor(role) && !hasFactor(factors)
}

/** Since when the oldest of them counts; null: there is none. */
export function oldestFactor({ totpSince, passkeysSince }: Factors): Instant | null {
  const since = [...passkeysSince, ...(totpSince === null ? [] : [totpSince])]
  return since.length === 0 ? null : Math.min(...since)
}

/** The step of a code that is right, when it was not accepted before: a step is accepted once, and none before it later. */
export function acceptsStep(lastStep: number, step: number): boolean {
  return step > lastStep
}

import type { Instant } from '@budeng/kernel'
import { SIGN_ON_FAILURES_MAX, SIGN_ON_FAILURE_WINDOW_MS, SIGN_ON_LOCK_MS } from './limits.ts'

/** Failed platform sign-ons of one device, counted only after its MQTT login, so that a stranger cannot lock it. */
export interface SignOnFailures {
  /** The latest ones, oldest first; never more than the limit. */
  readonly failedAt: readonly Instant[]
  readonly lockedUntil: Instant | null
}

export const NO_SIGN_ON_FAILURES: SignOnFailures = { failedAt: [], lockedUntil: null }

/** True while no proof is looked at. */
export function isSignOnLocked({ lockedUntil }: SignOnFailures, at: Instant): boolean {
  return lockedUntil !== null && at < lockedUntil
}

/** One more failure: five within 15 minutes lock the device's sign-on for 30. While locked, nothing is counted. */
export function signOnFailed(failures: SignOnFailures, at: Instant): SignOnFailures {
  if (isSignOnLocked(failures, at)) return failures
  const failedAt = [...failures.failedAt.filter((earlier) => at - earlier < SIGN_ON_FAILURE_WINDOW_MS), at]
  return failedAt.length < SIGN_ON_FAILURES_MAX
    ? { failedAt, lockedUntil: null }
    : { failedAt: [], lockedUntil: at + SIGN_ON_LOCK_MS }
}

/** A proof that held, or an UNLOCK: the count starts anew. */
export function signOnCleared(): SignOnFailures {
  return NO_SIGN_ON_FAILURES
}

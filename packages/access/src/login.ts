import { type Instant, type Refusal, refuse } from '@budeng/kernel'
import { ACCOUNT_FAILURES_MAX, ADDRESS_FAILURES_MAX, LOGIN_FAILURE_WINDOW_MS } from './limits.ts'
import type { AccessRefusalCode } from './refusals.ts'

/** Earlier failed logins. Attempts that were refused by a lock are not recorded: a lock ends by itself. */
export interface LoginFailures {
  /** Of this account (whether or not it exists), from any address. */
  readonly account: readonly Instant[]
  /** From this address, with any account. */
  readonly address: readonly Instant[]
}

/**
 * Why no password is even looked at now, or null. The same for accounts that do not exist, so that the answer tells
 * nobody which do.
 */
export function loginLock(failures: LoginFailures, at: Instant): Refusal<AccessRefusalCode> | null {
  const until = Math.max(
    lockedUntil(failures.account, ACCOUNT_FAILURES_MAX, at),
    lockedUntil(failures.address, ADDRESS_FAILURES_MAX, at),
  )
  return until > at ? refuse('LOGIN_LOCKED', { until }).refusal : null
}

/** The one answer to a wrong password and to an unknown account. */
export function loginFailed(): Refusal<AccessRefusalCode> {
  return refuse('LOGIN_FAILED').refusal
}

/** A window of 15 minutes slides over the failures; while it holds the limit, it is locked. 0: not locked. */
function lockedUntil(failures: readonly Instant[], max: number, at: Instant): Instant {
  const recent = failures
    .filter((failedAt) => failedAt <= at && at - failedAt < LOGIN_FAILURE_WINDOW_MS)
    .sort((a, b) => b - a)
  const decisive = recent[max - 1]
  return decisive === undefined ? 0 : decisive + LOGIN_FAILURE_WINDOW_MS
}

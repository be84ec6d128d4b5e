import { type Instant, type Refusal, refuse } from '@budeng/kernel'
import { IDLE_LOCK_MS, SESSION_LIFE_MS, SESSION_TOUCH_MS } from './limits.ts'
import type { AccessRefusalCode } from './refusals.ts'

/** A login that lasts. The secret that the browser holds is not here; its hash is the shell's. */
export interface Session {
  readonly createdAt: Instant
  readonly seenAt: Instant
  /** When the person last did something. What a page asks by itself does not count. */
  readonly activeAt: Instant
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
}

/** A session's times at login. */
export function newSession(at: Instant): Session {
  return { createdAt: at, seenAt: at, activeAt: at, expiresAt: at + SESSION_LIFE_MS, revokedAt: null }
}

/** Why a session admits nobody any more, or null. A disabled person's sessions are over at once. */
export function sessionRefusal(
  session: Session,
  disabledAt: Instant | null,
  at: Instant,
): Refusal<AccessRefusalCode> | null {
  if (session.revokedAt !== null) return refuse('SESSION_ENDED', { cause: 'REVOKED' }).refusal
  if (disabledAt !== null) return refuse('SESSION_ENDED', { cause: 'DISABLED' }).refusal
  return at >= session.expiresAt ? refuse('SESSION_ENDED', { cause: 'EXPIRED' }).refusal : null
}

/** Whether "last seen" is old enough to be written again. */
export function mustTouch({ seenAt }: Session, at: Instant): boolean {
  return at - seenAt >= SESSION_TOUCH_MS
}

/** Whether the person has been away so long that a factor must open the session again. */
export function isIdle({ activeAt }: Pick<Session, 'activeAt'>, at: Instant): boolean {
  return at - activeAt >= IDLE_LOCK_MS
}

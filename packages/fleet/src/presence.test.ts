import { MINUTE, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { heartbeatStaleAt, presenceOf } from './presence.ts'
import { isSignOnLocked, NO_SIGN_ON_FAILURES, signOnCleared, signOnFailed } from './sign-on.ts'
import { T0 } from './testing.ts'

describe('presence', () => {
  const terminal = { connected: true, heartbeatAt: T0, heartbeatIntervalMs: MINUTE }

  test.each([
    ['connected and heard', terminal, 150 * SECOND - 1, 'ONLINE'],
    ['connected, silent for 2.5 intervals', terminal, 150 * SECOND, 'DEGRADED'],
    ['connected, never heard', { ...terminal, heartbeatAt: null }, 0, 'DEGRADED'],
    ['disconnected, heard just now', { ...terminal, connected: false }, 150 * SECOND - 1, 'DEGRADED'],
    ['neither', { ...terminal, connected: false }, 150 * SECOND, 'OFFLINE'],
    ['never heard of', { ...terminal, connected: false, heartbeatAt: null }, 0, 'OFFLINE'],
    ['a slower heartbeat', { ...terminal, heartbeatIntervalMs: 15 * MINUTE }, 37 * MINUTE, 'ONLINE'],
  ] as const)('%s', (_, value, afterMs, presence) => {
    expect(presenceOf(value, T0 + afterMs)).toBe(presence)
  })
  test('changes by itself at a moment that is known', () => {
    expect(heartbeatStaleAt(terminal)).toBe(T0 + 150 * SECOND)
    expect(heartbeatStaleAt({ ...terminal, heartbeatAt: null })).toBeNull()
  })
})

describe('failed sign-ons', () => {
  const failing = (times: readonly number[]) =>
    times.reduce((failures, ms) => signOnFailed(failures, T0 + ms), NO_SIGN_ON_FAILURES)

  test('five in fifteen minutes lock for thirty', () => {
    expect(isSignOnLocked(failing([0, 1, 2, 3]), T0 + 4)).toBe(false)
    const locked = failing([0, 1, 2, 3, 4])
    expect(locked.lockedUntil).toBe(T0 + 4 + 30 * MINUTE)
    expect(isSignOnLocked(locked, T0 + 30 * MINUTE)).toBe(true)
    expect(isSignOnLocked(locked, T0 + 4 + 30 * MINUTE)).toBe(false)
  })
  test('old ones are forgotten', () => {
    expect(failing([0, 1, 2, 3, 15 * MINUTE + 3]).lockedUntil).toBeNull()
  })
  test('while locked nothing is counted, so that nobody can prolong it', () => {
    const locked = failing([0, 1, 2, 3, 4])
    expect(signOnFailed(locked, T0 + MINUTE)).toBe(locked)
  })
  test('after the lock the count begins anew, and UNLOCK clears it', () => {
    expect(signOnFailed(failing([0, 1, 2, 3, 4]), T0 + 31 * MINUTE)).toEqual({
      failedAt: [T0 + 31 * MINUTE],
      lockedUntil: null,
    })
    expect(isSignOnLocked(signOnCleared(), T0)).toBe(false)
  })
})

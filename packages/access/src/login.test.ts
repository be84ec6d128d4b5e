import { HOUR, MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { loginFailed, loginLock } from './login.ts'
import { mustTouch, newSession, sessionRefusal } from './session.ts'

const T0 = 1_750_000_000_000
const times = (count: number, at = T0) => Array.from({ length: count }, (_, index) => at + index)

describe('failed logins', () => {
  test('four are forgiven, five lock the account for a sliding quarter of an hour', () => {
    expect(loginLock({ account: times(4), address: [] }, T0 + 10)).toBeNull()
    expect(loginLock({ account: times(5), address: [] }, T0 + 10)).toEqual({
      code: 'LOGIN_LOCKED',
      params: { until: T0 + 15 * MINUTE },
    })
    expect(loginLock({ account: times(5), address: [] }, T0 + 15 * MINUTE)).toBeNull()
  })
  test('thirty lock an address, whatever accounts it tried', () => {
    expect(loginLock({ account: [], address: times(29) }, T0 + 100)).toBeNull()
    expect(loginLock({ account: [], address: times(30) }, T0 + 100)).toMatchObject({ code: 'LOGIN_LOCKED' })
  })
  test('the longer lock is told', () => {
    const failures = { account: times(5), address: times(30, T0 + MINUTE) }
    expect(loginLock(failures, T0 + 2 * MINUTE)).toMatchObject({ params: { until: T0 + 16 * MINUTE } })
  })
  test('old ones and those of another clock’s future do not count, in whatever order they come', () => {
    const account = [...times(4), T0 - 16 * MINUTE, T0 + HOUR].reverse()
    expect(loginLock({ account, address: [] }, T0 + 10)).toBeNull()
  })
  test('a wrong password and an unknown account get one answer', () => {
    expect(loginFailed()).toEqual({ code: 'LOGIN_FAILED' })
  })
})

describe('a session', () => {
  const session = newSession(T0)

  test('lasts twelve hours, used or not', () => {
    expect(sessionRefusal(session, null, T0 + 12 * HOUR - 1)).toBeNull()
    expect(sessionRefusal(session, null, T0 + 12 * HOUR)).toEqual({
      code: 'SESSION_ENDED',
      params: { cause: 'EXPIRED' },
    })
  })
  test('ends at once when it is revoked or its person disabled', () => {
    expect(sessionRefusal({ ...session, revokedAt: T0 }, null, T0)).toMatchObject({ params: { cause: 'REVOKED' } })
    expect(sessionRefusal(session, T0, T0)).toMatchObject({ params: { cause: 'DISABLED' } })
  })
  test('is marked as seen once a minute', () => {
    expect(mustTouch(session, T0 + MINUTE - 1)).toBe(false)
    expect(mustTouch(session, T0 + MINUTE)).toBe(true)
  })
})

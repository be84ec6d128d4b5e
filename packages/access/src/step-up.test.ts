import { describe, expect, test } from 'vitest'
import { ageRefusal } from './approver.ts'
import { acceptsStep, mustEnrol, oldestFactor } from './factors.ts'
import { isOpen, newInvitation, rolePlaceRefusal } from './invitation.ts'
import { boardReads, watchBoardPlace } from './board.ts'
import { ELEVATION_LIFE_MS, FACTOR_AGE_MIN_MS, IDLE_LOCK_MS, INVITATION_LIFE_MS } from './limits.ts'
import { ROLES } from './role-names.ts'
import { isIdle } from './session.ts'
import { elevation, isElevated, stepUpNeed, stepUpRequired } from './step-up.ts'

const EVERYBODY = { singleR1: ROLES }
const HOUR = 60 * 60 * 1_000

describe('what confirms an act', () => {
  test.each([
    ['reading one terminal', { tier: 'R0', terminals: 1 }, []],
    ['R1 on one terminal', { tier: 'R1', terminals: 1 }, ['PRESENCE', 'ELEVATION', 'TOTP', 'PASSKEY']],
    ['R1 on two', { tier: 'R1', terminals: 2 }, ['TOTP', 'PASSKEY']],
    ['reading of many', { tier: 'R0', terminals: 2 }, ['TOTP', 'PASSKEY']],
    ['R2 on one', { tier: 'R2', terminals: 1 }, ['TOTP', 'PASSKEY']],
    ['R3', { tier: 'R3', terminals: 1 }, ['PASSKEY']],
    ['money, however small', { tier: 'R0', terminals: 0, money: true }, ['PASSKEY']],
  ] as const)('%s', (_what, action, methods) => {
    expect(stepUpNeed(action, 'OPERATIONS', EVERYBODY)).toEqual(methods)
  })
  test('a node may spare roles R1 on one terminal, and nothing else', () => {
    const policy = { singleR1: ['AGENT'] as const }
    expect(stepUpNeed({ tier: 'R1', terminals: 1 }, 'OPERATIONS', policy)).toEqual([])
    expect(stepUpNeed({ tier: 'R1', terminals: 1 }, 'AGENT', policy)).not.toEqual([])
    expect(stepUpNeed({ tier: 'R1', terminals: 2 }, 'OPERATIONS', policy)).toEqual(['TOTP', 'PASSKEY'])
    expect(stepUpNeed({ tier: 'R2', terminals: 1 }, 'OPERATIONS', policy)).toEqual(['TOTP', 'PASSKEY'])
  })
  test('a code stands for a quarter of an hour', () => {
    const until = elevation(1_000)
    expect([isElevated(until, 1_000 + ELEVATION_LIFE_MS - 1), isElevated(until, 1_000 + ELEVATION_LIFE_MS)]).toEqual([
      true,
      false,
    ])
    expect(isElevated(null, 0)).toBe(false)
  })
  test('who has no factor is told so, unless the merchant may speak instead', () => {
    expect(stepUpRequired(['TOTP'], true).code).toBe('STEP_UP_REQUIRED')
    expect(stepUpRequired(['TOTP'], false).code).toBe('STEP_UP_NO_FACTOR')
    expect(stepUpRequired(['PRESENCE', 'TOTP'], false).code).toBe('STEP_UP_REQUIRED')
  })
})

describe('a second factor', () => {
  test('is asked of whoever may change much or moves money', () => {
    const none = { totpSince: null, passkeysSince: [] }
    expect(ROLES.filter((role) => mustEnrol(role, none))).toEqual([
      'ADMIN',
      'OPERATIONS',
      'CORRECTION_MAKER',
      'CORRECTION_CHECKER',
    ])
    expect(mustEnrol('ADMIN', { totpSince: null, passkeysSince: [1] })).toBe(false)
  })
  test('approves nothing for a day, and neither does a new role', () => {
    const at = 100 * HOUR
    const old = at - FACTOR_AGE_MIN_MS
    expect(FACTOR_AGE_MIN_MS).toBe(24 * HOUR)
    const refusal = (roleSince: number, totpSince: number | null, ...passkeysSince: readonly number[]) =>
      ageRefusal({ roleSince, factorSince: oldestFactor({ totpSince, passkeysSince }) }, at)?.refusal.code
    expect(refusal(old, old)).toBeUndefined()
    expect(refusal(old, old + 1)).toBe('FACTOR_TOO_YOUNG')
    expect(refusal(old + 1, old)).toBe('ROLE_TOO_YOUNG')
    expect(refusal(old, at, old)).toBeUndefined()
    expect(refusal(old, null)).toBe('FACTOR_MISSING')
  })
  test('a step of a code is accepted once, and none before it later', () => {
    expect([acceptsStep(7, 6), acceptsStep(7, 7), acceptsStep(7, 8)]).toEqual([false, false, true])
  })
})

test('a link makes one account within 72 hours', () => {
  const invitation = newInvitation(0)
  expect(isOpen(invitation, INVITATION_LIFE_MS - 1)).toBe(true)
  expect(isOpen(invitation, INVITATION_LIFE_MS)).toBe(false)
  expect(isOpen({ ...invitation, acceptedAt: 1 }, 2)).toBe(false)
  expect(isOpen({ ...invitation, revokedAt: 1 }, 2)).toBe(false)
})

test('an agent belongs to an agent, the fleet’s staff to the acquirer', () => {
  expect(rolePlaceRefusal('AGENT', 'ACQUIRER')?.code).toBe('ROLE_PLACE')
  expect(rolePlaceRefusal('OPERATIONS', 'AGENT')?.code).toBe('ROLE_PLACE')
  expect(rolePlaceRefusal('VIEWER', 'STORE')).toBeNull()
})

test('fifteen minutes without anything done lock a session', () => {
  expect([isIdle({ activeAt: 0 }, IDLE_LOCK_MS - 1), isIdle({ activeAt: 0 }, IDLE_LOCK_MS)]).toEqual([false, true])
})

test('a board reads its own page', () => {
  expect(boardReads('commands', 'commands')).toBe(true)
  expect(boardReads('commands', 'people')).toBe(false)
  expect(boardReads('nowhere', 'viewer')).toBe(false)
})

test('the board of a watch window reads the window’s place, or the lower one of whoever made it', () => {
  expect(watchBoardPlace('a', 'a.b')).toBe('a.b')
  expect(watchBoardPlace('a.b', 'a.b')).toBe('a.b')
  expect(watchBoardPlace('a.b.c', 'a.b')).toBe('a.b.c')
  expect(watchBoardPlace('a.bc', 'a.b')).toBeNull()
  expect(watchBoardPlace('x', 'a.b')).toBeNull()
})

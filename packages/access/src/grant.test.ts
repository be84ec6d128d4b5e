import { DAY, type GrantedRight, HOUR } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { authorityOf } from './authority.ts'
import { type GrantTerms, grantRefusal, grantState, grantTouchRefusal, signingObjection } from './grant.ts'
import type { Role } from './role-names.ts'

const T0 = 1_800_000_000_000
const terms: GrantTerms = {
  types: ['RELOGIN'],
  tierMax: 'R1',
  budgetHour: 10,
  budgetDay: 50,
  terminalsMax: 20,
  expiresAt: T0 + 30 * DAY,
}
const own: GrantedRight = {
  grantId: 'grt_1',
  types: ['RELOGIN', 'REBOOT'],
  tierMax: 'R1',
  terminalsMax: 20,
  expiresAt: T0 + 30 * DAY,
  budgets: [
    { period: 'HOUR', limit: 10, spent: 10, resetsAt: T0 },
    { period: 'DAY', limit: 50, spent: 50, resetsAt: T0 },
  ],
}
const giver = (role: Role = 'ADMIN', path = 'a', rights: readonly GrantedRight[][] = []) => ({
  path,
  authority: {
    ...authorityOf({ id: 'usr_1', humanId: 'usr_1', role, path, disabledAt: null }, []),
    granted: rights.map((grants) => ({ nodeId: 'org_1', grants })),
  },
})
const agent = { kind: 'AGENT' as const, path: 'a.b' }
const refusal = (changed: Partial<Parameters<typeof grantRefusal>[0]> = {}) =>
  grantRefusal({ at: T0, giver: giver(), receiver: agent, terms, beside: [], ...changed })

describe('who gives to whom', () => {
  test('an administrator above an agent may', () => {
    expect(refusal()).toBeNull()
    expect(refusal({ receiver: { kind: 'AGENT', path: 'a.b.c' } })).toBeNull()
  })
  test('nobody gives to their own organisation, to one beside or to one above', () => {
    for (const path of ['a.b', 'a.c', 'a', ''])
      expect(refusal({ giver: giver('ADMIN', 'a.b'), receiver: { kind: 'AGENT', path } })).toEqual({
        code: 'GRANT_TO_ONESELF',
      })
  })
  test('only agents are given grants', () => {
    expect(refusal({ receiver: { kind: 'STORE', path: 'a.b' } })).toMatchObject({ code: 'GRANT_NOT_AN_AGENT' })
  })
  test('a role that may not give is refused; operations may take away', () => {
    expect(refusal({ giver: giver('OPERATIONS') })).toEqual({
      code: 'NOT_PERMITTED',
      params: { permission: 'grant:write' },
    })
    expect(grantTouchRefusal(giver('OPERATIONS'), agent, 'grant:revoke')).toBeNull()
    expect(grantTouchRefusal(giver('AGENT'), agent, 'grant:revoke')).toMatchObject({ code: 'NOT_PERMITTED' })
    expect(grantTouchRefusal(giver('OPERATIONS', 'a.b'), agent, 'grant:revoke')).toEqual({ code: 'GRANT_TO_ONESELF' })
  })
})

describe('never wider than the giver', () => {
  const agentGives = (changed: Partial<GrantTerms>) =>
    refusal({
      giver: giver('ADMIN', 'a.b', [[own]]),
      receiver: { kind: 'AGENT', path: 'a.b.c' },
      terms: { ...terms, ...changed },
    })
  test('as wide is allowed, also when the own budget of today is spent', () => {
    expect(agentGives({})).toBeNull()
  })
  test.each([
    ['types', { types: ['RELOGIN', 'LOCK'] }],
    ['tierMax', { tierMax: 'R2' as const }],
    ['terminalsMax', { terminalsMax: 21 }],
    ['budgetHour', { budgetHour: 11 }],
    ['budgetDay', { budgetDay: 51 }],
    ['expiresAt', { expiresAt: T0 + 30 * DAY + 1 }],
  ])('%s', (what, changed) => {
    expect(agentGives(changed)).toMatchObject({ code: 'GRANT_TOO_WIDE', params: { what }, path: [what] })
  })
  test('a giver without a grant of their own gives nothing', () => {
    expect(refusal({ giver: giver('ADMIN', 'a.b', [[]]), receiver: { kind: 'AGENT', path: 'a.b.c' } })).toMatchObject({
      code: 'GRANT_TOO_WIDE',
    })
  })
})

describe('terms', () => {
  test.each([
    ['GRANT_TYPES', { types: [] }],
    ['GRANT_TYPES', { types: ['FORMAT_DISK'] }],
    ['GRANT_FIGURE', { budgetHour: 0 }],
    ['GRANT_FIGURE', { budgetDay: 1.5 }],
    ['GRANT_FIGURE', { terminalsMax: -1 }],
    ['GRANT_FIGURE', { budgetDay: Number.NaN }],
    ['GRANT_HOUR_ABOVE_DAY', { budgetHour: 51 }],
    ['GRANT_EXPIRY', { expiresAt: T0 }],
    ['GRANT_EXPIRY', { expiresAt: T0 + 1_000 * DAY }],
  ])('%s', (code, changed) => {
    expect(refusal({ terms: { ...terms, ...changed } })).toMatchObject({ code })
  })
  test('one type has one budget at an organisation', () => {
    expect(refusal({ beside: [{ types: ['REBOOT', 'RELOGIN'] }] })).toEqual({
      code: 'GRANT_OVERLAPS',
      params: { types: 'RELOGIN' },
      path: ['types'],
    })
  })
})

test('a grant lives until it is revoked or runs out', () => {
  const grant = { revokedAt: null, expiresAt: T0 + HOUR }
  expect([T0, T0 + HOUR - 1, T0 + HOUR].map((at) => grantState(grant, at))).toEqual(['LIVE', 'LIVE', 'EXPIRED'])
  expect(grantState({ ...grant, revokedAt: T0 }, T0)).toBe('REVOKED')
})

describe('before a command is signed its grants are looked at once more', () => {
  const charged = { types: ['RELOGIN'], tierMax: 'R1' as const, expiresAt: T0 + HOUR, revokedAt: null }
  const relogin = { type: 'RELOGIN', tier: 'R1' as const }
  test.each([
    [null, relogin, [charged, charged]],
    [null, relogin, []],
    ['GRANT_REVOKED', relogin, [charged, { ...charged, revokedAt: T0 }]],
    ['GRANT_EXPIRED', relogin, [{ ...charged, expiresAt: T0 }]],
    ['GRANT_NARROWED', relogin, [{ ...charged, types: ['REBOOT'] }]],
    ['GRANT_NARROWED', { type: 'RELOGIN', tier: 'R2' as const }, [charged]],
  ])('%s', (expected, command, grants) => {
    expect(signingObjection(command, grants, T0)).toBe(expected)
  })
})

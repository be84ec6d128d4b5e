import { type Budget, type GrantedRight, HOUR } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { actionsFor } from './actions.ts'
import { GRANTABLE_TYPES, REQUESTABLE_TYPES } from './command.ts'
import { commandType } from './command-types/index.ts'
import { chargedGrants } from './granted.ts'
import { previewOf } from './preview.ts'
import { decideRequest } from './request.ts'
import { OPS, request, situation, T0 } from './testing.ts'

const budget = (period: Budget['period'], limit: number, spent: number): Budget => ({
  period,
  limit,
  spent,
  resetsAt: T0 + HOUR,
})
const right = (changed: Partial<GrantedRight> = {}): GrantedRight => ({
  grantId: 'grt_1',
  types: ['RELOGIN', 'REBOOT'],
  tierMax: 'R1',
  terminalsMax: 20,
  expiresAt: T0 + HOUR,
  budgets: [budget('HOUR', 10, 0), budget('DAY', 50, 0)],
  ...changed,
})
const agent = (...rights: readonly GrantedRight[][]) => ({
  ...OPS,
  granted: rights.map((grants, index) => ({ nodeId: `org_${index}`, grants })),
})
const refusal = (authority: typeof OPS, changed: Partial<Parameters<typeof request>[0]> = {}) => {
  const decision = decideRequest(request({ authority, ...changed }))
  return decision.ok ? null : decision.refusal
}

test('what grants allow is all that is asked for by name and does more than read', () => {
  expect(GRANTABLE_TYPES).toEqual(REQUESTABLE_TYPES.filter((type) => commandType(type).tier !== 'R0'))
})

describe('a grant is needed at every agent on the way up', () => {
  test('with one at each, the order goes through and is charged to all', () => {
    const authority = agent([right()], [right({ grantId: 'grt_2' })])
    expect(refusal(authority)).toBeNull()
    expect(chargedGrants(authority, 'RELOGIN')).toEqual(['grt_1', 'grt_2'])
  })
  test('without one at any of them it does not', () => {
    expect(refusal(agent([right()], []))).toEqual({ code: 'GRANT_MISSING', params: { type: 'RELOGIN' } })
    expect(refusal(agent([], [right()]))).toMatchObject({ code: 'GRANT_MISSING' })
  })
  test('one for another type does not help', () => {
    expect(refusal(agent([right({ types: ['REBOOT'] })]))).toMatchObject({ code: 'GRANT_MISSING' })
  })
  test('reading is free of grants and budgets', () => {
    const authority = agent([])
    expect(refusal(authority, { type: 'STATUS_GET', params: {} })).toBeNull()
    expect(refusal(authority, { type: 'STATUS_GET', params: {}, terminalsInAction: 300 })).toBeNull()
    expect(chargedGrants(authority, 'STATUS_GET')).toEqual([])
  })
  test('the tier of the whole action counts', () => {
    const authority = agent([right({ terminalsMax: 1_000 })])
    expect(refusal(authority, { terminalsInAction: 201, bulkRaise: 200 })).toEqual({
      code: 'GRANT_TIER',
      params: { tier: 'R2', max: 'R1' },
    })
  })
  test('and so does its number of terminals', () => {
    expect(refusal(agent([right()]), { terminalsInAction: 21 })).toEqual({
      code: 'GRANT_TERMINALS',
      params: { asked: 21, max: 20 },
    })
  })
})

describe('budgets', () => {
  test('the last one of a day goes through, the next is told the figures', () => {
    expect(refusal(agent([right({ budgets: [budget('DAY', 50, 49)] })]))).toBeNull()
    expect(refusal(agent([right({ budgets: [budget('DAY', 50, 50)] })]))).toEqual({
      code: 'BUDGET_SPENT',
      params: { spent: 50, budget: 50, period: 'DAY', resetsAt: T0 + HOUR },
    })
  })
  test('the narrowest grant of the way up decides', () => {
    const above = right({ grantId: 'grt_2', budgets: [budget('HOUR', 5, 5)] })
    expect(refusal(agent([above], [right()]))).toMatchObject({ code: 'BUDGET_SPENT', params: { period: 'HOUR' } })
  })
  test('a preview has as many commands as the budget has left, and says why the others have none', () => {
    const authority = agent([right({ budgets: [budget('HOUR', 10, 7), budget('DAY', 50, 43)] })])
    const targets = Array.from({ length: 5 }, (_, index) => ({
      terminal: situation({ terminalId: `trm_${index}` }),
      open: [],
    }))
    const preview = previewOf({ at: T0, type: 'RELOGIN', authority, terminalsInAction: 5, bulkRaise: 200 }, targets)
    expect(preview.willCreate).toBe(3)
    expect(preview.lines).toMatchObject([
      { kind: 'RUN_NOW', count: 3 },
      { kind: 'NOT_ALLOWED', code: 'BUDGET_SPENT', count: 2, params: { spent: 7, budget: 10, period: 'HOUR' } },
    ])
  })
  test('a button is disabled with the reason that a request would get', () => {
    const authority = agent([right({ budgets: [budget('DAY', 50, 50)] })])
    const offer = actionsFor(authority, situation(), 200).find(({ type }) => type === 'RELOGIN')
    expect(offer).toMatchObject({ allowed: false, reasons: [refusal(authority)] })
  })
})

import { DAY } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { authorityOf, type Person } from './authority.ts'
import { deputyRefusal, deputyTouchRefusal, isDeputyNow, isWithin } from './deputy.ts'

const T0 = 1_800_000_000_000
const person = (changed: Partial<Person> = {}): Person => ({
  humanId: changed.id ?? 'usr_li',
  id: 'usr_li',
  role: 'AGENT',
  path: 'a.b',
  disabledAt: null,
  ...changed,
})
const setterOf = (who: Person) => ({ authority: authorityOf(who, []), path: who.path })
const li = person()
const wu = person({ id: 'usr_wu' })
const refusal = (changed: Partial<Parameters<typeof deputyRefusal>[0]> = {}) =>
  deputyRefusal({
    at: T0,
    setter: setterOf(li),
    absent: li,
    deputy: wu,
    role: 'AGENT',
    until: T0 + DAY,
    isSetAlready: false,
    ...changed,
  })

describe('who stands in for whom', () => {
  test('a colleague, or somebody above', () => {
    expect(refusal()).toBeNull()
    expect(refusal({ deputy: person({ id: 'usr_ops', role: 'OPERATIONS', path: 'a' }) })).toBeNull()
  })
  test('an administrator sets it for somebody who is ill', () => {
    expect(refusal({ setter: setterOf(person({ id: 'usr_admin', role: 'ADMIN', path: 'a' })) })).toBeNull()
    for (const other of [
      person({ id: 'usr_admin', role: 'ADMIN', path: 'a.c' }),
      person({ id: 'usr_ops', role: 'OPERATIONS', path: 'a' }),
      wu,
    ])
      expect(refusal({ setter: setterOf(other) })).toMatchObject({ code: 'NOT_PERMITTED' })
  })
  test.each([
    ['DEPUTY_ONESELF', { deputy: li }],
    ['DEPUTY_ONESELF', { deputy: person({ id: 'usr_li2', humanId: 'usr_li' }) }],
    ['DEPUTY_DISABLED', { deputy: person({ id: 'usr_wu', disabledAt: T0 }) }],
    ['DEPUTY_PLACE', { deputy: person({ id: 'usr_wu', path: 'a.b.c' }) }],
    ['DEPUTY_PLACE', { deputy: person({ id: 'usr_wu', path: 'a.c' }) }],
    ['DEPUTY_TOO_WIDE', { role: 'OPERATIONS' as const }],
    ['DEPUTY_TOO_WIDE', { role: 'ADMIN' as const }],
    ['DEPUTY_UNTIL', { until: T0 }],
    ['DEPUTY_UNTIL', { until: T0 + 400 * DAY }],
    ['DEPUTY_SET_ALREADY', { isSetAlready: true }],
  ])('%s', (code, changed) => {
    expect(refusal(changed)).toMatchObject({ code })
  })
})

test('a narrower role is within a wider one, never the other way round', () => {
  expect(isWithin('VIEWER', 'AGENT')).toBe(true)
  expect(isWithin('AGENT', 'VIEWER')).toBe(false)
  expect(isWithin('OPERATIONS', 'ADMIN')).toBe(true)
})

test('it ends by its time or by hand', () => {
  expect([T0, T0 + 1].map((at) => isDeputyNow({ until: T0 + 1, endedAt: null }, at))).toEqual([true, false])
  expect(isDeputyNow({ until: T0 + 1, endedAt: T0 }, T0)).toBe(false)
  expect(deputyTouchRefusal(setterOf(li), li)).toBeNull()
})

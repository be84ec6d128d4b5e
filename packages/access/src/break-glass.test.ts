import { HOUR } from '@budeng/kernel'
import { specification } from '@budeng/kernel/testing'
import { expect, test } from 'vitest'
import type { Approver } from './approver.ts'
import {
  type BreakGlass,
  type BreakGlassEvent,
  type BreakGlassInput,
  breakGlassRefusal,
  decideBreakGlass,
  evolveBreakGlass,
} from './break-glass.ts'

const AT = 1_800_000_000_000
const start = evolveBreakGlass(null, {
  type: 'BreakGlassUsed',
  at: AT,
  id: 'brk_1',
  subject: 'chg_1',
  path: 'cup.north',
  reason: 'host is down',
  usedBy: 'usr_wang',
  usedHuman: 'wang',
})
const given = specification<BreakGlass, BreakGlassInput, BreakGlassEvent>(decideBreakGlass, evolveBreakGlass)
const person = (change: Partial<Approver> = {}): Approver => ({
  personId: 'usr_wang',
  humanId: 'wang',
  standsFor: [],
  permits: new Set(['breakglass:use', 'breakglass:review']),
  path: 'cup',
  roleSince: AT - 48 * HOUR,
  factorSince: AT - 48 * HOUR,
  ...change,
})
const somebodyElse = person({ personId: 'usr_chen', humanId: 'chen' })

test.each<[string | undefined, Partial<Approver>, string, boolean]>([
  [undefined, {}, 'usr_wang', true],
  ['NOT_PERMITTED', { permits: new Set() }, 'usr_wang', true],
  ['NOT_YOURS', {}, 'usr_chen', true],
  ['BREAK_GLASS_OFF', {}, 'usr_wang', false],
  ['ROLE_TOO_YOUNG', { roleSince: AT }, 'usr_wang', true],
  ['FACTOR_TOO_YOUNG', { factorSince: AT }, 'usr_wang', true],
  ['FACTOR_MISSING', { factorSince: null }, 'usr_wang', true],
])('acting alone: %s for %j', (code, change, maker, allowed) => {
  expect(breakGlassRefusal(person(change), { person: maker }, { allowed }, AT)?.refusal.code).toBe(code)
})

test('somebody else confirms or contests it', () => {
  const review = (kind: 'confirm' | 'contest', note: string): BreakGlassInput => ({
    kind,
    at: AT + 1,
    approver: somebodyElse,
    note,
  })
  expect(given(start).when(review('confirm', '')).state()).toMatchObject({
    state: 'CONFIRMED',
    reviewedBy: 'usr_chen',
    note: null,
  })
  expect(given(start).when(review('contest', 'was not needed')).state()).toMatchObject({
    state: 'CONTESTED',
    note: 'was not needed',
  })
})

test('the one who did it does not review it, with no account', () => {
  for (const approver of [person(), person({ personId: 'usr_other' })])
    expect(
      given(start)
        .when({ kind: 'confirm', at: AT + 1, approver, note: '' })
        .refused().code,
    ).toBe('OWN_REQUEST')
})

test('a review is overdue after a day, once, and still due', () => {
  expect(
    given(start)
      .when({ kind: 'tick', at: AT + 24 * HOUR - 1 })
      .then(),
  ).toEqual([])
  const overdue = { type: 'BreakGlassOverdue', at: AT + 24 * HOUR } as const
  expect(
    given(start)
      .when({ kind: 'tick', at: AT + 24 * HOUR })
      .then(),
  ).toEqual([overdue])
  expect(
    given(start, overdue)
      .when({ kind: 'tick', at: AT + 48 * HOUR })
      .then(),
  ).toEqual([])
  const late: BreakGlassInput = { kind: 'confirm', at: AT + 48 * HOUR, approver: somebodyElse, note: '' }
  expect(given(start, overdue).when(late).state()).toMatchObject({ state: 'CONFIRMED', overdueAt: AT + 24 * HOUR })
  expect(
    given(start, overdue, { type: 'BreakGlassConfirmed', at: AT, by: 'usr_chen', note: '' }).when(late).refused().code,
  ).toBe('NOT_PENDING')
})

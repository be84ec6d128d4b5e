import { DAY, HOUR, MINUTE } from '@budeng/kernel'
import { expect, test } from 'vitest'
import { compareWithRule, defaultRule } from '../alerts/alert-rule.ts'
import {
  freezeOver,
  patienceAt,
  tightened,
  type WatchPlan,
  watchProblem,
  type WatchState,
  watchStands,
  watchTurn,
} from './watch-window.ts'

const T0 = 1_800_000_000_000
const plan: WatchPlan = {
  ...{ name: 'Spring Festival', startsAt: T0 + HOUR, endsAt: T0 + DAY, zone: 'Asia/Shanghai' },
  ...{ patience: 50, heartbeatMs: 30_000, allowsRollouts: false },
}

test.each<[Partial<WatchPlan>, string | null]>([
  [{}, null],
  [{ startsAt: T0 - HOUR }, null],
  [{ heartbeatMs: null, patience: 100 }, null],
  [{ name: ' ' }, 'name'],
  [{ startsAt: T0 + 400 * DAY, endsAt: T0 + 401 * DAY }, 'startsAt'],
  [{ endsAt: T0 + HOUR }, 'endsAt'],
  [{ startsAt: T0 - DAY, endsAt: T0 }, 'endsAt'],
  [{ endsAt: T0 + 70 * DAY }, 'endsAt'],
  [{ patience: 5 }, 'patience'],
  [{ patience: 50.5 }, 'patience'],
  [{ heartbeatMs: 5_000 }, 'heartbeat'],
  [{ heartbeatMs: 5 * MINUTE }, 'heartbeat'],
])('%j: %s', (changed, problem) => {
  expect(watchProblem({ ...plan, ...changed }, T0)).toBe(problem)
})

test('it opens, ends, and what never opened in time ends at once', () => {
  const at = (state: 'PLANNED' | 'OPEN' | 'CANCELLED' | 'ENDED', now: number) => watchTurn({ ...plan, state }, now)
  expect([at('PLANNED', T0), at('PLANNED', T0 + HOUR), at('OPEN', T0 + 2 * HOUR)]).toEqual([null, 'OPEN', null])
  expect([at('OPEN', T0 + DAY), at('PLANNED', T0 + 2 * DAY), at('CANCELLED', T0 + DAY)]).toEqual([
    'ENDED',
    'ENDED',
    null,
  ])
})

test('less patience: shorter, and a line nearer to good, never beyond it', () => {
  const trip = tightened(defaultRule('ROUND_TRIP'), 50)
  expect(trip).toMatchObject({ holdMs: 5 * MINUTE, raiseAt: 4_000, clearAt: 3_000 })
  const memory = tightened(defaultRule('MEMORY_FREE'), 10)
  expect([compareWithRule(memory, 9), compareWithRule(memory, 11)]).toEqual(['BAD', 'GOOD'])
  expect(tightened(defaultRule('OFFLINE'), 20)).toMatchObject({ holdMs: MINUTE, raiseAt: null })
  expect(tightened(defaultRule('OFFLINE'), 100)).toEqual(defaultRule('OFFLINE'))
})

test('of several windows the strictest counts; rollouts hold still below the one that does not allow them', () => {
  const open = [
    { path: 'acq', patience: 80, endsAt: T0 + 1, allowsRollouts: true },
    { path: 'acq.north', patience: 40, endsAt: T0 + 2, allowsRollouts: false },
    { path: 'acq.north.shop', patience: 90, endsAt: T0 + 3, allowsRollouts: false },
  ]
  expect([patienceAt(open, 'acq.north.shop'), patienceAt(open, 'acq.south'), patienceAt(open, 'other')]).toEqual([
    40, 80, 100,
  ])
  expect([freezeOver(open, 'acq.north.shop')?.endsAt, freezeOver(open, 'acq.north')?.endsAt]).toEqual([T0 + 3, T0 + 2])
  expect(freezeOver(open, 'acq.south')).toBeNull()
})

test('a window stands until its end, whoever has written that down', () => {
  const stands = (state: WatchState, at: number) => watchStands({ state, endsAt: 10 }, at)
  expect([stands('PLANNED', 9), stands('OPEN', 9), stands('OPEN', 10)]).toEqual([true, true, false])
  expect([stands('ENDED', 9), stands('CANCELLED', 9)]).toEqual([false, false])
})

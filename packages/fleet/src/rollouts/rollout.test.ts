import { MINUTE, SECOND } from '@budeng/kernel'
import { specification } from '@budeng/kernel/testing'
import { describe, expect, test } from 'vitest'
import { situation, T0 } from '../testing.ts'
import { decideRollout } from './decide.ts'
import { estimateEnd } from './estimate.ts'
import { evolveRollout } from './evolve.ts'
import { nextMemberLook, NO_FIGURES, NO_OUTCOMES, outcomesOf, type RolloutFigures, standingOf } from './figures.ts'
import { groupOf, groupSizes, paceOf, planProblems, ROLLOUT_PLAN_DEFAULT, spreadOver } from './plan.ts'
import { isRolloutOver, type Rollout, type RolloutEvent, type RolloutInput, ROLLOUT_STATES } from './rollout.ts'
import { stopLineOf } from './stop-line.ts'

const given = specification<Rollout, RolloutInput, RolloutEvent>(decideRollout, evolveRollout)
const plan = { ...ROLLOUT_PLAN_DEFAULT, groups: [50, 200] }
const planned = (needsApproval = false, cohort = 1_000) =>
  evolveRollout(null, { type: 'RolloutPlanned', at: T0, id: 'rlo_1', plan, cohort, needsApproval })
const at = T0 + MINUTE
const figures = (some: Partial<RolloutFigures>): RolloutFigures => ({ ...NO_FIGURES, ...some })
const tick = (...groups: Partial<RolloutFigures>[]): RolloutInput => ({
  kind: 'tick',
  at,
  groups: groups.map(figures),
  approvalsFell: false,
})
const by = 'usr_ops'
const opened = (group: number, known = 0, bad = 0): RolloutEvent => ({
  type: 'RolloutGroupOpened',
  at,
  group,
  outcomes: { known, bad },
})

describe('a rollout', () => {
  test('that needs a second person waits for one, and goes on or ends by what is said', () => {
    const waiting = planned(true)
    expect(waiting).toMatchObject({ state: 'WAITING', startedAt: null })
    expect(
      given(waiting)
        .when(tick({ WAITING: 50 }))
        .then(),
    ).toEqual([])
    expect(given(waiting).when({ kind: 'released', at }).state()).toMatchObject({ state: 'RUNNING', startedAt: at })
    expect(given(waiting).when({ kind: 'refused', at, code: 'LAPSED' }).state()).toMatchObject({
      ...{ state: 'REFUSED', why: { code: 'LAPSED' }, endedAt: at },
    })
    expect(given(planned()).when({ kind: 'released', at }).then()).toEqual([])
  })

  test('opens the next group when the one before has shown itself; who is offline holds nobody up', () => {
    const running = planned()
    expect(
      given(running)
        .when(tick({ WAITING: 1, SUCCEEDED: 49 }))
        .then(),
    ).toEqual([])
    expect(
      given(running)
        .when(tick({ UNDER_WAY: 1, SUCCEEDED: 49 }))
        .then(),
    ).toEqual([])
    expect(
      given(running)
        .when(tick({ OFFLINE: 26, SUCCEEDED: 24 }))
        .then(),
    ).toEqual([])
    expect(
      given(running)
        .when(tick({ OFFLINE: 25, SUCCEEDED: 25 }))
        .then(),
    ).toEqual([opened(1, 25)])
    expect(
      given(running)
        .when(tick({ SKIPPED: 40, SUCCEEDED: 10 }))
        .then(),
    ).toEqual([opened(1, 10)])
  })

  test('pauses where a group did not do well enough, or nothing was proven', () => {
    // one of nineteen is below nineteen of twenty, and too few for the abort rule
    expect(
      given(planned())
        .when(tick({ SUCCEEDED: 18, FAILED: 1, OTHER: 31 }))
        .state(),
    ).toMatchObject({
      ...{ state: 'PAUSED', why: { code: 'BELOW_SUCCESS', params: { bad: 1, known: 19 } } },
    })
    expect(
      given(planned())
        .when(tick({ OTHER: 50 }))
        .state(),
    ).toMatchObject({ why: { code: 'NOTHING_PROVEN' } })
    expect(
      given(planned())
        .when(tick({ SKIPPED: 50 }))
        .then(),
    ).toEqual([opened(1)])
  })

  test('stops at the threshold of the abort rule, and not one below', () => {
    expect(
      given(planned())
        .when(tick({ UNDER_WAY: 31, FAILED: 19 }))
        .then(),
    ).toEqual([])
    expect(
      given(planned())
        .when(tick({ UNDER_WAY: 30, FAILED: 20 }))
        .state(),
    ).toMatchObject({
      ...{ state: 'STOPPED', why: { code: 'TOO_MANY_BAD', params: { bad: 20, known: 20 } } },
    })
    expect(
      given(planned())
        .when(tick({ UNDER_WAY: 10, SUCCEEDED: 39, LOST: 1 }))
        .then(),
    ).toEqual([])
    expect(
      given(planned())
        .when(tick({ UNDER_WAY: 10, SUCCEEDED: 38, LOST: 2 }))
        .state().state,
    ).toBe('STOPPED')
  })

  test.each(['FAILED', 'REJECTED', 'UNVERIFIED', 'UNKNOWN', 'LOST'] as const)('counts %s as bad', (standing) => {
    expect(outcomesOf(figures({ [standing]: 2, SUCCEEDED: 3, OFFLINE: 9, OTHER: 9, SKIPPED: 9 }))).toEqual({
      ...{ known: 5, bad: 2 },
    })
  })

  test('sees what goes wrong in a late group although all before it went well', () => {
    const late = given(planned(false, 10_000), opened(1, 50), opened(2, 250))
    expect(
      late.when(tick({ SUCCEEDED: 50 }, { SUCCEEDED: 200 }, { WAITING: 9_000, SUCCEEDED: 18, FAILED: 2 })).state(),
    ).toMatchObject({ state: 'STOPPED', why: { params: { bad: 2, known: 20 } } })
  })

  test('stops when the approvals of its terminals fall', () => {
    expect(
      given(planned())
        .when({ ...tick({ UNDER_WAY: 50 }), approvalsFell: true } as RolloutInput)
        .state(),
    ).toMatchObject({
      ...{ state: 'STOPPED', why: { code: 'APPROVALS_FELL' } },
    })
  })

  test('goes on when a person says so, and counts anew', () => {
    const groups = [figures({ SUCCEEDED: 30, FAILED: 20 })]
    const stopped = given(planned())
      .when(tick(groups[0] ?? {}))
      .state()
    const resumed = given(stopped).when({ kind: 'resume', at, by, groups }).state()
    expect(resumed).toMatchObject({ state: 'RUNNING', group: 1, since: { resumed: { known: 50, bad: 20 } } })
    const next = (some: Partial<RolloutFigures>) => given(resumed).when(tick(groups[0] ?? {}, some))
    expect(next({ WAITING: 100, SUCCEEDED: 100 }).then()).toEqual([])
    expect(next({ WAITING: 100, SUCCEEDED: 95, FAILED: 5 }).state().state).toBe('STOPPED')
    // half done: it goes on in the same group
    const half = [figures({ WAITING: 30, FAILED: 20 })]
    const early = given(planned())
      .when(tick(half[0] ?? {}))
      .state()
    expect(given(early).when({ kind: 'resume', at, by, groups: half }).state()).toMatchObject({ group: 0 })
  })

  test('finishes when nothing more will come, and tries again what failed', () => {
    const small = planned(false, 40)
    expect(
      given(small)
        .when(tick({ SUCCEEDED: 38, OFFLINE: 1, LOST: 1 }))
        .then(),
    ).toEqual([])
    const done = given(small)
      .when(tick({ SUCCEEDED: 39, UNKNOWN: 1 }))
      .state()
    expect(done).toMatchObject({ state: 'FINISHED', endedAt: at })
    const retry: RolloutInput = { kind: 'retry', at, by, groups: [figures({ SUCCEEDED: 38, FAILED: 1, UNKNOWN: 1 })] }
    expect(given(done).when(retry).state()).toMatchObject({
      state: 'RUNNING',
      since: { resumed: { known: 39, bad: 1 } },
    })
    const unreached: RolloutInput = { ...retry, groups: [figures({ SUCCEEDED: 39, EXPIRED: 1 })] }
    expect(given(done).when(unreached).then()).toMatchObject([{ retried: 1, outcomes: { known: 39, bad: 0 } }])
    expect(
      given(done)
        .when({ ...retry, groups: [figures({ SUCCEEDED: 38, LOST: 1, UNKNOWN: 1 })] })
        .refused(),
    ).toEqual({ code: 'NOTHING_FAILED' })
    expect(given(planned(false, 0)).when(tick({})).state().state).toBe('FINISHED')
  })

  test.each(ROLLOUT_STATES)('in %s answers every input without a fault, and is over for good or not', (state) => {
    const rollout = { ...planned(), state }
    const person = { at, by, reason: 'r' }
    const inputs: RolloutInput[] = [
      ...[{ kind: 'released', at } as const, { kind: 'refused', at, code: 'DENIED' } as const, tick({ WAITING: 50 })],
      ...[{ kind: 'pause', ...person } as const, { kind: 'cancel', ...person } as const],
      { kind: 'resume', at, by, groups: [NO_FIGURES] },
      { kind: 'retry', at, by, groups: [figures({ FAILED: 1 })] },
    ]
    const allowed = inputs.filter((input) => {
      const decision = decideRollout(rollout, input)
      return decision.ok && decision.events.length > 0
    })
    expect(allowed.map(({ kind }) => kind)).toEqual(ALLOWED[state])
    if (isRolloutOver(state)) expect(decideRollout(rollout, { kind: 'cancel', ...person }).ok).toBe(false)
  })
})

const ALLOWED = {
  WAITING: ['released', 'refused', 'cancel'],
  RUNNING: ['pause', 'cancel', 'retry'],
  PAUSED: ['cancel', 'resume', 'retry'],
  STOPPED: ['cancel', 'resume', 'retry'],
  FINISHED: ['retry'],
  CANCELLED: [],
  REFUSED: [],
}

describe('the line at which it stops', () => {
  // 5 % of at least 20
  test.each([
    [{ SUCCEEDED: 0 }, { known: 0, bad: 0, stopsAt: 1 }],
    [{ SUCCEEDED: 19 }, { known: 19, bad: 0, stopsAt: 1 }],
    [
      { SUCCEEDED: 39, LOST: 1 },
      { known: 40, bad: 1, stopsAt: 3 },
    ],
    [
      { SUCCEEDED: 380, FAILED: 19 },
      { known: 399, bad: 19, stopsAt: 20 },
    ],
  ])('of %j is %j, by the rule that stops', (some, line) => {
    const rollout = planned()
    expect(stopLineOf(rollout, [figures(some)])).toEqual(line)
    const more = line.stopsAt - line.bad
    // until the rule counts at all, the others are good
    const good = Math.max(0, 20 - line.known - more)
    const bad = (count: number) =>
      tick({ ...some, FAILED: ('FAILED' in some ? some.FAILED : 0) + count, SUCCEEDED: some.SUCCEEDED + good })
    expect(given(rollout).when(bad(more)).state().state).toBe('STOPPED')
    expect(
      given(rollout)
        .when(bad(more - 1))
        .state().state,
    ).not.toBe('STOPPED')
  })
  test('is the nearer one of the whole and of the open group, and nowhere when all must be bad and one is good', () => {
    const late = evolveRollout(planned(false, 10_000), opened(1, 1_000))
    const groups = [figures({ SUCCEEDED: 1_000 }), figures({ SUCCEEDED: 10, FAILED: 1 })]
    expect(stopLineOf(late, groups)).toEqual({ known: 11, bad: 1, stopsAt: 1 })
    const strict = { ...planned(), plan: { ...plan, abort: { badBps: 10_000, atLeast: 2 } } }
    expect(stopLineOf(strict, [figures({ SUCCEEDED: 1, FAILED: 1 })])).toBeNull()
    expect(stopLineOf(strict, [figures({ FAILED: 1 })])).toEqual({ known: 1, bad: 1, stopsAt: 2 })
  })
})

describe('a member', () => {
  const terminal = situation({ connected: false, heartbeatAt: T0, heartbeatIntervalMs: MINUTE })
  test.each([
    ['QUEUED', null, T0 + 90 * MINUTE, 'OFFLINE'],
    ['PENDING_APPROVAL', null, T0, 'UNDER_WAY'],
    ['SENT', T0, T0 + 2 * MINUTE, 'UNDER_WAY'],
    ['RUNNING', T0, T0 + 2 * MINUTE + 1, 'LOST'],
    // queued once more after it was sent: what was sent may have run
    ['QUEUED', T0, T0 + SECOND, 'UNDER_WAY'],
    ['UNKNOWN', T0, T0 + 9 * MINUTE, 'UNKNOWN'],
    ['SUCCEEDED', T0, T0 + 9 * MINUTE, 'SUCCEEDED'],
    ['EXPIRED', null, T0, 'EXPIRED'],
    ['CANCELLED', T0, T0, 'OTHER'],
  ] as const)('whose command is %s, sent %s, stands at %s: %s', (state, publishedAt, now, standing) => {
    expect(standingOf({ state, publishedAt }, terminal, now)).toBe(standing)
  })
})

test('silence is looked for when it can be told, and a terminal that is there is under way before its command is sent', () => {
  const there = situation({ connected: true, heartbeatAt: T0, heartbeatIntervalMs: MINUTE })
  expect(standingOf({ state: 'QUEUED', publishedAt: null }, there, T0)).toBe('UNDER_WAY')
  expect(nextMemberLook('UNDER_WAY', { publishedAt: null }, there, T0)).toBe(T0 + 15 * SECOND)
  const lookAt = nextMemberLook('UNDER_WAY', { publishedAt: T0 }, there, T0) ?? 0
  expect(standingOf({ state: 'SENT', publishedAt: T0 }, there, lookAt - 1)).toBe('UNDER_WAY')
  expect(standingOf({ state: 'SENT', publishedAt: T0 }, there, lookAt)).toBe('LOST')
  expect(nextMemberLook('LOST', { publishedAt: T0 }, there, lookAt)).toBe(lookAt + MINUTE)
  expect(nextMemberLook('OFFLINE', { publishedAt: null }, there, T0)).toBeNull()
})

describe('the plan', () => {
  test('names each part that is wrong', () => {
    expect(planProblems(ROLLOUT_PLAN_DEFAULT)).toEqual([])
    expect(
      planProblems({
        ...{ groups: [50, 0], perMinute: 6_001, successBps: 10_001, abort: { badBps: 0, atLeast: 20 } },
        window: { from: '02:00', to: '02:10' },
      }),
    ).toEqual(['GROUPS', 'PER_MINUTE', 'SUCCESS', 'ABORT', 'WINDOW'])
  })
  test.each([
    [0, [0]],
    [1, [1]],
    [50, [50]],
    [260, [50, 200, 10]],
    [50_000, [50, 200, 49_750]],
  ])('%i terminals stand in groups of %j', (cohort, sizes) => {
    expect(groupSizes(plan, cohort)).toEqual(sizes)
  })
  test.each([1, 2, 7, 100, 987, 4_181])('spreads a cohort of %i over all places, once each', (cohort) => {
    const place = spreadOver(cohort, 12_345)
    const places = Array.from({ length: cohort }, (_, index) => place(index))
    expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: cohort }, (_, index) => index + 1))
    // of any hundred neighbours about as many are among the first tenth
    if (cohort > 900) {
      const early = places.slice(300, 400).filter((one) => one <= cohort / 10).length
      expect(early).toBeGreaterThanOrEqual(8)
      expect(early).toBeLessThanOrEqual(12)
    }
    expect([1, 50, 51, 250, 251].map((one) => groupOf([50, 200, 10], one))).toEqual([0, 0, 1, 1, 2])
  })
  test('keeps its pace, however often it is asked, and does not catch up after a sleep', () => {
    const pace = { perMinute: 200 }
    let [sent, through] = [0, null as number | null]
    for (let now = T0; now < T0 + MINUTE; now += 130) {
      const { count, through: next } = paceOf(pace, through, now)
      sent += count
      through = next(count)
    }
    expect(sent).toBeGreaterThanOrEqual(200)
    expect(sent).toBeLessThanOrEqual(207)
    expect(paceOf(pace, T0, T0 + 60 * MINUTE).count).toBeLessThan(10)
    expect(paceOf({ perMinute: 1 }, T0, T0 + 2 * MINUTE).count).toBe(1)
    const slow = paceOf({ perMinute: 2 }, null, T0)
    expect(slow.count).toBe(1)
    expect(paceOf({ perMinute: 2 }, slow.through(1), T0 + 29 * SECOND).count).toBe(0)
    expect(paceOf({ perMinute: 2 }, slow.through(1), T0 + 30 * SECOND).count).toBe(1)
  })
  test('estimates its end while it runs', () => {
    const running = planned()
    expect(estimateEnd(running, figures({ WAITING: 1_000 }), 'RELOGIN', T0)).toBe(T0 + 5 * MINUTE + 30 * SECOND)
    expect(estimateEnd({ ...running, state: 'PAUSED' }, NO_FIGURES, 'RELOGIN', T0)).toBeNull()
    const inHours = { ...running, plan: { ...plan, window: { from: '02:00', to: '05:00' } } }
    expect(estimateEnd(inHours, figures({ WAITING: 1_000 }), 'RELOGIN', T0)).toBeNull()
    expect(running.since).toEqual({ resumed: NO_OUTCOMES, opened: NO_OUTCOMES })
  })
})

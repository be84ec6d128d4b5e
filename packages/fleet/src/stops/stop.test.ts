import { HOUR, MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { acknowledged, deferred, given, OPS, requested, sent, signed, T0, tick } from '../testing.ts'
import { decideLift, decideStop, evolveStop, type StopHand } from './decide-stop.ts'
import { type DispatchStop, stopOver } from './stop.ts'

const ROOT: StopHand = {
  authority: { ...OPS, permits: new Set(['dispatch:stop']) },
  ...{ nodeId: 'acq', path: 'acq', name: 'Wang' },
}
const AGENT: StopHand = { ...ROOT, nodeId: 'north', path: 'acq.north', name: 'Li' }
const wish = { id: 'stp_1', at: T0, node: { id: 'north', path: 'acq.north' }, reason: ' wrong key ', standing: null }

function stopped(hand: StopHand, changed: Partial<typeof wish> = {}): DispatchStop {
  const decision = decideStop({ ...wish, ...changed }, hand)
  if (!decision.ok) throw new Error(decision.refusal.code)
  return decision.events.reduce<DispatchStop | null>(evolveStop, null) as DispatchStop
}

describe('the switch', () => {
  test('a right and a reason are all that is asked; twice is refused', () => {
    const stop = stopped(ROOT)
    expect(stop).toMatchObject({ nodeId: 'north', byName: 'Wang', reason: 'wrong key', liftedAt: null, version: 1 })
    expect(decideStop({ ...wish, reason: ' ' }, ROOT)).toMatchObject({ refusal: { code: 'REASON_MISSING' } })
    expect(decideStop({ ...wish, standing: stop }, ROOT)).toMatchObject({
      refusal: { code: 'STOPPED_ALREADY' },
    })
    const viewer = { ...ROOT, authority: OPS }
    expect(decideStop(wish, viewer)).toMatchObject({ refusal: { code: 'NOT_PERMITTED' } })
  })

  test.each<[string, StopHand, StopHand, string | null]>([
    ['whoever set it', AGENT, AGENT, null],
    ['somebody above', AGENT, ROOT, null],
    ['somebody below', ROOT, AGENT, 'STOPPED_ABOVE'],
    ['somebody beside', AGENT, { ...AGENT, nodeId: 'south', path: 'acq.south' }, 'STOPPED_ABOVE'],
    ['an agent whose setter is off the way since', { ...AGENT, nodeId: 'gone' }, AGENT, null],
  ])('%s', (_, setter, hand, code) => {
    const decision = decideLift(stopped(setter), { at: T0 + 1, reason: 'mended' }, hand)
    expect(decision.ok ? null : decision.refusal.code).toBe(code)
  })

  test('lifted once, with a reason', () => {
    const stop = stopped(ROOT)
    expect(decideLift(stop, { at: T0, reason: '' }, ROOT)).toMatchObject({ refusal: { code: 'REASON_MISSING' } })
    const lifted = decideLift(stop, { at: T0 + 1, reason: 'mended' }, ROOT)
    const after = evolveStop(stop, (lifted.ok ? lifted.events[0] : undefined) as never)
    expect(after).toMatchObject({ liftedAt: T0 + 1, liftedByName: 'Wang', liftReason: 'mended', version: 2 })
    expect(decideLift(after, { at: T0, reason: 'again' }, ROOT)).toMatchObject({ refusal: { code: 'STOP_OVER' } })
  })
})

test('a stop stands over its node and what is below, not beside; of two the higher one is told', () => {
  const low = { path: 'acq.north', since: 1, byName: 'Li' }
  const high = { path: 'acq', since: 2, byName: 'Wang' }
  expect(stopOver([low], 'acq.north')).toBe(low)
  expect(stopOver([low], 'acq.north.shop')).toBe(low)
  expect(stopOver([low], 'acq.north2.shop')).toBeNull()
  expect(stopOver([low], 'acq')).toBeNull()
  expect(stopOver([low, high], 'acq.north.shop')).toBe(high)
})

describe('a command under a stop', () => {
  const stop = { path: 'acq', since: T0 - MINUTE, byName: 'Wang' }
  const why = { code: 'DISPATCH_STOPPED', params: { since: T0 - MINUTE, by: 'Wang' } }

  test.each(['RELOGIN', 'LOCK', 'STATUS_GET', 'CORRECTION_APPLY'] as const)('%s waits and says so', (type) => {
    const held = given(requested(type))
      .when(tick(T0, {}, { stop }))
      .state()
    expect(held).toMatchObject({ state: 'QUEUED', signedAt: null, why, dueAt: T0 + 15 * MINUTE })
    // twice is once; lifted, it goes on
    given(held)
      .when(tick(T0 + 1, {}, { stop }))
      .then()
    expect(
      given(held)
        .when(tick(T0 + 2))
        .state().why.code,
    ).not.toBe('DISPATCH_STOPPED')
  })

  test('signed and not yet with the gateway: it says so too', () => {
    const waiting = given(requested(), signed)
      .when(tick(T0, {}, { stop }))
      .state()
    expect(waiting).toMatchObject({ state: 'QUEUED', why })
  })

  test('it still expires', () => {
    const late = given(requested())
      .when(tick(T0 + HOUR, {}, { stop }))
      .state()
    expect(late.state).toBe('EXPIRED')
  })

  test('what was sent is asked for, and told no second time', () => {
    const silent = given(requested(), signed, sent)
      .when(tick(T0 + MINUTE, { conn: 8 }, { stop }))
      .state()
    expect(silent).toMatchObject({ state: 'UNKNOWN', publishes: 1 })
    const put = given(requested(), signed, sent, acknowledged, deferred)
    expect(put.when(tick(T0 + 10 * MINUTE, {}, { stop })).state().publishes).toBe(1)
  })
})

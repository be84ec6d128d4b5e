import { DAY, HOUR, MINUTE, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import {
  acknowledged,
  cancelAsked,
  deferred,
  found,
  given,
  RELOGIN_EVIDENCE,
  requested,
  resultOf,
  running,
  sent,
  signed,
  silent,
  T0,
  tick,
  verifying,
} from './testing.ts'

describe('sent, and no word', () => {
  const at = T0 + 20 * SECOND

  test('before the timer nothing happens', () => {
    expect(
      given(requested(), signed, sent)
        .when(tick(at - 1))
        .then(),
    ).toEqual([])
  })
  test('connected: the same bytes again, three times in all, then UNKNOWN', () => {
    const second = given(requested(), signed, sent).when(tick(at)).state()
    expect(second).toMatchObject({ state: 'SENT', publishes: 2, attempt: 1, signedAt: T0, dueAt: at + 20 * SECOND })
    const third = given(second)
      .when(tick(at + 20 * SECOND))
      .state()
    const silentNow = given(third).when(tick(at + 40 * SECOND))
    expect(silentNow.then()).toEqual([{ type: 'CommandSilent', at: at + 40 * SECOND, askedAgain: false }])
    expect(silentNow.state()).toMatchObject({
      state: 'UNKNOWN',
      unknownAt: at + 40 * SECOND,
      why: { code: 'ASKING_TERMINAL' },
    })
  })
  test('disconnected: UNKNOWN at the timer', () => {
    expect(
      given(requested(), signed, sent)
        .when(tick(at, { connected: false }))
        .state().state,
    ).toBe('UNKNOWN')
  })
  test('a new connection before the timer: the same bytes at once', () => {
    expect(
      given(requested(), signed, sent)
        .when(tick(T0 + 3 * SECOND, { conn: 8 }))
        .then(),
    ).toEqual([{ type: 'CommandRepublished', at: T0 + 3 * SECOND }])
  })
  test('after its life: UNKNOWN, never EXPIRED, for it may have run', () => {
    expect(
      given(requested('RELOGIN', { notAfter: T0 + 5 * SECOND }), signed, sent)
        .when(tick(at))
        .state().state,
    ).toBe('UNKNOWN')
  })
  test('nobody publishes again what somebody wants cancelled', () => {
    expect(given(requested(), signed, sent, cancelAsked).when(tick(at)).state().state).toBe('UNKNOWN')
  })
})

describe('UNKNOWN', () => {
  const unknown = [signed, sent, silent] as const
  const askedUntil = T0 + MINUTE + 20 * SECOND
  const end = T0 + 15 * MINUTE + DAY

  test('the query is not answered: it says so, and asks again later', () => {
    const command = given(requested(), ...unknown)
      .when(tick(askedUntil))
      .state()
    expect(command).toMatchObject({
      state: 'UNKNOWN',
      why: { code: 'NO_ANSWER', params: { until: end } },
      dueAt: askedUntil + 5 * MINUTE,
    })
    expect(
      given(command)
        .when(tick(askedUntil + 5 * MINUTE))
        .then(),
    ).toEqual([{ type: 'CommandSilent', at: askedUntil + 5 * MINUTE, askedAgain: true }])
  })
  test('while it is offline nobody asks; on a new connection somebody does', () => {
    const command = given(requested(), ...unknown)
      .when(tick(askedUntil, { connected: false }))
      .state()
    expect(command.dueAt).toBe(end)
    // 1: a terminal that lost its store counts its connections anew
    for (const conn of [8, 1])
      expect(
        given(command)
          .when(tick(askedUntil + HOUR, { conn }))
          .then(),
      ).toMatchObject([{ type: 'CommandSilent', askedAgain: true }])
    expect(
      given(command)
        .when(tick(askedUntil + HOUR, { conn: 7 }))
        .then(),
    ).toEqual([])
  })
  test('a day after its life it is UNVERIFIED', () => {
    expect(
      given(requested(), ...unknown)
        .when(tick(end))
        .state(),
    ).toMatchObject({ state: 'UNVERIFIED', why: { code: 'NEVER_ANSWERED' } })
  })
})

describe('deferred', () => {
  const due = T0 + MINUTE + 30 * SECOND
  const long = () => requested('RELOGIN', { notAfter: T0 + 4 * HOUR })

  test('the terminal starts it by itself; thirty seconds late, we remind it', () => {
    expect(
      given(long(), signed, sent, deferred)
        .when(tick(due - 1))
        .then(),
    ).toEqual([])
    const reminded = given(long(), signed, sent, deferred).when(tick(due)).state()
    expect(reminded).toMatchObject({
      state: 'DEFERRED',
      publishes: 2,
      attempt: 1,
      signedAt: T0,
      dueAt: due + 30 * SECOND,
    })
  })
  test('offline: it waits for the connection', () => {
    const command = given(long(), signed, sent, deferred)
      .when(tick(due, { connected: false, offlineSince: T0 }))
      .state()
    expect(command).toMatchObject({ state: 'DEFERRED', why: { code: 'OFFLINE_SINCE' }, dueAt: T0 + 2 * HOUR })
    expect(
      given(command)
        .when(tick(due + MINUTE, { conn: 8 }))
        .then(),
    ).toMatchObject([{ type: 'CommandRepublished' }])
  })
  test('two hours are enough', () => {
    expect(
      given(long(), signed, sent, deferred)
        .when(tick(T0 + 2 * HOUR))
        .state(),
    ).toMatchObject({ state: 'FAILED', why: { code: 'DEFERRED_TOO_LONG', params: { reason: 'IN_TRANSACTION' } } })
    const again = { kind: 'deferred', at: T0 + 2 * HOUR, attempt: 1, reason: 'BUSY', retryInMs: MINUTE } as const
    expect(given(long(), signed, sent, deferred).when(again).state().state).toBe('FAILED')
  })
  test('nor does it hold the slot longer when all that is heard of it is that the terminal has it', () => {
    const had = given(long(), signed, sent, deferred, { ...acknowledged, at: T0 + 2 * HOUR })
    expect(had.when(tick(T0 + 2 * HOUR + MINUTE)).state().state).toBe('ACKNOWLEDGED')
    expect(had.when(tick(T0 + 2 * HOUR + 5 * MINUTE)).state()).toMatchObject({
      state: 'FAILED',
      why: { code: 'DEFERRED_TOO_LONG', params: { reason: 'IN_TRANSACTION' } },
    })
  })
  test('after its life nobody knows whether it began: UNKNOWN', () => {
    expect(
      given(requested(), signed, sent, deferred)
        .when(tick(T0 + 15 * MINUTE))
        .state().state,
    ).toBe('UNKNOWN')
  })
})

describe('running and being verified', () => {
  test('no result in time: asked, or SUCCEEDED when all evidence is there', () => {
    const at = T0 + 5 * MINUTE
    expect(given(requested(), signed, sent, acknowledged).when(tick(at)).state().state).toBe('UNKNOWN')
    expect(
      given(requested(), signed, sent, running, ...found(...RELOGIN_EVIDENCE))
        .when(tick(at))
        .state(),
    ).toMatchObject({ state: 'SUCCEEDED', result: null })
  })
  test('a terminal that says "still running" to every query is believed for a day after the life of the command', () => {
    const hung = requested('REBOOT', { notAfter: T0 + 15 * MINUTE })
    const stillRunning = { type: 'CommandRunning', at: T0 + 15 * MINUTE + DAY, step: 'RUNNING' } as const
    const over = given(hung, signed, sent, stillRunning).when(tick(T0 + 20 * MINUTE + DAY))
    expect(over.state()).toMatchObject({
      state: 'UNVERIFIED',
      why: { params: { missing: 'BOOT_ROSE CONNECTION_RENEWED' } },
    })
  })
  test('the host does not call us: a re-login is looked at twice a second, then every five seconds', () => {
    const command = given(requested(), signed, sent)
      .when({ kind: 'progress', at: T0, attempt: 1, step: 'HOST_SIGN_ON' })
      .state()
    expect(command.dueAt).toBe(T0 + 500)
    expect(
      given(command)
        .when(tick(T0 + 500))
        .state().dueAt,
    ).toBe(T0 + 1_000)
    expect(
      given(command)
        .when(tick(T0 + 20 * SECOND))
        .state().dueAt,
    ).toBe(T0 + 25 * SECOND)
  })
  test('when the terminal says that all is done, the host is asked at once', () => {
    const at = T0 + 700
    const command = given(requested(), signed, sent, running)
      .when({ kind: 'result', at, attempt: 1, result: resultOf('SUCCEEDED', 'SIGNED_ON') })
      .state()
    expect(command).toMatchObject({ state: 'VERIFYING', verifyingAt: at, dueAt: at })
    expect(given(command).when(tick(at)).state().dueAt).toBe(at + 500)
  })
  test('other types wait for their timer', () => {
    expect(
      given(requested('REBOOT'), signed, sent, verifying())
        .when(tick(T0 + 1))
        .then(),
    ).toEqual([])
    expect(
      given(requested('REBOOT'), signed, sent, verifying())
        .when(tick(T0 + 1))
        .state().dueAt,
    ).toBe(T0 + 3 * MINUTE)
  })
  test('evidence missing at the end: UNVERIFIED, naming it', () => {
    const [host, platform] = RELOGIN_EVIDENCE
    const command = given(requested(), signed, sent, ...found(host, platform), verifying())
      .when(tick(T0 + 3 * MINUTE))
      .state()
    expect(command).toMatchObject({
      state: 'UNVERIFIED',
      why: { code: 'EVIDENCE_MISSING', params: { missing: 'HEARTBEAT_SIGNED_ON HOST_ECHO' } },
    })
  })
  test('a cashier has 15 minutes', () => {
    const operator = requested('RELOGIN', { params: { level: 'OPERATOR' } })
    const waiting = given(operator, signed, sent, verifying())
    expect(waiting.when(tick(T0 + 15 * MINUTE - 1)).then()).toEqual([])
    expect(waiting.when(tick(T0 + 15 * MINUTE)).state().state).toBe('UNVERIFIED')
  })
})

test('a tick moves nothing that ended', () => {
  const over = {
    type: 'CommandEnded',
    at: T0,
    state: 'FAILED',
    why: { code: 'TERMINAL_FAILED', params: {} },
    result: resultOf('FAILED'),
  } as const
  expect(
    given(requested(), signed, sent, over)
      .when(tick(T0 + 30 * DAY))
      .then(),
  ).toEqual([])
})

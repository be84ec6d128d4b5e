import { MINUTE } from '@budeng/kernel'
import { specification } from '@budeng/kernel/testing'
import { describe, expect, test } from 'vitest'
import {
  answerDigits,
  type ChallengeEvent,
  evolveChallenge,
  lockRefusal,
  openChallenge,
  type PresenceChallenge,
  spendGrant,
  tickChallenge,
} from './presence-challenge.ts'
import { T0 } from './testing.ts'

type Answer = Parameters<typeof answerDigits>[1]
const given = specification<PresenceChallenge, Answer, ChallengeEvent>(answerDigits, evolveChallenge)
const open = openChallenge({
  commandId: 'cmd_p',
  personId: 'usr_li',
  terminalId: 'trm_1',
  type: 'RELOGIN',
  params: { level: 'TERMINAL' },
  at: T0,
})
const answer = (changed: Partial<Answer> = {}): Answer => ({
  at: T0 + MINUTE,
  by: 'usr_li',
  right: true,
  acknowledgedAt: T0,
  ...changed,
})
const wrong = (left: number): ChallengeEvent => ({ type: 'PresenceDigitsWrong', at: T0, left })
const granted: ChallengeEvent = { type: 'PresenceGranted', at: T0 + MINUTE, expiresAt: T0 + 6 * MINUTE }
const use = {
  at: T0 + 2 * MINUTE,
  by: 'usr_li',
  terminalId: 'trm_1',
  type: 'RELOGIN',
  params: { level: 'TERMINAL' },
} as const

describe('digits', () => {
  test('right: a grant for five minutes', () => {
    expect(given(open).when(answer()).state()).toMatchObject({
      state: 'GRANTED',
      grantedAt: T0 + MINUTE,
      expiresAt: T0 + 6 * MINUTE,
    })
  })
  test('wrong: counted', () => {
    expect(
      given(open)
        .when(answer({ right: false }))
        .then(),
    ).toEqual([{ type: 'PresenceDigitsWrong', at: T0 + MINUTE, left: 4 }])
  })
  test('the fifth wrong one ends it and locks this person for this terminal', () => {
    const fifth = given(open, wrong(4), wrong(3), wrong(2), wrong(1)).when(answer({ right: false }))
    expect(fifth.then()).toMatchObject([{ left: 0 }, { type: 'PresenceFailed', lockedUntil: T0 + 31 * MINUTE }])
    expect(fifth.state()).toMatchObject({ state: 'FAILED', wrongCount: 5 })
    expect(given(fifth.state()).when(answer()).refused()).toEqual({
      code: 'CHALLENGE_ENDED',
      params: { state: 'FAILED' },
    })
  })
  test('four wrong ones and then the right one', () => {
    expect(given(open, wrong(4), wrong(3), wrong(2), wrong(1)).when(answer()).state().state).toBe('GRANTED')
  })
  test('hold for five minutes from the acknowledgement', () => {
    expect(
      given(open)
        .when(answer({ at: T0 + 5 * MINUTE }))
        .refused(),
    ).toEqual({ code: 'CHALLENGE_LAPSED' })
    expect(
      given(open)
        .when(answer({ at: T0 + 5 * MINUTE - 1 }))
        .state().state,
    ).toBe('GRANTED')
    expect(
      given(open)
        .when(answer({ acknowledgedAt: null }))
        .refused(),
    ).toEqual({ code: 'NOT_SHOWN_YET' })
  })
  test('are taken from the person who asked', () => {
    expect(
      given(open)
        .when(answer({ by: 'usr_wang' }))
        .refused(),
    ).toEqual({ code: 'NOT_YOURS' })
  })
})

describe('a grant', () => {
  const challenge = evolveChallenge(open, granted)

  test('is spent once', () => {
    const decision = spendGrant(challenge, use)
    expect(decision).toEqual({ ok: true, events: [{ type: 'PresenceUsed', at: use.at }] })
    const used = evolveChallenge(challenge, { type: 'PresenceUsed', at: use.at })
    expect(used).toMatchObject({ state: 'USED', usedAt: use.at })
    expect(spendGrant(used, use)).toMatchObject({ ok: false, refusal: { code: 'PRESENCE_REQUIRED' } })
  })
  test.each([{ by: 'usr_wang' }, { terminalId: 'trm_2' }, { type: 'REBOOT' as const }, { params: { level: 'BOTH' } }])(
    'does not cover %j',
    (changed) => {
      expect(spendGrant(challenge, { ...use, ...changed })).toMatchObject({
        ok: false,
        refusal: { code: 'PRESENCE_REQUIRED' },
      })
    },
  )
  test('lapses', () => {
    expect(spendGrant(challenge, { ...use, at: T0 + 6 * MINUTE })).toMatchObject({
      ok: false,
      refusal: { code: 'CHALLENGE_LAPSED' },
    })
    expect(tickChallenge(challenge, T0 + 6 * MINUTE - 1, true)).toEqual({ ok: true, events: [] })
    expect(tickChallenge(challenge, T0 + 6 * MINUTE, true)).toMatchObject({ events: [{ type: 'PresenceLapsed' }] })
  })
  test('must have been won', () => {
    expect(spendGrant(open, use)).toMatchObject({ ok: false, refusal: { code: 'PRESENCE_REQUIRED' } })
  })
})

test('an open challenge lapses with its screen', () => {
  expect(tickChallenge(open, T0 + 1, false)).toEqual({ ok: true, events: [] })
  const over = tickChallenge(open, T0 + 1, true)
  expect(over).toMatchObject({ ok: true, events: [{ type: 'PresenceLapsed' }] })
  expect(evolveChallenge(open, { type: 'PresenceLapsed', at: T0 })).toMatchObject({ state: 'LAPSED', version: 2 })
})

test('a locked person waits thirty minutes, the terminal does not', () => {
  expect(lockRefusal(T0 + 1, T0)).toMatchObject({ refusal: { code: 'PRESENCE_LOCKED', params: { until: T0 + 1 } } })
  expect(lockRefusal(T0, T0)).toBeNull()
  expect(lockRefusal(null, T0)).toBeNull()
})

import { DAY, HOUR } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { cancelAsked, given, requested, running, sent, signed, T0, verifying } from './testing.ts'

const pending = () => requested('LOCK', { needsApproval: true })

describe('a second person', () => {
  test('releases a command into the queue, and its life begins then', () => {
    const command = given(pending())
      .when({ kind: 'approve', at: T0 + HOUR, by: 'usr_chen' })
      .state()
    expect(command).toMatchObject({ state: 'QUEUED', dueAt: T0 + HOUR, notAfter: pending().notAfter + HOUR })
  })
  test('is not the one who asked', () => {
    for (const kind of ['approve', 'deny'] as const)
      expect(given(pending()).when({ kind, at: T0, by: 'usr_li', note: '' }).refused()).toEqual({ code: 'OWN_REQUEST' })
  })
  test('may deny, with a note', () => {
    const command = given(pending())
      .when({ kind: 'deny', at: T0 + 1, by: 'usr_chen', note: 'wrong store' })
      .state()
    expect(command).toMatchObject({
      state: 'DENIED',
      finishedAt: T0 + 1,
      dueAt: null,
      why: { code: 'DENIED', params: { by: 'usr_chen', note: 'wrong store' } },
    })
  })
  test('has 72 hours', () => {
    expect(
      given(pending())
        .when({ kind: 'approve', at: T0 + 3 * DAY, by: 'usr_chen' })
        .refused(),
    ).toEqual({ code: 'APPROVAL_LAPSED' })
    expect(
      given(pending())
        .when({ kind: 'approve', at: T0 + 3 * DAY - 1, by: 'usr_chen' })
        .state().state,
    ).toBe('QUEUED')
  })
  test('decides only what waits for a decision', () => {
    expect(given(requested()).when({ kind: 'approve', at: T0, by: 'usr_chen' }).refused()).toEqual({
      code: 'NOT_PENDING',
      params: { state: 'QUEUED' },
    })
  })
})

describe('cancel', () => {
  const cancel = { kind: 'cancel', at: T0 + 5, by: 'usr_li' } as const

  test.each([
    ['waiting for approval', pending(), []],
    ['queued', requested(), []],
  ])('%s: at once', (_, command, events) => {
    expect(
      given(command, ...events)
        .when(cancel)
        .state(),
    ).toMatchObject({ state: 'CANCELLED', finishedAt: T0 + 5, why: { code: 'CANCELLED', params: { by: 'usr_li' } } })
  })
  test('signed, and no word of publishing: asked, for a killed gateway may have published it', () => {
    const asked = given(requested(), signed).when(cancel).state()
    expect(asked).toMatchObject({ state: 'QUEUED', cancelRequestedAt: T0 + 5, finishedAt: null })
    expect(given(requested(), signed).when(cancel).then()).toMatchObject([{ type: 'CommandCancelRequested' }])
  })
  test('with the terminal: a mark, and the terminal answers', () => {
    const command = given(requested(), signed, sent).when(cancel).state()
    expect(command).toMatchObject({
      state: 'SENT',
      cancelRequestedAt: T0 + 5,
      cancelRequestedBy: 'usr_li',
      why: { code: 'CANCEL_ASKED' },
    })
    expect(
      given(command)
        .when({ kind: 'cancelled', at: T0 + 6, attempt: 1 })
        .state(),
    ).toMatchObject({ state: 'CANCELLED', why: { params: { by: 'usr_li' } } })
  })
  test('refused by the terminal: back where it was', () => {
    const before = given(requested(), signed, sent, running).when(cancel).state()
    const after = given(before)
      .when({ kind: 'cancelRejected', at: T0 + 6, attempt: 1, reason: 'RUNNING' })
      .state()
    expect(after).toMatchObject({
      state: 'RUNNING',
      cancelRequestedAt: null,
      cancelRequestedBy: null,
      why: { code: 'RUNNING', params: { step: 'HOST_SIGN_ON' } },
    })
  })
  test('asked twice is asked once', () => {
    expect(given(requested(), signed, sent, cancelAsked).when(cancel).then()).toEqual([])
  })
  test('there is no way back from a restart that has begun', () => {
    expect(given(requested('REBOOT'), signed, sent, running).when(cancel).refused()).toEqual({
      code: 'NOT_CANCELLABLE',
      params: { state: 'RUNNING' },
    })
    expect(given(requested('RELOGIN'), signed, sent, running).when(cancel).state().cancelRequestedAt).toBe(T0 + 5)
  })
  test('what ended stays ended', () => {
    const command = given(requested()).when(cancel).state()
    expect(given(command).when(cancel).refused()).toEqual({ code: 'ALREADY_FINAL', params: { state: 'CANCELLED' } })
  })
  test('a terminal that cancels unasked is not believed', () => {
    expect(given(requested(), signed, sent).when({ kind: 'cancelled', at: T0, attempt: 1 }).then()).toEqual([])
  })
})

describe('a newer command', () => {
  const supersede = { kind: 'supersede', at: T0 + 5, byCommandId: 'cmd_2' } as const

  test('replaces what still waits in the queue', () => {
    expect(given(requested()).when(supersede).state()).toMatchObject({
      state: 'SUPERSEDED',
      why: { params: { commandId: 'cmd_2' } },
    })
  })
  test('leaves alone what is signed: a killed gateway may have published it', () => {
    expect(given(requested(), signed).when(supersede).refused()).toEqual({
      code: 'ALREADY_SENT',
      params: { state: 'QUEUED' },
    })
  })
  test('leaves alone what is on its way', () => {
    expect(given(requested(), signed, sent).when(supersede).refused()).toEqual({
      code: 'NOT_QUEUED',
      params: { state: 'SENT' },
    })
  })
})

describe('a terminal that moves', () => {
  const remove = { kind: 'remove', at: T0 + 5, code: 'TERMINAL_MOVED' } as const

  test('ends what is queued or waits for approval', () => {
    for (const command of [requested(), pending()])
      expect(given(command).when(remove).state()).toMatchObject({
        state: 'REMOVED',
        why: { code: 'REMOVED', params: { code: 'TERMINAL_MOVED' } },
      })
  })
  test('does not end what is sent, or signed and perhaps sent, and says so', () => {
    expect(given(requested(), signed).when(remove).refused()).toEqual({
      code: 'ALREADY_SENT',
      params: { state: 'QUEUED' },
    })
    expect(given(requested(), signed, sent, verifying()).when(remove).refused()).toEqual({
      code: 'ALREADY_SENT',
      params: { state: 'VERIFYING' },
    })
  })
})

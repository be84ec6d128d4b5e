import { DAY, HOUR, MINUTE, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { given, requested, sent, signed, T0, TICKET, tick } from './testing.ts'

describe('in the queue', () => {
  test('an online, idle terminal: signed, with a ticket for a re-login only', () => {
    expect(
      given(requested())
        .when(tick(T0 + 1))
        .then(),
    ).toEqual([{ type: 'CommandSigned', at: T0 + 1, attempt: 1, deviceId: 'dev_1', ticketHash: TICKET }])
    expect(
      given(requested('STATUS_GET'))
        .when(tick(T0 + 1))
        .then(),
    ).toMatchObject([{ type: 'CommandSigned', ticketHash: null }])
  })
  test('its life is over: EXPIRED, signed or not', () => {
    for (const events of [[], [signed]])
      expect(
        given(requested(), ...events)
          .when(tick(T0 + 15 * MINUTE))
          .state(),
      ).toMatchObject({ state: 'EXPIRED', why: { code: 'NOT_AFTER_PASSED' } })
  })
  test.each([
    [
      'offline',
      { connected: false, offlineSince: T0 - HOUR },
      { code: 'OFFLINE_SINCE', params: { since: T0 - HOUR } },
      15 * MINUTE,
    ],
    ['suspended', { state: 'SUSPENDED' }, { code: 'TERMINAL_NOT_ACTIVE', params: { state: 'SUSPENDED' } }, 15 * MINUTE],
    ['held', { heldSince: T0 - HOUR }, { code: 'DEVICE_HELD', params: { since: T0 - HOUR } }, 15 * MINUTE],
    ['without a device', { deviceId: null }, { code: 'NO_DEVICE', params: {} }, 15 * MINUTE],
    ['slot taken', { slotHeldBy: 'cmd_9' }, { code: 'SLOT_HELD', params: { commandId: 'cmd_9' } }, 30 * SECOND],
  ] as const)('%s: it waits and says why', (_, changed, why, dueInMs) => {
    const command = given(requested()).when(tick(T0, changed)).state()
    expect(command).toMatchObject({ state: 'QUEUED', signedAt: null, why, dueAt: T0 + dueInMs })
    expect(given(command).when(tick(T0, changed)).then()).toEqual([])
  })
  test('its window is not open by this clock: nothing is signed until it is, and its life ends with it', () => {
    const early = requested('REBOOT', { notBefore: T0 + 5 * MINUTE })
    const waiting = given(early).when(tick(T0)).state()
    expect(waiting).toMatchObject({
      ...{ state: 'QUEUED', signedAt: null, dueAt: T0 + 5 * MINUTE },
      why: { code: 'WAITS_FOR_WINDOW', params: { from: T0 + 5 * MINUTE } },
    })
    expect(given(waiting).when(tick(T0)).then()).toEqual([])
    expect(
      given(waiting)
        .when(tick(T0 + 5 * MINUTE))
        .state().signedAt,
    ).toBe(T0 + 5 * MINUTE)
    expect(
      given(waiting)
        .when(tick(T0 + 15 * MINUTE))
        .state().state,
    ).toBe('EXPIRED')
  })
  test('a device of which two are alive gets a LOCK, and nothing else', () => {
    const held = { heldSince: T0 - HOUR }
    expect(given(requested('LOCK')).when(tick(T0, held)).state().signedAt).toBe(T0)
    for (const type of ['STATUS_GET', 'UNLOCK', 'CORRECTION_APPLY'] as const)
      expect(given(requested(type)).when(tick(T0, held)).state().signedAt).toBeNull()
    const published = given(requested('STATUS_GET'), signed, sent)
      .when(tick(T0 + 30 * SECOND, held))
      .then()
    expect(published).not.toContainEqual(expect.objectContaining({ type: 'CommandRepublished' }))
  })
  test('LOCK needs no slot', () => {
    expect(
      given(requested('LOCK'))
        .when(tick(T0, { slotHeldBy: 'cmd_9' }))
        .state().signedAt,
    ).toBe(T0)
    expect(
      given(requested('UNLOCK'))
        .when(tick(T0, { slotHeldBy: 'cmd_9' }))
        .state().signedAt,
    ).toBeNull()
  })
  test('somebody without tickets cannot sign a re-login, and leaves it due for the signer', () => {
    expect(
      given(requested())
        .when(tick(T0 + 9, {}, { newTicketHash: null }))
        .then(),
    ).toEqual([])
  })
  test('signed and the gateway away: the same bytes stay, in the slot', () => {
    const command = given(requested(), signed)
      .when(tick(T0 + 20 * SECOND))
      .state()
    expect(command).toMatchObject({
      state: 'QUEUED',
      signedAt: T0,
      why: { code: 'WAITS_FOR_GATEWAY' },
      dueAt: T0 + 40 * SECOND,
    })
    expect(
      given(requested(), signed)
        .when(tick(T0 + 19 * SECOND))
        .then(),
    ).toEqual([])
  })
  test('signed for a device that is no longer there: removed', () => {
    expect(
      given(requested(), signed)
        .when(tick(T0 + 1, { deviceId: 'dev_2' }))
        .state(),
    ).toMatchObject({ state: 'REMOVED', why: { params: { code: 'DEVICE_CHANGED' } } })
  })
  test('a planned retry waits out its delay, whatever rings', () => {
    const planned = {
      type: 'CommandRetryPlanned',
      at: T0,
      attempt: 2,
      notBefore: T0 + 10 * SECOND,
      code: 'HOST_TIMEOUT',
    } as const
    expect(
      given(requested(), signed, sent, planned)
        .when(tick(T0 + 9 * SECOND))
        .then(),
    ).toEqual([])
    expect(
      given(requested(), signed, sent, planned)
        .when(tick(T0 + 10 * SECOND))
        .then(),
    ).toMatchObject([{ type: 'CommandSigned', attempt: 2 }])
  })
})

describe('backup first', () => {
  const needed = { type: 'CommandBackupRequired', at: T0, backupId: 'cmd_b' } as const

  test('older than ten minutes: one is required', () => {
    expect(
      given(requested())
        .when(tick(T0, { backupAt: T0 - 10 * MINUTE }))
        .then(),
    ).toEqual([{ ...needed, backupId: 'cmd_backup' }])
    expect(
      given(requested())
        .when(tick(T0, { backupAt: T0 - 10 * MINUTE + 1 }))
        .state().signedAt,
    ).toBe(T0)
  })
  test('types that disturb nothing need none', () => {
    expect(
      given(requested('LOCK'))
        .when(tick(T0, { backupAt: null }))
        .state().signedAt,
    ).toBe(T0)
  })
  test('while it runs, the command waits', () => {
    const command = given(requested(), needed)
      .when(tick(T0 + 1, { backupAt: null }, { backup: { id: 'cmd_b', state: 'RUNNING' } }))
      .state()
    expect(command).toMatchObject({
      state: 'QUEUED',
      waitsFor: 'cmd_b',
      why: { code: 'WAITS_FOR_BACKUP', params: { commandId: 'cmd_b' } },
    })
  })
  test('it succeeded: signed at once', () => {
    const done = tick(T0 + 1, { backupAt: T0 + 1 }, { backup: { id: 'cmd_b', state: 'SUCCEEDED' } })
    expect(given(requested(), needed).when(done).then()).toMatchObject([
      { type: 'CommandBackupReady' },
      { type: 'CommandSigned' },
    ])
    expect(given(requested(), needed).when(done).state().waitsFor).toBeNull()
  })
  test.each(['FAILED', 'EXPIRED', 'UNVERIFIED', 'CANCELLED', 'REJECTED'] as const)(
    'it ended %s: FAILED, even while the terminal is offline',
    (state) => {
      const over = tick(T0 + 1, { connected: false }, { backup: { id: 'cmd_b', state } })
      expect(given(requested(), needed).when(over).state()).toMatchObject({
        state: 'FAILED',
        why: { code: 'BACKUP_FAILED', params: { commandId: 'cmd_b', state } },
      })
    },
  )
  test('it succeeded, but the terminal went away and the backup grew old: another one', () => {
    const late = tick(T0 + 11 * MINUTE, { backupAt: T0 }, { backup: { id: 'cmd_b', state: 'SUCCEEDED' } })
    expect(given(requested(), needed).when(late).then()).toMatchObject([
      { type: 'CommandBackupReady' },
      { type: 'CommandBackupRequired', backupId: 'cmd_backup' },
    ])
  })
})

test('an approval that nobody gave lapses after 72 hours', () => {
  const pending = requested('LOCK', { needsApproval: true })
  expect(
    given(pending)
      .when(tick(T0 + 3 * DAY - 1))
      .then(),
  ).toEqual([])
  expect(
    given(pending)
      .when(tick(T0 + 3 * DAY))
      .state(),
  ).toMatchObject({ state: 'LAPSED', why: { code: 'LAPSED' }, dueAt: null })
})

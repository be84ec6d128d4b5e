import { HOUR, MINUTE, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import type { CommandInput } from './command-events.ts'
import {
  acknowledged,
  cancelAsked,
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

const result = (status: Parameters<typeof resultOf>[0], code = '', attempt = 1): CommandInput => ({
  kind: 'result',
  at: T0 + 9,
  attempt,
  result: resultOf(status, code),
})
const published: CommandInput = { kind: 'published', at: T0 + 2, attempt: 1, boot: 3, conn: 7 }

describe('published', () => {
  test('the first time it is SENT, with boot counter and connection as they were', () => {
    expect(given(requested(), signed).when(published).state()).toMatchObject({
      state: 'SENT',
      publishedAt: T0 + 2,
      publishes: 1,
      bootBefore: 3,
      connBefore: 7,
      dueAt: T0 + 2 + 20 * SECOND,
    })
  })
  test('again: the terminal has the whole time once more, and what was before stays', () => {
    const again = { ...published, at: T0 + 30 * SECOND, boot: 4, conn: 8 }
    expect(given(requested(), signed, sent).when(again).state()).toMatchObject({
      publishedAt: T0,
      publishes: 1,
      bootBefore: 3,
      connBefore: 7,
      dueAt: T0 + 50 * SECOND,
    })
  })
  test('a reply that overtakes our own note is believed, and the note still counts', () => {
    const command = given(requested(), signed)
      .when({ kind: 'acknowledged', at: T0 + 3, attempt: 1 })
      .state()
    expect(command).toMatchObject({ state: 'ACKNOWLEDGED', publishedAt: T0 + 3, bootBefore: null })
    expect(given(command).when(published).state()).toMatchObject({
      state: 'ACKNOWLEDGED',
      publishedAt: T0 + 2,
      bootBefore: 3,
      connBefore: 7,
    })
  })
})

describe('replies', () => {
  test('acknowledged, running, and the running timer counts from the last sign of life', () => {
    const command = given(requested('REBOOT'), signed, sent, acknowledged)
      .when({ kind: 'progress', at: T0 + MINUTE, attempt: 1, step: 'STOPPING' })
      .state()
    expect(command).toMatchObject({
      state: 'RUNNING',
      progress: 'STOPPING',
      acknowledgedAt: T0,
      dueAt: T0 + 6 * MINUTE,
    })
  })
  test.each<[string, CommandInput]>([
    ['acknowledged', { kind: 'acknowledged', at: T0, attempt: 2 }],
    ['progress', { kind: 'progress', at: T0, attempt: 2, step: 'X' }],
    ['result', result('SUCCEEDED', '', 2)],
    ['deferred', { kind: 'deferred', at: T0, attempt: 2, reason: 'BUSY', retryInMs: 1 }],
    ['neverSeen', { kind: 'neverSeen', at: T0, attempt: 2 }],
  ])('%s of another attempt changes nothing', (_, input) => {
    expect(given(requested(), signed, sent).when(input).then()).toEqual([])
  })
  test('what was never signed cannot be answered', () => {
    expect(given(requested()).when(result('SUCCEEDED')).then()).toEqual([])
    expect(
      given(requested('LOCK', { needsApproval: true }))
        .when({ kind: 'acknowledged', at: T0, attempt: 1 })
        .then(),
    ).toEqual([])
  })
  test('a repeated acknowledgement or step changes nothing', () => {
    expect(given(requested(), signed, sent, running).when({ kind: 'acknowledged', at: T0, attempt: 1 }).then()).toEqual(
      [],
    )
    expect(
      given(requested(), signed, sent, running)
        .when({ kind: 'progress', at: T0, attempt: 1, step: 'HOST_SIGN_ON' })
        .then(),
    ).toEqual([])
  })
  test('deferred: the budget counts from the first time', () => {
    const later = (at: number): CommandInput => ({
      kind: 'deferred',
      at,
      attempt: 1,
      reason: 'BUSY',
      retryInMs: 5 * SECOND,
    })
    const first = given(requested(), signed, sent)
      .when(later(T0 + 1))
      .state()
    const second = given(first)
      .when(later(T0 + MINUTE))
      .state()
    expect(second).toMatchObject({
      state: 'DEFERRED',
      deferral: { reason: 'BUSY', firstAt: T0 + 1, retryAt: T0 + MINUTE + 5 * SECOND },
      dueAt: T0 + MINUTE + 35 * SECOND,
    })
  })
  test('a late word moves UNKNOWN on', () => {
    expect(
      given(requested(), signed, sent, silent)
        .when({ kind: 'acknowledged', at: T0 + HOUR, attempt: 1 })
        .state(),
    ).toMatchObject({ state: 'ACKNOWLEDGED', unknownAt: null })
    expect(given(requested('STATUS_GET'), signed, sent, silent).when(result('SUCCEEDED')).state().state).toBe(
      'SUCCEEDED',
    )
  })
})

describe('results', () => {
  test('a new connection proves no network reset before the terminal says that it is kept', () => {
    const hello: CommandInput = {
      kind: 'evidence',
      at: T0 + 1,
      evidence: { kind: 'CONNECTION_RENEWED', witness: 'PLATFORM', at: T0 + 1, facts: { before: 7, after: 8 } },
    }
    const reset = given(requested('NETWORK_RESET'), signed, sent, silent).when(hello).state()
    expect(reset).toMatchObject({ state: 'UNKNOWN', evidence: [{ kind: 'CONNECTION_RENEWED' }] })
    expect(given(reset).when(result('FAILED', 'REVERTED')).state()).toMatchObject({ state: 'FAILED' })
    expect(given(reset).when(result('SUCCEEDED')).state()).toMatchObject({ state: 'SUCCEEDED' })
  })
  test.each(['STATUS_GET', 'SELF_TEST', 'MESSAGE_SHOW', 'LOCK', 'UNLOCK'] as const)(
    '%s: the answer is the evidence, by the terminal’s word',
    (type) => {
      const command = given(requested(type), signed, sent).when(result('SUCCEEDED')).state()
      expect(command).toMatchObject({
        state: 'SUCCEEDED',
        why: { code: 'BY_TERMINALS_WORD' },
        evidence: [{ kind: 'ANSWER', witness: 'TERMINAL' }],
        result: { status: 'SUCCEEDED' },
      })
    },
  )
  test('nothing to do is done', () => {
    expect(given(requested('LOCK'), signed, sent).when(result('NO_OP')).state()).toMatchObject({
      state: 'SUCCEEDED',
      result: { status: 'NO_OP' },
    })
  })
  test('a re-login is not done by the terminal’s word', () => {
    const command = given(requested(), signed, sent, running).when(result('SUCCEEDED')).state()
    expect(command).toMatchObject({
      state: 'VERIFYING',
      why: {
        code: 'WAITS_FOR_EVIDENCE',
        params: { missing: 'HOST_SIGN_ON PLATFORM_SIGN_ON HEARTBEAT_SIGNED_ON HOST_ECHO' },
      },
    })
  })
  test('evidence that came before the result counts', () => {
    const command = given(requested(), signed, sent, running, ...found(...RELOGIN_EVIDENCE))
      .when(result('SUCCEEDED'))
      .state()
    expect(command).toMatchObject({
      state: 'SUCCEEDED',
      why: { code: 'PROVEN', params: { witnesses: 'HOST PLATFORM TERMINAL' } },
    })
  })
  test('rejected is never tried again', () => {
    expect(given(requested(), signed, sent).when(result('REJECTED', 'HOST_TIMEOUT')).state()).toMatchObject({
      state: 'REJECTED',
      why: { params: { code: 'HOST_TIMEOUT' } },
    })
  })
  test('a failure that passes by itself is tried again, signed anew, up to three attempts', () => {
    const failed = given(requested(), signed, sent, ...found(RELOGIN_EVIDENCE[0])).when(
      result('FAILED', 'HOST_TIMEOUT'),
    )
    expect(failed.then()).toEqual([
      { type: 'CommandRetryPlanned', at: T0 + 9, attempt: 2, notBefore: T0 + 9 + 10 * SECOND, code: 'HOST_TIMEOUT' },
    ])
    expect(failed.state()).toMatchObject({
      state: 'QUEUED',
      attempt: 2,
      signedAt: null,
      publishedAt: null,
      ticketHash: null,
      evidence: [],
      result: null,
      bootBefore: null,
    })
    const third = { type: 'CommandSigned', at: T0, attempt: 3, deviceId: 'dev_1', ticketHash: null } as const
    expect(
      given(requested(), third, sent)
        .when(result('FAILED', 'HOST_TIMEOUT', 3))
        .state(),
    ).toMatchObject({ state: 'FAILED', why: { code: 'TERMINAL_FAILED', params: { code: 'HOST_TIMEOUT' } } })
  })
  test('no second attempt: unknown code, life over, or somebody wants it cancelled', () => {
    const brief = requested('RELOGIN', { notAfter: T0 + 5 * SECOND })
    expect(given(requested(), signed, sent).when(result('FAILED', 'KEY_MISSING')).state().state).toBe('FAILED')
    expect(given(brief, signed, sent).when(result('FAILED', 'HOST_TIMEOUT')).state().state).toBe('FAILED')
    expect(given(requested(), signed, sent, cancelAsked).when(result('FAILED', 'HOST_TIMEOUT')).state().state).toBe(
      'FAILED',
    )
  })
  test('interrupted: a restart may have happened and shows itself; a re-login is simply done again', () => {
    expect(given(requested('REBOOT'), signed, sent).when(result('INTERRUPTED')).state()).toMatchObject({
      state: 'VERIFYING',
      result: { status: 'INTERRUPTED' },
    })
    expect(given(requested('RELOGIN'), signed, sent).when(result('INTERRUPTED')).state()).toMatchObject({
      state: 'QUEUED',
      attempt: 2,
      why: { params: { code: 'INTERRUPTED' } },
    })
  })
})

describe('evidence', () => {
  const evidence = (piece: (typeof RELOGIN_EVIDENCE)[number]): CommandInput => ({
    kind: 'evidence',
    at: piece.at,
    evidence: piece,
  })
  const [host, platform, heartbeat, echo] = RELOGIN_EVIDENCE

  test('the last piece ends it', () => {
    const last = given(requested(), signed, sent, ...found(host, platform, heartbeat), verifying()).when(evidence(echo))
    expect(last.then()).toMatchObject([{ type: 'CommandEvidenceFound' }, { type: 'CommandEnded', state: 'SUCCEEDED' }])
  })
  test('complete evidence before the result waits for the result; after silence it does not', () => {
    expect(
      given(requested(), signed, sent, running, ...found(host, platform, heartbeat))
        .when(evidence(echo))
        .state().state,
    ).toBe('RUNNING')
    expect(
      given(requested(), signed, sent, silent, ...found(host, platform, heartbeat))
        .when(evidence(echo))
        .state().state,
    ).toBe('SUCCEEDED')
  })
  test('host and platform must have seen the same batch and key check value', () => {
    const old = { ...host, facts: { batch: '000726', kcv: 'A1B2C3' } }
    const almost = given(
      requested(),
      signed,
      sent,
      ...found(platform, heartbeat, echo),
      { type: 'CommandEvidenceFound', at: T0, evidence: old },
      verifying(),
    )
    const again = { kind: 'evidence', at: T0 + 50, evidence: { ...host, at: T0 + 3 } } as const
    expect(almost.when(tick(T0 + 3 * MINUTE)).state()).toMatchObject({
      state: 'UNVERIFIED',
      why: { params: { missing: 'HOST_SIGN_ON' } },
    })
    expect(almost.when(again).state().state).toBe('SUCCEEDED')
  })
  test('an echo from before the host’s sign-on does not stand; the next one does', () => {
    const early = { ...echo, at: T0 }
    const almost = given(
      requested(),
      signed,
      sent,
      { type: 'CommandEvidenceFound', at: T0, evidence: early },
      ...found(host, platform, heartbeat),
      verifying(),
    )
    expect(almost.when(tick(T0 + 3 * MINUTE)).state()).toMatchObject({ why: { params: { missing: 'HOST_ECHO' } } })
    expect(almost.when(evidence(echo)).state().state).toBe('SUCCEEDED')
  })
  test('a heartbeat from before the sign-on does not stand; the next one does', () => {
    const early = { ...heartbeat, at: T0 }
    const almost = given(
      requested(),
      signed,
      sent,
      { type: 'CommandEvidenceFound', at: T0, evidence: early },
      ...found(host, platform, echo),
      verifying(),
    )
    expect(almost.when(tick(T0 + 3 * MINUTE)).state().state).toBe('UNVERIFIED')
    expect(almost.when(evidence(heartbeat)).state().state).toBe('SUCCEEDED')
  })
  test('complete, but all of it by the terminal: UNVERIFIED', () => {
    const own = (kind: 'BOOT_ROSE' | 'CONNECTION_RENEWED') =>
      ({ type: 'CommandEvidenceFound', at: T0, evidence: { kind, witness: 'TERMINAL', at: T0, facts: {} } }) as const
    const told = given(requested('REBOOT'), signed, sent, own('BOOT_ROSE'), own('CONNECTION_RENEWED'), verifying())
    expect(told.when(tick(T0 + 3 * MINUTE)).state().state).toBe('UNVERIFIED')
  })
  test('a piece that stands is not found twice, and what the type does not ask for is not kept', () => {
    expect(
      given(requested(), signed, sent, ...found(echo))
        .when(evidence({ ...echo }))
        .then(),
    ).toEqual([])
    expect(given(requested('REBOOT'), signed, sent).when(evidence(echo)).then()).toEqual([])
  })
  test('right digits end a presence screen without waiting for the terminal', () => {
    const right = {
      kind: 'evidence',
      at: T0 + 5,
      evidence: { kind: 'DIGITS_RIGHT', witness: 'PLATFORM', at: T0 + 5, facts: {} },
    } as const
    expect(given(requested('PRESENCE_SHOW'), signed, sent, acknowledged).when(right).state()).toMatchObject({
      state: 'SUCCEEDED',
      why: { params: { witnesses: 'PLATFORM' } },
    })
  })
})

describe('never seen', () => {
  const neverSeen: CommandInput = { kind: 'neverSeen', at: T0 + 2 * MINUTE, attempt: 1 }

  test('the same bytes go back into the queue, without the slot, and are published when it is free', () => {
    const command = given(requested(), signed, sent, silent).when(neverSeen).state()
    expect(command).toMatchObject({
      state: 'QUEUED',
      attempt: 1,
      signedAt: T0,
      publishes: 0,
      unknownAt: null,
      why: { code: 'NEVER_SEEN' },
    })
    expect(
      given(command)
        .when(tick(T0 + 2 * MINUTE, { slotHeldBy: 'cmd_9' }))
        .state().why.code,
    ).toBe('SLOT_HELD')
    expect(
      given(command)
        .when(tick(T0 + 2 * MINUTE))
        .state(),
    ).toMatchObject({ state: 'SENT', publishes: 1, attempt: 1 })
  })
  test('after its life: EXPIRED, for it did not run', () => {
    expect(
      given(requested(), signed, sent, silent)
        .when({ ...neverSeen, at: T0 + HOUR })
        .state().state,
    ).toBe('EXPIRED')
  })
  test('wanted cancelled: the bytes may be there by now, so only the answer to the cancel ends it', () => {
    const wanted = given(requested(), signed, sent, silent, cancelAsked)
    expect(wanted.when(neverSeen).then()).toEqual([])
    expect(wanted.when({ kind: 'cancelled', at: T0 + 2 * MINUTE, attempt: 1 }).state().state).toBe('CANCELLED')
  })
  test('a terminal that forgot what it had acknowledged does not restart twice', () => {
    expect(given(requested('REBOOT'), signed, sent, acknowledged, silent).when(neverSeen).state()).toMatchObject({
      state: 'UNVERIFIED',
      why: { code: 'TERMINAL_FORGOT' },
    })
    expect(given(requested('RELOGIN'), signed, sent, acknowledged, silent).when(neverSeen).state().state).toBe('QUEUED')
  })
})

describe('after the end', () => {
  const expired = {
    type: 'CommandEnded',
    at: T0,
    state: 'EXPIRED',
    why: { code: 'NOT_AFTER_PASSED', params: {} },
    result: null,
  } as const

  test('the first late result is kept and changes nothing', () => {
    const command = given(requested(), signed, expired).when(result('SUCCEEDED')).state()
    expect(command).toMatchObject({ state: 'EXPIRED', result: null, lateResult: { status: 'SUCCEEDED' } })
    expect(given(command).when(result('FAILED')).then()).toEqual([])
  })
  test('a repeat of the result that ended it is not late', () => {
    const command = given(requested('LOCK'), signed, sent).when(result('SUCCEEDED')).state()
    expect(given(command).when(result('SUCCEEDED')).then()).toEqual([])
  })
})

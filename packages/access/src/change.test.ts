import { HOUR } from '@budeng/kernel'
import { specification } from '@budeng/kernel/testing'
import { describe, expect, test } from 'vitest'
import type { Approver } from './approver.ts'
import {
  booksMoney,
  CHANGE_KINDS,
  type ChangeEvent,
  type ChangeInput,
  type ChangeRequest,
  changeRefusal,
  decideChange,
  evolveChange,
  proposeChange,
} from './change.ts'

const AT = 1_800_000_000_000
const asked = proposeChange(
  {
    id: 'chg_1',
    kind: 'NODE_POLICY',
    subject: 'org_north',
    path: 'cup.north',
    before: null,
    after: { kind: 'BULK_RAISE', value: { terminals: 20 } },
    baseVersion: 3,
    needsAbove: false,
    reason: 'too many at once',
    requestedBy: 'usr_wang',
    requestedHuman: 'wang',
  },
  AT,
)
const start = evolveChange(null, asked)
const given = specification<ChangeRequest, ChangeInput, ChangeEvent>(decideChange, evolveChange)
const approver = (change: Partial<Approver> = {}): Approver => ({
  personId: 'usr_chen',
  humanId: 'chen',
  standsFor: [],
  permits: new Set(['change:approve']),
  path: 'cup',
  roleSince: AT - 100 * HOUR,
  factorSince: AT - 100 * HOUR,
  ...change,
})
const approve = (change: Partial<Extract<ChangeInput, { kind: 'approve' | 'deny' }>> = {}): ChangeInput => ({
  kind: 'approve',
  at: AT + 1,
  approver: approver(),
  hash: start.hash,
  note: '',
  makerHumans: [],
  currentVersion: 3,
  ...change,
})

test('a yes to a payout, to its return or to a write-off books, and to nothing else', () => {
  expect(CHANGE_KINDS.filter(booksMoney)).toEqual(['PAYOUT', 'PAYOUT_RETURN', 'WRITE_OFF'])
})

describe('a change by two', () => {
  test('another human approves exactly what was shown', () => {
    expect(given(start).when(approve()).state()).toMatchObject({
      state: 'APPROVED',
      decidedBy: 'usr_chen',
      decidedAt: AT + 1,
      note: null,
      version: 2,
    })
  })
  test('a no has a word for the one who asked', () => {
    expect(
      given(start)
        .when(approve({ kind: 'deny', note: 'no need' }))
        .state(),
    ).toMatchObject({
      state: 'DENIED',
      note: 'no need',
    })
  })
  test.each<[string, Partial<Approver>]>([
    ['OWN_REQUEST', { personId: 'usr_wang', humanId: 'wang' }],
    // a second account is no second person
    ['OWN_REQUEST', { humanId: 'wang' }],
    ['OWN_REQUEST', { standsFor: ['usr_wang'] }],
    ['OWN_REQUEST', { standsFor: ['wang'] }],
    ['NOT_PERMITTED', { permits: new Set(['action:approve']) }],
    ['ROLE_TOO_YOUNG', { roleSince: AT - 23 * HOUR }],
    ['FACTOR_TOO_YOUNG', { factorSince: AT - 23 * HOUR }],
    ['FACTOR_MISSING', { factorSince: null }],
  ])('%s: %j is no second person', (code, change) => {
    const decision = given(start).when(approve({ approver: approver(change) }))
    expect(decision.refused().code).toBe(code)
    expect(changeRefusal(start, approver(change), AT + 1, [])?.refusal.code).toBe(code)
  })
  test('accounts that were joined after it was asked are one human too', () => {
    expect(
      given(start)
        .when(approve({ makerHumans: ['chen'] }))
        .refused().code,
    ).toBe('OWN_REQUEST')
  })
  test('role and factor must be a whole day old', () => {
    const young = approver({ roleSince: AT, factorSince: AT })
    expect(
      given(start)
        .when(approve({ approver: young, at: AT + 24 * HOUR - 1 }))
        .refused().code,
    ).toBe('ROLE_TOO_YOUNG')
    expect(
      given(start)
        .when(approve({ approver: young, at: AT + 24 * HOUR }))
        .state().state,
    ).toBe('APPROVED')
  })
  test('an approval names the hash that was shown', () => {
    expect(
      given(start)
        .when(approve({ hash: 'another' }))
        .refused(),
    ).toMatchObject({ code: 'HASH_CHANGED', path: ['hash'] })
  })
  test('the hash covers what would be changed, from what, and why', () => {
    if (asked.type !== 'ChangeRequested') throw new Error('not asked')
    const { type: _type, at, hash, ...proposal } = asked
    for (const other of [
      { after: 1 },
      { before: 1 },
      { subject: 'org_x' },
      { baseVersion: 4 },
      { reason: 'x' },
      { id: 'chg_2' },
    ])
      expect(evolveChange(null, proposeChange({ ...proposal, ...other }, at)).hash).not.toBe(hash)
  })
  test('what changed meanwhile makes it stale, and nothing is applied', () => {
    expect(
      given(start)
        .when(approve({ currentVersion: 4 }))
        .state(),
    ).toMatchObject({ state: 'STALE', decidedBy: 'usr_chen' })
    expect(
      given(start)
        .when(approve({ kind: 'deny', note: 'no', currentVersion: 4 }))
        .state().state,
    ).toBe('DENIED')
  })
  test('lapses after 72 hours, and an approval after that is none', () => {
    const at = AT + 72 * HOUR
    expect(
      given(start)
        .when({ kind: 'tick', at: at - 1 })
        .then(),
    ).toEqual([])
    expect(given(start).when({ kind: 'tick', at }).state().state).toBe('LAPSED')
    expect(given(start).when(approve({ at })).refused().code).toBe('APPROVAL_LAPSED')
  })
  test('a decision is taken once', () => {
    const done = { type: 'ChangeApproved', at: AT, by: 'usr_chen', note: '' } as const
    expect(given(start, done).when(approve()).refused()).toMatchObject({
      code: 'NOT_PENDING',
      params: { state: 'APPROVED' },
    })
    expect(
      given(start, done)
        .when({ kind: 'tick', at: AT + 100 * HOUR })
        .then(),
    ).toEqual([])
  })
  test('is taken back by the one who asked, with whatever account', () => {
    const withdraw = (personId: string, humanId: string): ChangeInput => ({
      kind: 'withdraw',
      at: AT,
      approver: { personId, humanId },
    })
    expect(given(start).when(withdraw('usr_wang', 'wang')).state().state).toBe('WITHDRAWN')
    expect(given(start).when(withdraw('usr_other', 'wang')).state().state).toBe('WITHDRAWN')
    expect(given(start).when(withdraw('usr_chen', 'chen')).refused().code).toBe('NOT_YOURS')
  })
  test('what loosens the word from above needs somebody above', () => {
    const loosening = { ...start, needsAbove: true }
    for (const [path, code] of [
      ['cup.north', 'APPROVER_ABOVE'],
      ['cup', undefined],
    ] as const)
      expect(changeRefusal(loosening, approver({ path }), AT + 1, [])?.refusal.code).toBe(code)
  })
  test('one person alone, with broken glass', () => {
    const force: ChangeInput = {
      kind: 'force',
      at: AT,
      approver: approver({ personId: 'usr_wang', humanId: 'wang' }),
      hash: start.hash,
      breakGlassId: 'brk_1',
      currentVersion: 3,
    }
    expect(given(start).when(force).state()).toMatchObject({
      state: 'APPROVED',
      decidedBy: 'usr_wang',
      breakGlassId: 'brk_1',
    })
    expect(
      given(start)
        .when({ ...force, hash: 'x' })
        .refused().code,
    ).toBe('HASH_CHANGED')
    expect(
      given(start)
        .when({ ...force, currentVersion: 9 })
        .state().state,
    ).toBe('STALE')
  })
})

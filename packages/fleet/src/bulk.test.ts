import { DAY } from '@budeng/kernel'
import { specification } from '@budeng/kernel/testing'
import { describe, expect, test } from 'vitest'
import { type BulkAction, type BulkEvent, type BulkInput, approvalRefusal, decideBulk, evolveBulk } from './bulk.ts'
import { OPS, T0 } from './testing.ts'

const given = specification<BulkAction, BulkInput, BulkEvent>(decideBulk, evolveBulk)
const asked = (needsApproval = true) =>
  evolveBulk(null, {
    type: 'BulkRequested',
    at: T0,
    by: 'usr_li',
    byHuman: 'li',
    needsApproval,
    id: 'blk_1',
    commandType: 'RELOGIN',
    params: {},
    tier: 'R2',
    reason: 'r',
    hash: 'h1',
  })
const decide = (changed: Partial<Extract<BulkInput, { kind: 'approve' | 'deny' }>> = {}): BulkInput => ({
  kind: 'approve',
  at: T0 + 1,
  authority: OPS,
  hash: 'h1',
  note: '',
  makerHumans: [],
  ...changed,
})

describe('a bulk action', () => {
  test('that needs nobody else runs', () => {
    expect(asked(false)).toMatchObject({ state: 'RUNNING', lapsesAt: null, version: 1 })
  })
  test('is approved by a second person, for exactly what was shown', () => {
    expect(given(asked()).when(decide()).state()).toMatchObject({
      state: 'APPROVED',
      decidedBy: 'usr_ops',
      decidedAt: T0 + 1,
      version: 2,
    })
    expect(
      given(asked())
        .when(decide({ hash: 'h2' }))
        .refused(),
    ).toEqual({ code: 'HASH_CHANGED', path: ['hash'] })
  })
  test('is denied with a note', () => {
    expect(
      given(asked())
        .when(decide({ kind: 'deny', note: 'wrong group' }))
        .state(),
    ).toMatchObject({ state: 'DENIED', note: 'wrong group' })
  })
  test('is not approved by its maker, nor by somebody without the right', () => {
    expect(
      given(asked())
        .when(decide({ authority: { ...OPS, personId: 'usr_li' } }))
        .refused(),
    ).toEqual({ code: 'OWN_REQUEST' })
    expect(
      given(asked())
        .when(decide({ authority: { ...OPS, permits: new Set() } }))
        .refused(),
    ).toMatchObject({ code: 'NOT_PERMITTED' })
    expect(
      given(asked())
        .when(decide({ authority: { ...OPS, personId: null } }))
        .refused(),
    ).toMatchObject({ code: 'NOT_PERMITTED' })
  })
  test('is not approved by a second account of its maker, nor by a program', () => {
    expect(
      given(asked())
        .when(decide({ authority: { ...OPS, humanId: 'li' } }))
        .refused(),
    ).toEqual({ code: 'OWN_REQUEST' })
    expect(
      given(asked())
        .when(decide({ authority: { ...OPS, isService: true } }))
        .refused(),
    ).toMatchObject({ code: 'NOT_PERMITTED' })
  })
  test('is released by its maker alone with broken glass, for exactly what was shown', () => {
    const force: BulkInput = {
      kind: 'force',
      at: T0 + 1,
      authority: { ...OPS, personId: 'usr_li' },
      hash: 'h1',
      breakGlassId: 'brk_1',
    }
    expect(given(asked()).when(force).state()).toMatchObject({
      state: 'APPROVED',
      decidedBy: 'usr_li',
      breakGlassId: 'brk_1',
    })
    expect(
      given(asked())
        .when({ ...force, hash: 'h2' })
        .refused(),
    ).toMatchObject({ code: 'HASH_CHANGED' })
  })
  test('lapses after 72 hours', () => {
    expect(
      given(asked())
        .when(decide({ at: T0 + 3 * DAY }))
        .refused(),
    ).toEqual({ code: 'APPROVAL_LAPSED' })
    expect(
      given(asked())
        .when({ kind: 'tick', at: T0 + 3 * DAY - 1 })
        .then(),
    ).toEqual([])
    expect(
      given(asked())
        .when({ kind: 'tick', at: T0 + 3 * DAY })
        .state(),
    ).toMatchObject({ state: 'LAPSED', decidedBy: null })
  })
  test('is decided once', () => {
    for (const over of [
      asked(false),
      given(asked()).when(decide()).state(),
      given(asked())
        .when(decide({ kind: 'deny' }))
        .state(),
    ]) {
      expect(given(over).when(decide()).refused()).toEqual({ code: 'NOT_PENDING', params: { state: over.state } })
      expect(
        given(over)
          .when({ kind: 'tick', at: T0 + 9 * DAY })
          .then(),
      ).toEqual([])
    }
  })
  test('says on screen what the decision would say', () => {
    expect(approvalRefusal(asked(), OPS, T0, [])).toBeNull()
    expect(approvalRefusal(asked(), { ...OPS, personId: 'usr_li' }, T0, [])).toMatchObject({
      refusal: { code: 'OWN_REQUEST' },
    })
  })
})

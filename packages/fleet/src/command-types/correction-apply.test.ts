import { DAY, type Refusal } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { actionsFor } from '../actions.ts'
import type { Command } from '../command.ts'
import { evolveCommand } from '../evolve.ts'
import { evidenceFor } from '../observe.ts'
import { decideRequest } from '../request.ts'
import { given, OPS, request, requested, resultOf, sent, signed, situation, T0, verifying } from '../testing.ts'
import { commandType } from './index.ts'

const PLATFORM = { ...OPS, personId: null, humanId: null }
const L3 = situation({ level: 'L3' })
const ORDER = {
  correctionId: 'cor_1',
  epoch: 1,
  op: 'AMEND',
  targetSeq: 2,
  targetLeaf: '00'.repeat(32),
  original: { batch: '000042', stan: '000002', type: 'PURCHASE' },
  version: 1,
  patch: { amount: '1100' },
}
const asked = (changed: Parameters<typeof request>[0] = {}) =>
  decideRequest(request({ type: 'CORRECTION_APPLY', params: ORDER, authority: PLATFORM, terminal: L3, ...changed }))
const refusalOf = (decision: ReturnType<typeof decideRequest>): Refusal | null =>
  decision.ok ? null : decision.refusal

describe('a correction is told to its terminal', () => {
  test('by the platform itself, for weeks, with no second person: the correction had its own', () => {
    const decision = asked()
    expect(decision).toMatchObject({
      ok: true,
      backup: null,
      command: { type: 'CORRECTION_APPLY', state: 'QUEUED', params: ORDER, tier: 'R2', notAfter: T0 + 30 * DAY },
    })
  })

  test('by nobody else, whatever a person may', () => {
    expect(refusalOf(asked({ authority: OPS }))).toMatchObject({ code: 'MADE_BY_CORRECTION' })
    expect(actionsFor(OPS, L3, 200).map(({ type }) => type)).not.toContain('CORRECTION_APPLY')
  })

  test('of level L3 only', () => {
    for (const level of ['L0', 'L1', 'L2'] as const)
      expect(refusalOf(asked({ terminal: situation({ level }) }))).toEqual({
        code: 'LEVEL_TOO_LOW',
        params: { level, needs: 'L3' },
      })
  })

  test('two of them are two: the newer one takes nobody’s place', () => {
    const first = requested('CORRECTION_APPLY', { params: ORDER })
    expect(asked({ id: 'cmd_2', open: [first] })).toMatchObject({ ok: true, supersedes: [] })
  })

  test.each<[object | null, string, string[]]>([
    [null, 'NOT_AN_OBJECT', ['params']],
    [{ ...ORDER, root: 'x' }, 'UNKNOWN', ['params', 'root']],
    [{ ...ORDER, targetLeaf: undefined }, 'MISSING', ['params', 'targetLeaf']],
    [{ ...ORDER, op: 'INSERT' }, 'UNKNOWN', ['params', 'targetSeq']],
  ])('parameters %j are refused', (params, problem, path) => {
    expect(commandType('CORRECTION_APPLY').checkParams(params)).toEqual({
      ok: false,
      refusal: { code: 'BAD_PARAMS', params: { problem }, path },
    })
  })
})

describe('proven by the amendment in the journal', () => {
  const command = [signed, sent].reduce<Command>(evolveCommand, requested('CORRECTION_APPLY', { params: ORDER }))
  const seen = { kind: 'amendmentRecorded', at: T0 + 5, correctionId: 'cor_1', version: 1, epoch: 1, seq: 3 } as const

  test('of this correction and version', () => {
    expect(evidenceFor(command, seen)).toEqual([
      { kind: 'AMENDMENT_RECORDED', witness: 'PLATFORM', at: T0 + 5, facts: { epoch: 1, seq: 3 } },
    ])
    for (const other of [{ correctionId: 'cor_2' }, { version: 2 }, { epoch: 2 }, { at: T0 - 1 }])
      expect(evidenceFor(command, { ...seen, ...other })).toEqual([])
  })

  test('in either order with the answer; the answer alone proves nothing', () => {
    const [evidence] = evidenceFor(command, seen)
    if (evidence === undefined) throw new Error('no evidence')
    const answer = { kind: 'result', at: T0 + 6, attempt: 1, result: resultOf('SUCCEEDED', 'APPLIED') } as const
    const record = { kind: 'evidence', at: T0 + 5, evidence } as const
    expect(given(command).when(answer).state()).toMatchObject({ state: 'VERIFYING' })
    expect(given(command, verifying()).when(record).state()).toMatchObject({
      state: 'SUCCEEDED',
      why: { code: 'PROVEN' },
    })
    const recorded = given(command).when(record).state()
    expect(given(recorded).when(answer).state()).toMatchObject({ state: 'SUCCEEDED', why: { code: 'PROVEN' } })
  })

  test('a terminal that says no ends it', () => {
    const no = { kind: 'result', at: T0 + 6, attempt: 1, result: resultOf('REJECTED', 'NACK_BASE') } as const
    expect(given(command).when(no).state()).toMatchObject({ state: 'REJECTED', why: { params: { code: 'NACK_BASE' } } })
  })
})

import { describe, expect, test } from 'vitest'
import { checkChange, changeHere, parameterLines, type ParametersSight } from './parameters-change.ts'
import { nextVersion } from './parameters.ts'
import { type PlannedAction, previewOf } from './preview.ts'
import { OPS, situation, T0 } from './testing.ts'

const APN = { set: { apn: 'cmpos', receipts: 2 }, remove: ['tips'] }
const held = (values: ParametersSight['values'], state: ParametersSight['state'] = 'EQUAL'): ParametersSight => ({
  values,
  state,
})

describe('a change of parameters', () => {
  test.each([
    ['nothing is wished yet', held(null, 'NOT_SET'), { kind: 'CHANGES', values: { apn: 'cmpos', receipts: 2 } }],
    [
      'what else stands there stays',
      held({ apn: 'old', tips: true, code: '007' }),
      { kind: 'CHANGES', values: { apn: 'cmpos', receipts: 2, code: '007' } },
    ],
    ['it has all of it, and says so', held({ receipts: 2, apn: 'cmpos' }), { kind: 'HELD' }],
    ['it is wished and not taken yet', held({ receipts: 2, apn: 'cmpos' }, 'DRIFT'), { kind: 'PULL' }],
    ['a number is no text', held({ receipts: '2', apn: 'cmpos' }), { kind: 'CHANGES' }],
    [
      'somebody set another value since the cohort was frozen',
      { ...held({ apn: 'theirs' }), before: { apn: 'old', receipts: null, tips: null } },
      { kind: 'REFUSED', refusal: { code: 'PARAMETERS_CHANGED', params: { name: 'apn' } } },
    ],
    [
      'somebody put one in that is to be taken out',
      { ...held({ tips: true }), before: { apn: null, receipts: null, tips: null } },
      { kind: 'REFUSED', refusal: { code: 'PARAMETERS_CHANGED', params: { name: 'tips' } } },
    ],
    [
      'somebody changed what it does not touch',
      { ...held({ apn: 'old', title: 'new' }), before: { apn: 'old', receipts: null, tips: null } },
      { kind: 'CHANGES', values: { apn: 'cmpos', receipts: 2, title: 'new' } },
    ],
    [
      'it is tried again after its own wish',
      { ...held({ apn: 'cmpos', receipts: 2 }, 'DRIFT'), before: { apn: 'old', receipts: 1, tips: true } },
      { kind: 'PULL' },
    ],
  ] as const)('%s', (_, sight, expected) => {
    expect(changeHere(APN, sight)).toMatchObject(expected)
  })

  test('that would make a document too long is refused there', () => {
    const full = Object.fromEntries(Array.from({ length: 64 }, (_value, index) => [`name${index}`, index]))
    expect(changeHere(APN, held(full))).toMatchObject({ kind: 'REFUSED', refusal: { code: 'BAD_PARAMS' } })
    expect(changeHere({ set: { name1: 7 }, remove: [] }, held(full))).toMatchObject({ kind: 'CHANGES' })
  })

  test('taking out what nobody has is nothing to do', () => {
    expect(changeHere({ set: {}, remove: ['tips'] }, held(null, 'NOT_SET'))).toEqual({ kind: 'HELD' })
  })
})

test.each([
  ['nothing', {}, [], 'EMPTY', ['parameters']],
  ['no object', [], [], 'NOT_AN_OBJECT', ['parameters', 'set']],
  ['no JSON', null, [], 'NOT_AN_OBJECT', ['parameters', 'set']],
  ['a name that none has', { 'a b': 1 }, [], 'UNKNOWN', ['parameters', 'set', 'a b']],
  ['a name that none has, taken out', {}, ['1st'], 'UNKNOWN', ['parameters', 'remove', '1st']],
  ['a broken number', { receipts: 1.5 }, [], 'NOT_A_TEXT', ['parameters', 'set', 'receipts']],
  ['a list', { receipts: [1] }, [], 'NOT_A_TEXT', ['parameters', 'set', 'receipts']],
  ['a number too great', { receipts: 1e300 }, [], 'OUT_OF_RANGE', ['parameters', 'set', 'receipts']],
  ['a text too long', { apn: 'x'.repeat(201) }, [], 'TOO_LONG', ['parameters', 'set', 'apn']],
  ['a secret', { adminPassword: 'x' }, [], 'NO_SECRETS', ['parameters', 'set', 'adminPassword']],
  ['set and taken out', { apn: 'x' }, ['apn'], 'SET_AND_REMOVED', ['parameters', 'remove', 'apn']],
])('%s is no change', (_, set, remove, problem, path) => {
  expect(checkChange(set, remove)).toMatchObject({
    ok: false,
    refusal: { code: 'BAD_PARAMS', params: { problem }, path },
  })
})

test('names are taken out once, in their order', () => {
  expect(checkChange({ apn: 'x' }, ['tips', 'code', 'tips'])).toEqual({
    ok: true,
    change: { set: { apn: 'x' }, remove: ['code', 'tips'] },
  })
})

test('the preview counts who changes, who has it and who cannot, and shows before and after of those who change', () => {
  const action: PlannedAction = {
    ...{ at: T0, type: 'PARAMETERS_PULL', authority: OPS, terminalsInAction: 5, bulkRaise: 200 },
    change: { set: { apn: 'new' }, remove: ['tips'] },
  }
  const terminal = (id: string, sight: ParametersSight, changed = {}) => ({
    ...{ terminal: situation({ terminalId: id, ...changed }), open: [], parameters: sight },
  })
  const preview = previewOf(action, [
    terminal('trm_1', held({ apn: 'old', tips: true })),
    terminal('trm_2', held({ apn: 'old' }), { connected: false }),
    terminal('trm_3', held({ apn: 'new' })),
    terminal('trm_4', held({ apn: 'new' }, 'DRIFT')),
    terminal('trm_5', held({ apn: 'old' }), { state: 'RETIRED' }),
  ])
  expect(preview).toMatchObject({ total: 5, willCreate: 3 })
  expect(preview.lines.map(({ kind, code, count }) => `${kind} ${code} ${count}`)).toEqual([
    'RUN_NOW  2',
    'QUEUED_OFFLINE  1',
    'NOT_ALLOWED TERMINAL_NOT_ACTIVE 1',
    'NOT_HELPFUL HELD 1',
  ])
  expect(preview.parameters).toEqual([
    { name: 'apn', after: 'new', changes: 2, before: [{ value: 'old', count: 2, exampleId: 'trm_1' }], more: 0 },
    { name: 'tips', after: null, changes: 1, before: [{ value: true, count: 1, exampleId: 'trm_1' }], more: 0 },
  ])
})

test('of many different values the five commonest are named', () => {
  const documents = Array.from({ length: 20 }, (_, index) => ({
    terminalId: `trm_${index}`,
    values: { apn: `a${Math.min(index, 8)}` },
  }))
  const [line] = parameterLines({ set: { apn: 'new' }, remove: [] }, documents)
  expect(line).toMatchObject({ changes: 20, more: 4 })
  expect(line?.before.map(({ value, count }) => [value, count])).toEqual([
    ['a8', 12],
    ...['a0', 'a1', 'a2', 'a3'].map((value) => [value, 1]),
  ])
})

test('a wish is never below what the terminal says that it holds', () => {
  expect([nextVersion(0, null), nextVersion(3, '2.x'), nextVersion(3, '7.x'), nextVersion(1, 'x')]).toEqual([
    1, 4, 8, 2,
  ])
})

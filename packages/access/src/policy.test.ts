import { describe, expect, test } from 'vitest'
import {
  checkPolicy,
  defaultPolicies,
  loosens,
  policyBook,
  type Policies,
  type PolicyRow,
  policyValues,
  strictest,
} from './policy.ts'

const DEFAULTS = defaultPolicies(200)
const row = (nodeId: string, kind: PolicyRow['kind'], value: unknown, version = 1): PolicyRow => ({
  nodeId,
  kind,
  value,
  version,
})
const withChange = (change: Partial<Policies>): Policies => ({ ...DEFAULTS, ...change })
const recovery = (change: Partial<Policies['RECOVERY']>) =>
  withChange({ RECOVERY: { ...DEFAULTS.RECOVERY, ...change } })
const presence = (change: Partial<Policies['PRESENCE']>) =>
  withChange({ PRESENCE: { ...DEFAULTS.PRESENCE, ...change } })

describe('what holds at a node', () => {
  const rows = [
    row('cup', 'BULK_RAISE', { terminals: 100 }),
    row('north', 'BULK_RAISE', { terminals: 20 }),
    row('south', 'BULK_RAISE', null, 2),
  ]
  test.each([
    ['cup', 100, 'cup'],
    ['cup.north', 20, 'north'],
    ['cup.north.far.shop', 20, 'north'],
    ['cup.south', 100, 'cup'],
    ['else', 200, null],
    ['cup.northern', 100, 'cup'],
  ])('%s: the word of the nearest at or above', (path, terminals, from) => {
    expect(policyBook(rows, DEFAULTS)(path).BULK_RAISE).toEqual({ value: { terminals }, from })
  })
  test('each kind is inherited by itself', () => {
    const values = policyValues(policyBook(rows, DEFAULTS)('cup.north'))
    expect(values).toEqual({ ...DEFAULTS, BULK_RAISE: { terminals: 20 } })
  })
})

test('for an action over several places the strictest word of each holds', () => {
  const sum = strictest(
    [
      presence({ requiredFor: ['AGENT'], bulkFrom: 10 }),
      withChange({
        PRESENCE: { ...DEFAULTS.PRESENCE, requiredFor: ['TECHNICIAN'], bulkFrom: 2 },
        BULK_RAISE: { terminals: 5 },
        STEP_UP: { singleR1: [] },
      }),
    ],
    DEFAULTS,
  )
  expect(sum.PRESENCE).toMatchObject({ requiredFor: ['AGENT', 'TECHNICIAN'], bulkFrom: 10 })
  expect(sum.BULK_RAISE).toEqual({ terminals: 5 })
  expect(sum.STEP_UP).toEqual(DEFAULTS.STEP_UP)
  expect(strictest([], DEFAULTS)).toEqual(DEFAULTS)
})

test.each<[string, Policies, boolean]>([
  ['the same', DEFAULTS, false],
  ['presence for fewer', presence({ requiredFor: [] }), true],
  ['presence for more', presence({ requiredFor: ['AGENT', 'TECHNICIAN'] }), false],
  ['another text', presence({ trainingText: { 'zh-CN': '先读词。', en: 'Words first.' } }), false],
  ['step-up for fewer', withChange({ STEP_UP: { singleR1: ['AGENT'] } }), true],
  ['more terminals before the raise', withChange({ BULK_RAISE: { terminals: 201 } }), true],
  ['fewer terminals before the raise', withChange({ BULK_RAISE: { terminals: 10 } }), false],
  ['recovery by itself where there is none', recovery({ playbooks: ['AUTH'] }), true],
  ['no break-glass', withChange({ BREAK_GLASS: { allowed: false } }), false],
])('%s: looser %s', (_name, wished, looser) => {
  expect(loosens(DEFAULTS, wished)).toBe(looser)
})
test.each<[string, Partial<Policies['RECOVERY']>, boolean]>([
  ['less', { playbooks: ['AUTH'], perHour: 1 }, false],
  ['another playbook', { playbooks: ['SYS'] }, true],
  ['other hours', { playbooks: ['AUTH'], hours: null }, true],
  ['a larger budget', { playbooks: ['AUTH'], perDay: 201 }, true],
  ['nothing', { playbooks: [], perDay: 9_999 }, false],
])('recovery by itself: %s', (_name, change, looser) => {
  const inherited = recovery({ playbooks: ['AUTH', 'NET'], hours: { from: '08:00', to: '20:00' } })
  expect(loosens(inherited, { ...inherited, RECOVERY: { ...inherited.RECOVERY, ...change } })).toBe(looser)
})
test('a brake reaches everything below, whatever was agreed there', () => {
  const on = { ...DEFAULTS.RECOVERY, playbooks: ['AUTH'] }
  const rows = [
    row('cup', 'RECOVERY', { ...on, stopped: true }),
    row('north', 'RECOVERY', on),
    row('bank', 'RECOVERY', on),
  ]
  const at = (path: string) => policyBook(rows, DEFAULTS)(path).RECOVERY
  expect(at('cup.north.shop')).toMatchObject({ from: 'cup', value: { stopped: true } })
  expect(at('bank.shop')).toMatchObject({ from: 'bank', value: { stopped: false } })
})
test('break-glass where it was forbidden, and smaller bulk actions than asked above, are looser', () => {
  expect(loosens(withChange({ BREAK_GLASS: { allowed: false } }), DEFAULTS)).toBe(true)
  expect(loosens(presence({ bulkFrom: 10 }), presence({ bulkFrom: 9 }))).toBe(true)
})

describe('a wish', () => {
  test('is stored in one spelling', () => {
    expect(checkPolicy('STEP_UP', { singleR1: ['AGENT', 'ADMIN', 'AGENT'], more: 1 })).toEqual({
      ok: true,
      value: { singleR1: ['ADMIN', 'AGENT'] },
    })
    const text = { 'zh-CN': ' 先读词。 ', en: 'Words first.' }
    expect(checkPolicy('PRESENCE', { requiredFor: [], bulkFrom: 5, trainingText: text })).toEqual({
      ok: true,
      value: { requiredFor: [], bulkFrom: 5, trainingText: { 'zh-CN': '先读词。', en: 'Words first.' } },
    })
  })
  test.each([
    ['BULK_RAISE', { terminals: 0 }, 'terminals'],
    ['BULK_RAISE', { terminals: 1.5 }, 'terminals'],
    ['BULK_RAISE', null, 'terminals'],
    ['STEP_UP', { singleR1: ['KING'] }, 'singleR1'],
    ['BREAK_GLASS', { allowed: 'yes' }, 'allowed'],
    ['RECOVERY', { playbooks: ['SEC'], hours: null, perHour: 1, perDay: 1 }, 'playbooks'],
    ['RECOVERY', { playbooks: [], hours: { from: '08:00', to: null }, perHour: 1, perDay: 1 }, 'hours'],
    ['RECOVERY', { playbooks: [], hours: null, perHour: 5, perDay: 4 }, 'perDay'],
    ['PRESENCE', { requiredFor: ['AGENT'], bulkFrom: 1, trainingText: { 'zh-CN': '词', en: 'w' } }, 'bulkFrom'],
    ['PRESENCE', { requiredFor: ['AGENT'], bulkFrom: 2, trainingText: { 'zh-CN': ' ', en: 'w' } }, 'trainingText'],
  ] as const)('%s %j is refused for %s', (kind, wish, member) => {
    expect(checkPolicy(kind, wish)).toMatchObject({ ok: false, refusal: { code: 'BAD_POLICY', params: { member } } })
  })
  test('the defaults are wishes that may be stored', () => {
    for (const [kind, value] of Object.entries(DEFAULTS))
      expect(checkPolicy(kind as keyof Policies, value)).toEqual({ ok: true, value })
  })
})

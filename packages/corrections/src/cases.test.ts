import { DAY } from '@budeng/kernel'
import { expect, test } from 'vitest'
import {
  type Case,
  type CaseInput,
  decideCase,
  evolveCase,
  groupHits,
  openCase,
  stakeOfCase,
  verdictsOf,
} from './cases.ts'
import { labReport } from './lab.ts'
import { effectiveMode, precisionOf } from './precision.ts'
import type { Hit } from './rules/index.ts'
import { CASE_STATES } from './states.ts'
import { T0 } from './testing.ts'

const HIT: Hit = {
  rule: 'R07',
  version: 1,
  cause: 'transaction:t1',
  subjects: ['t1'],
  kind: 'WRONG_AMOUNT',
  severity: 'WARN',
  atStake: { minor: 100n, currency: 'CNY', exponent: 2 },
  explanation: { code: 'AMOUNT_MISMATCH', facts: {} },
  patch: null,
  evidence: [],
}
const HAND = { personId: 'usr_chen', permits: new Set(['correction:approve']) }
const OPEN = evolveCase(null, openCase('cas_1', [HIT], T0))

function say(one: Case, ...inputs: readonly CaseInput[]): Case {
  return inputs.reduce((state, input) => {
    const decision = decideCase(state, input)
    if (!decision.ok) throw new Error(decision.refusal.code)
    return decision.events.reduce<Case>(evolveCase, state)
  }, one)
}

const code = (one: Case, input: CaseInput) => {
  const decision = decideCase(one, input)
  return decision.ok ? null : decision.refusal.code
}

const at = T0
const propose: CaseInput = { kind: 'propose', at, correctionId: 'cor_1' }
const moved = (state: 'CLOSED' | 'REJECTED' | 'WAIVED' | 'POSTED'): CaseInput => ({
  kind: 'correctionMoved',
  isAutomatic: false,
  at,
  correctionId: 'cor_1',
  state,
})
const dismiss: CaseInput = { kind: 'dismiss', at, by: HAND, note: 'a tip, as always' }
const suppress = (until: number): CaseInput => ({ kind: 'suppress', at, by: HAND, until, reason: 'vending machine' })

test('hits of one cause are one case, whatever rules they are of; those of listening rules are none', () => {
  const other = { ...HIT, rule: 'R14', cause: 'transaction:t1' } as const
  const third = { ...HIT, rule: 'R05', cause: 'transaction:t2' } as const
  const groups = groupHits([HIT, other, third], (rule) => (rule === 'R05' ? 'SHADOW' : 'PROPOSE'))
  expect([...groups].map(([cause, hits]) => [cause, hits.length])).toEqual([['transaction:t1', 2]])
})

test('the same finding again changes nothing; a worse one raises the case', () => {
  expect(say(OPEN, { kind: 'found', at, hits: [HIT] })).toEqual(OPEN)
  const worse = { ...HIT, rule: 'R10', severity: 'HIGH' } as const
  const after = say(OPEN, { kind: 'found', at, hits: [worse] })
  expect([after.hits.length, after.severity]).toEqual([2, 'HIGH'])
  const grown = say(OPEN, {
    kind: 'found',
    at,
    hits: [{ ...HIT, atStake: { minor: 300n, currency: 'CNY', exponent: 2 } }],
  })
  expect(stakeOfCase(grown)).toEqual([{ minor: 300n, currency: 'CNY', exponent: 2 }])
})

test('a correction closes it, and one that failed opens it again', () => {
  expect(say(OPEN, propose, moved('POSTED')).state).toBe('PROPOSED')
  expect(say(OPEN, propose, moved('CLOSED'))).toMatchObject({ state: 'CLOSED', isRight: true })
  expect(say(OPEN, propose, moved('WAIVED')).state).toBe('CLOSED')
  expect(say(OPEN, propose, moved('REJECTED')).state).toBe('OPEN')
})

test('what went by itself is closed without a verdict', () => {
  expect(say(OPEN, { kind: 'gone', at })).toMatchObject({ state: 'CLOSED', isRight: null })
  expect(say(OPEN, propose, { kind: 'gone', at }).state).toBe('PROPOSED')
})

test('a suppression has an owner and an end', () => {
  const quiet = say(OPEN, suppress(T0 + DAY))
  expect(quiet).toMatchObject({ state: 'SUPPRESSED', suppression: { owner: 'usr_chen', until: T0 + DAY } })
  expect(say(quiet, { kind: 'tick', at: T0 + DAY - 1 }).state).toBe('SUPPRESSED')
  expect(say(quiet, { kind: 'tick', at: T0 + DAY }).state).toBe('OPEN')
  expect(code(OPEN, suppress(T0 + 91 * DAY))).toBe('SUPPRESSION_TOO_LONG')
  expect(code(OPEN, suppress(T0))).toBe('SUPPRESSION_TOO_LONG')
})

test('what no correction puts right is settled; what went by itself is judged afterwards, once', () => {
  const settle: CaseInput = { kind: 'settle', at, by: HAND, note: 'the technician knew' }
  expect(say(OPEN, settle)).toMatchObject({ state: 'CLOSED', isRight: true })
  const alone = say(OPEN, propose, { ...moved('CLOSED'), isAutomatic: true } as CaseInput)
  expect(alone).toMatchObject({ state: 'CLOSED', isRight: null })
  const judge: CaseInput = { kind: 'judge', at, by: HAND, isRight: false, note: 'it was no duplicate' }
  expect(say(alone, judge).isRight).toBe(false)
  expect(code(say(alone, judge), judge)).toBe('CASE_OVER')
  expect(code(OPEN, judge)).toBe('NOT_OPEN')
})

test('only a checker gives a verdict, and not while a correction is under way', () => {
  expect(say(OPEN, dismiss)).toMatchObject({ state: 'DISMISSED', isRight: false })
  expect(code(OPEN, { ...dismiss, by: { ...HAND, permits: new Set() } })).toBe('NOT_PERMITTED')
  expect(code(say(OPEN, propose), dismiss)).toBe('CORRECTION_PENDING')
})

test('every state answers every input', () => {
  const states: Readonly<Record<(typeof CASE_STATES)[number], Case>> = {
    OPEN,
    PROPOSED: say(OPEN, propose),
    CLOSED: say(OPEN, { kind: 'gone', at }),
    SUPPRESSED: say(OPEN, suppress(T0 + DAY)),
    DISMISSED: say(OPEN, dismiss),
  }
  const inputs: readonly CaseInput[] = [
    { kind: 'found', at, hits: [HIT, { ...HIT, rule: 'R10' }] },
    { kind: 'gone', at },
    propose,
    moved('CLOSED'),
    moved('REJECTED'),
    suppress(T0 + DAY),
    dismiss,
    { kind: 'tick', at: T0 + 2 * DAY },
  ]
  const table = CASE_STATES.map((state) => {
    const one = states[state]
    expect(one.state).toBe(state)
    return inputs.map((input) => {
      const decision = decideCase(one, input)
      return decision.ok ? decision.events.reduce<Case>(evolveCase, one).state : decision.refusal.code
    })
  })
  expect(table).toEqual([
    ['OPEN', 'CLOSED', 'PROPOSED', 'OPEN', 'OPEN', 'SUPPRESSED', 'DISMISSED', 'OPEN'],
    ['PROPOSED', 'PROPOSED', 'PROPOSED', 'CLOSED', 'OPEN', 'CORRECTION_PENDING', 'CORRECTION_PENDING', 'PROPOSED'],
    ['CLOSED', 'CLOSED', 'CASE_OVER', 'CLOSED', 'CLOSED', 'CASE_OVER', 'CASE_OVER', 'CLOSED'],
    ['SUPPRESSED', 'SUPPRESSED', 'PROPOSED', 'SUPPRESSED', 'SUPPRESSED', 'SUPPRESSED', 'DISMISSED', 'OPEN'],
    ['DISMISSED', 'DISMISSED', 'CASE_OVER', 'DISMISSED', 'DISMISSED', 'CASE_OVER', 'CASE_OVER', 'DISMISSED'],
  ])
})

test('a rule is measured by the last verdicts on its cases', () => {
  const right = say(OPEN, propose, moved('CLOSED'))
  const cases = [right, say(OPEN, dismiss), say(OPEN, { kind: 'gone', at })]
  expect(precisionOf(verdictsOf('R07', cases))).toMatchObject({ judged: 2, right: 1, bps: 5_000 })
  expect(verdictsOf('R10', cases)).toEqual([])
  const verdicts = Array.from({ length: 300 }, (_, place) => ({ at: place, isRight: place >= 100 }))
  expect(precisionOf(verdicts)).toMatchObject({ judged: 200, bps: 10_000 })
})

test('a rule that errs only proposes, and so does one that is switched off', () => {
  const precision = (right: number, judged: number) => ({
    judged,
    right,
    bps: Math.floor((right * 10_000) / judged),
    window: 200,
  })
  expect(effectiveMode('AUTO', precision(200, 200), false)).toBe('AUTO')
  expect(effectiveMode('AUTO', precision(198, 200), false)).toBe('PROPOSE')
  expect(effectiveMode('AUTO', precision(0, 19), false)).toBe('AUTO')
  expect(effectiveMode('AUTO', precision(200, 200), true)).toBe('PROPOSE')
  expect(effectiveMode('SHADOW', precision(200, 200), false)).toBe('SHADOW')
})

test('the lab shows what a new version finds, loses, and puts at risk', () => {
  const of = (cause: string, minor: bigint): Hit => ({
    ...HIT,
    cause,
    atStake: { minor, currency: 'CNY', exponent: 2 },
  })
  const verdicts = new Map([
    ['a', true],
    ['b', true],
    ['c', false],
  ])
  const report = labReport([of('a', 100n), of('c', 40n), of('d', 5n)], [of('a', 100n), of('b', 7n)], verdicts)
  expect(report).toMatchObject({
    hits: 3,
    precision: { judged: 2, right: 1, bps: 5_000 },
    recallBps: 5_000,
    gained: ['c', 'd'],
    lost: ['b'],
    moneyAtRisk: [{ minor: 45n }],
  })
})

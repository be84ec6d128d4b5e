import { describe, expect, test } from 'vitest'
import { type AutomaticQuestion, judgeAutomatic } from './automatic.ts'
import { agreeingSources, missingEvidence } from './evidence.ts'
import { CORRECTION_KINDS } from './kind-names.ts'
import { KIND_RULES } from './kinds.ts'
import { evidenceOf } from './testing.ts'
import { capProblem, requirementOf } from './tiers.ts'

const yuan = (minor: bigint) => ({ minor, currency: 'CNY', exponent: 2 })

const FINE: AutomaticQuestion = {
  isSwitchedOff: false,
  mode: 'AUTO',
  isFrozen: false,
  evidence: evidenceOf('HOST', 'FILE'),
  inQuestion: 't1',
  impact: { moneyLeaves: false, stake: [yuan(100n)], touchesSettled: false },
  precision: { judged: 200, right: 200, bps: 10_000, window: 200 },
  today: { terminal: 0, merchant: 0, acquirer: 0 },
}

describe('the platform corrects by itself', () => {
  test('when nothing is in the way', () => {
    expect(judgeAutomatic(FINE).obstacles).toEqual([])
  })

  test.each<[string, Partial<AutomaticQuestion>]>([
    ['KILL_SWITCH', { isSwitchedOff: true }],
    ['MODE', { mode: 'PROPOSE' }],
    ['JOURNAL_FROZEN', { isFrozen: true }],
    ['TOO_FEW_SOURCES', { evidence: evidenceOf('HOST') }],
    [
      'CONTRADICTED',
      { evidence: [...evidenceOf('HOST', 'FILE'), { id: 'x', source: 'EMV', agrees: false, recordKey: null }] },
    ],
    ['MONEY_LEAVES', { impact: { ...FINE.impact, moneyLeaves: true } }],
    ['ABOVE_CAP', { impact: { ...FINE.impact, stake: [yuan(50_001n)] } }],
    ['ABOVE_CAP', { impact: { ...FINE.impact, stake: [{ minor: 1n, currency: 'USD', exponent: 2 }] } }],
    ['SETTLED_BATCH', { impact: { ...FINE.impact, touchesSettled: true } }],
    ['TOO_FEW_VERDICTS', { precision: { ...FINE.precision, judged: 199 } }],
    ['PRECISION', { precision: { ...FINE.precision, bps: 9_949 } }],
    ['DAILY_CAP_TERMINAL', { today: { terminal: 3, merchant: 0, acquirer: 0 } }],
    ['DAILY_CAP_MERCHANT', { today: { terminal: 0, merchant: 10, acquirer: 0 } }],
    ['DAILY_CAP_ACQUIRER', { today: { terminal: 0, merchant: 0, acquirer: 500 } }],
  ])('not with %s', (obstacle, change) => {
    expect(judgeAutomatic({ ...FINE, ...change }).obstacles).toEqual([obstacle])
  })

  test('the record in question is no source about itself', () => {
    const evidence = [
      { id: 'a', source: 'TERMINAL', agrees: true, recordKey: 't1' },
      { id: 'b', source: 'HOST', agrees: true, recordKey: null },
    ] as const
    expect(agreeingSources(evidence, 't1')).toEqual(['HOST'])
    expect(judgeAutomatic({ ...FINE, evidence }).obstacles).toEqual(['TOO_FEW_SOURCES'])
    expect(judgeAutomatic({ ...FINE, evidence, inQuestion: 't2' }).obstacles).toEqual([])
  })

  test('a rule gone wild meets the caps whatever its precision', () => {
    let today = { terminal: 0, merchant: 0, acquirer: 0 }
    let done = 0
    for (let place = 0; place < 100; place++)
      if (judgeAutomatic({ ...FINE, today }).obstacles.length === 0) {
        done++
        today = { terminal: today.terminal + 1, merchant: today.merchant + 1, acquirer: today.acquirer + 1 }
      }
    expect(done).toBe(3)
  })
})

describe('evidence', () => {
  test.each(CORRECTION_KINDS)('%s: each alternative is enough, and nothing is not', (kind) => {
    expect(missingEvidence(kind, [])).not.toEqual([])
    for (const sources of KIND_RULES[kind].evidence) {
      expect(missingEvidence(kind, evidenceOf(...sources))).toEqual([])
      for (const left of sources)
        if (KIND_RULES[kind].evidence.length === 1)
          expect(missingEvidence(kind, evidenceOf(...sources.filter((each) => each !== left)))).toEqual([[left]])
    }
  })

  test('what contradicts is no evidence', () => {
    expect(missingEvidence('WRONG_TYPE', [{ id: 'h', source: 'HOST', agrees: false, recordKey: null }])).toEqual([
      ['HOST'],
    ])
  })

  test('says what the nearest alternative lacks first', () => {
    expect(missingEvidence('WRONG_AMOUNT', evidenceOf('FILE'))).toEqual([['DOCUMENT'], ['HOST']])
  })
})

test('a currency without limits asks for two, and an exponent that is wrong hides no money', () => {
  expect(requirementOf([{ minor: 1n, currency: 'USD', exponent: 2 }]).checkers).toBe(2)
  expect(requirementOf([{ minor: 501n, currency: 'CNY', exponent: 0 }]).tier).toBe(2)
  expect(requirementOf([{ minor: 500_000n, currency: 'CNY', exponent: 3 }]).tier).toBe(1)
  expect(requirementOf([]).tier).toBe(1)
})

test('caps of a day count money in real units', () => {
  const large = { minor: 10_000n, currency: 'CNY', exponent: 0 }
  expect(capProblem({ count: 1, stake: [large] }, [large])).toBeNull()
  expect(capProblem({ count: 1, stake: [large, yuan(1n)] }, [large])).toBe('CAP_AMOUNT')
  expect(capProblem({ count: 1, stake: [yuan(2_000_000n)] }, [])).toBeNull()
})

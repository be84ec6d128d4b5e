import { MINUTE, money } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import type { Correction } from './correction.ts'
import { approvalRefusal, decideCorrection } from './decide.ts'
import { isWithin } from './money-limits.ts'
import { type CurrencyLimits, limitsProblem, moneyRules } from './money-rules.ts'
import { after, checkerOf, currentOf, draftOf, FACTS, T0 } from './testing.ts'
import { capProblem, requirementOf } from './tiers.ts'

/** Five hundred, five thousand and twenty thousand of whatever unit people count in. */
const agreed = (currency: string, unit: bigint, change: Partial<CurrencyLimits> = {}): CurrencyLimits => ({
  ...{ currency, tierOne: 500n * unit, tierTwo: 5_000n * unit, dayStake: 20_000n * unit, dayCount: 3 },
  automatic: 400n * unit,
  ...change,
})
const RULES = moneyRules([agreed('JPY', 1n), agreed('KWD', 1_000n)])

describe('tiers of a currency that an acquirer agreed on', () => {
  test.each([
    ['500 yen', money(500n, 'JPY', 0), 1],
    ['501 yen', money(501n, 'JPY', 0), 2],
    ['5,001 yen', money(5_001n, 'JPY', 0), 3],
    ['500 dinars', money(500_000n, 'KWD', 3), 1],
    ['500.001 dinars', money(500_001n, 'KWD', 3), 2],
    ['5,000.001 dinars', money(5_000_001n, 'KWD', 3), 3],
    // a terminal that wrote the wrong exponent loosens nothing
    ['50,100 of a hundredth of a yen', money(50_100n, 'JPY', 2), 2],
    ['501 dinars without a point', money(501n, 'KWD', 0), 2],
    ['500 yuan, of which nothing was said', money(50_000n, 'CNY', 2), 1],
    ['one cent of a currency without limits', money(1n, 'USD', 2), 3],
  ])('%s', (_name, stake, tier) => {
    expect(requirementOf([stake], RULES.tiers).tier).toBe(tier)
  })
})

describe('caps of one human and day', () => {
  const used = (count: number, ...stake: ReturnType<typeof money>[]) => ({ count, stake })
  test.each([
    ['the third of a currency that allows three', used(2), money(1n, 'JPY', 0), null],
    ['the fourth', used(3), money(1n, 'JPY', 0), 'CAP_COUNT'],
    ['the fourth of one of which nothing was said', used(3), money(1n, 'CNY', 2), null],
    ['19,999 and one yen', used(1, money(19_999n, 'JPY', 0)), money(1n, 'JPY', 0), null],
    ['19,999 and two yen', used(1, money(19_999n, 'JPY', 0)), money(2n, 'JPY', 0), 'CAP_AMOUNT'],
    ['19,999 and 1.001 dinars', used(1, money(19_999_000n, 'KWD', 3)), money(1_001n, 'KWD', 3), 'CAP_AMOUNT'],
  ])('%s', (_name, usage, more, problem) => {
    expect(capProblem(usage, [more], RULES.caps)).toBe(problem)
  })
})

test.each([
  ['400 yen', money(400n, 'JPY', 0), true],
  ['401 yen', money(401n, 'JPY', 0), false],
  ['400.001 dinars', money(400_001n, 'KWD', 3), false],
  ['a cent of what has no limits', money(1n, 'USD', 2), false],
])('by itself: %s: %s', (_name, stake, goes) => {
  expect(isWithin([stake], RULES.automatic)).toBe(goes)
})

test.each<[string, Partial<CurrencyLimits>, keyof CurrencyLimits | null]>([
  ['as they are', {}, null],
  ['nothing at all by one person', { tierOne: 0n, automatic: 0n }, null],
  ['a currency that is none', { currency: 'QQQ' }, 'currency'],
  ['less than nothing', { tierOne: -1n }, 'tierOne'],
  ['a second tier below the first', { tierTwo: 499n }, 'tierTwo'],
  ['more than anybody agrees on', { dayStake: 10_000_000_001n }, 'dayStake'],
  ['half a correction', { dayCount: 1.5 }, 'dayCount'],
  ['more by itself than one checker may agree to', { automatic: 501n }, 'automatic'],
])('limits, %s: %s', (_name, change, problem) => {
  expect(limitsProblem(agreed('JPY', 1n, change))).toBe(problem)
})

describe('a correction that waits while limits change', () => {
  const { submitted, pending } = FACTS
  // one yuan at stake: one checker, whoever
  const waiting = after(draftOf('WRONG_AMOUNT'), submitted, pending)
  const tight = moneyRules([agreed('CNY', 0n)]).tiers
  const approve = (correction: Correction, limits = moneyRules([]).tiers, change = {}) => {
    const checker = checkerOf(change)
    const current = currentOf(correction)
    const said = { at: T0 + MINUTE, checker, hash: correction.diffHash, makerHumans: [], current }
    const decision = decideCorrection(correction, { kind: 'approve', ...said }, limits)
    return decision.ok ? decision.events.map(({ type }) => type) : decision.refusal.code
  }

  test('needs more where they are stricter by now, and screens say so', () => {
    expect(approve(waiting)).toEqual(['CorrectionApproved'])
    expect(approve(waiting, tight)).toEqual(['CorrectionApprovedInPart'])
    const ofMaker = checkerOf({ organisationId: 'org_agent' })
    expect(approve(waiting, tight, { organisationId: 'org_agent' })).toBe('OTHER_ORGANISATION_NEEDED')
    expect(approvalRefusal(waiting, ofMaker, T0 + MINUTE, [])).toBeNull()
    expect(approvalRefusal(waiting, ofMaker, T0 + MINUTE, [], tight)).toMatchObject({
      refusal: { code: 'OTHER_ORGANISATION_NEEDED' },
    })
  })

  test('needs no less where they are looser by now', () => {
    const large = { ...waiting, requirement: { tier: 3, checkers: 2, otherOrganisation: true } as const }
    const loose = moneyRules([agreed('CNY', 1_000_000n)]).tiers
    expect(approve(large, loose)).toEqual(['CorrectionApprovedInPart'])
  })
})

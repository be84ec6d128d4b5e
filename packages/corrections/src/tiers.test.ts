import { MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import type { Correction } from './correction.ts'
import type { CorrectionInput } from './correction-events.ts'
import { decideCorrection, draftCorrection } from './decide.ts'
import { impactOf } from './impact.ts'
import { after, baseOf, checkerOf, currentOf, draftOf, FACTS, placed, proposalOf, saleRecord, T0 } from './testing.ts'

const { submitted, pending } = FACTS
const PENDING = after(draftOf('WRONG_AMOUNT'), submitted, pending)

function when(correction: Correction, input: CorrectionInput) {
  const decision = decideCorrection(correction, input)
  return decision.ok ? decision.events : decision.refusal.code
}

const approve = (correction: Correction, change: Partial<Extract<CorrectionInput, { kind: 'approve' }>> = {}) =>
  ({
    kind: 'approve',
    at: T0 + MINUTE,
    checker: checkerOf(),
    hash: correction.diffHash,
    makerHumans: [],
    current: currentOf(correction),
    ...change,
  }) as const

describe('tiers', () => {
  const worth = (minor: bigint) => {
    const proposal = proposalOf('WRONG_AMOUNT', { patch: { amount: '0' } })
    const base = baseOf(placed(saleRecord({ amount: String(minor) })))
    const impact = impactOf(proposal, base)
    const decision = draftCorrection(proposal, { impact, diffHash: 'h', beneficiaries: ['org_merchant'] }, T0)
    if (!decision.ok) throw new Error(decision.refusal.code)
    const [event] = decision.events
    if (event?.type !== 'CorrectionDrafted') throw new Error('a draft')
    return after({ ...PENDING }, event, submitted, pending)
  }

  test.each([
    [50_000n, { tier: 1, checkers: 1, otherOrganisation: false }],
    [50_001n, { tier: 2, checkers: 1, otherOrganisation: true }],
    [500_000n, { tier: 2, checkers: 1, otherOrganisation: true }],
    [500_001n, { tier: 3, checkers: 2, otherOrganisation: true }],
  ])('%s fen', (minor, requirement) => {
    expect(worth(minor).requirement).toEqual(requirement)
  })

  test('above the first one the checker is of another organisation, and not of the one that gains', () => {
    const correction = worth(60_000n)
    const of = (organisationId: string) => approve(correction, { checker: checkerOf({ organisationId }) })
    expect(when(correction, of('org_agent'))).toBe('OTHER_ORGANISATION_NEEDED')
    expect(when(correction, of('org_merchant'))).toBe('OF_BENEFICIARY')
    expect(when(correction, of('org_acquirer'))).toMatchObject([{ type: 'CorrectionApproved' }])
  })

  test('above the second one two humans agree', () => {
    const correction = worth(600_000n)
    const decision = decideCorrection(correction, approve(correction))
    if (!decision.ok) throw new Error(decision.refusal.code)
    const half = after(correction, ...decision.events)
    expect(half.state).toBe('PENDING_APPROVAL')
    expect(when(half, approve(half))).toBe('ALREADY_APPROVED')
    expect(when(half, approve(half, { checker: checkerOf({ personId: 'usr_c2' }) }))).toBe('ALREADY_APPROVED')
    const second = checkerOf({ personId: 'usr_wu', humanId: 'hum_wu' })
    expect(when(half, approve(half, { checker: second }))).toMatchObject([{ type: 'CorrectionApproved' }])
  })
})

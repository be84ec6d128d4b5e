import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  balancesOf,
  checkZero,
  effectiveMoney,
  entryOf,
  factsInVersion,
  type Repost,
  recordedFounding,
} from '@budeng/transactions'
import type { Correction } from './correction.ts'
import { decideCorrection } from './decide.ts'
import { problemsOf } from './check.ts'
import { type Base, impactOf, netOfVersions } from './impact.ts'
import {
  after,
  baseOf,
  checkerOf,
  currentOf,
  draftOf,
  following,
  LI,
  placed,
  proposalOf,
  SALE_KEY,
  saleRecord,
  submit,
  T0,
  TERMS,
} from './testing.ts'

const step = fc.oneof(
  fc.record({
    kind: fc.constant('WRONG_AMOUNT' as const),
    patch: fc.constantFrom('0', '1', '999', '1001', '2500').map((amount) => ({ amount })),
  }),
  fc.record({
    kind: fc.constant('WRONG_TYPE' as const),
    patch: fc.constantFrom('REFUND', 'PURCHASE', 'QR_PAY').map((type) => ({ type })),
  }),
  fc.record({
    kind: fc.constant('WRONG_CURRENCY_EXPONENT' as const),
    patch: fc.constantFrom(
      { currency: 'JPY', exponent: '0', amount: '70' },
      { currency: 'CNY', exponent: '2', amount: '7' },
    ),
  }),
  fc.record({
    kind: fc.constant('STATUS_MISMATCH' as const),
    patch: fc.constantFrom('APPROVED', 'DECLINED').map((outcome) => ({ outcome })),
  }),
  fc.record({
    kind: fc.constantFrom('FALSE_REVERSAL' as const, 'PHANTOM' as const, 'DUPLICATE_CHARGE' as const),
    patch: fc.constant({}),
  }),
)

test('any sequence of corrections keeps postings at zero, the original readable, and the net the sum of versions', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.boolean(), (steps, isRefunded) => {
      const sale = saleRecord()
      const records = isRefunded
        ? placed(sale, following('REFUND', sale, { stan: '000002', amount: '1' }))
        : placed(sale)
      let base: Base = baseOf(records)
      const start = base.book.get(SALE_KEY)
      if (!start) throw new Error('a sale')
      const first = entryOf(start, TERMS, true).postings
      const reposts: Repost[] = []
      steps.forEach(({ kind, patch }, place) => {
        const change = { id: `cor_${place}`, baseVersion: place, patch }
        const proposal = proposalOf(kind, change)
        if (kind !== 'DUPLICATE_CHARGE' && problemsOf(proposal, base).length > 0) return
        const impact = impactOf(proposal, base)
        for (const entry of impact.entries) {
          checkZero(entry.negated)
          checkZero(entry.posted)
          if (entry.key === SALE_KEY) reposts.push(entry)
        }
        const book = new Map(base.book)
        for (const { key, after: facts } of impact.changed) book.set(key, facts)
        base = { ...base, book }
      })
      const facts = base.book.get(SALE_KEY)
      if (!facts) throw new Error('a sale')
      expect(recordedFounding(facts)).toEqual(start.founding)
      expect(effectiveMoney(factsInVersion(facts, 0))).toEqual(effectiveMoney(start))
      expect(netOfVersions(first, reposts)).toEqual(balancesOf(entryOf(facts, TERMS, true).postings))
    }),
    { numRuns: 500 },
  )
})

const HUMANS = ['hum_li', 'hum_chen', 'hum_wu'] as const
const ORGANISATIONS = ['org_agent', 'org_acquirer', 'org_merchant'] as const

/** Accounts: every human has one in every organisation. */
const account = fc.record({ human: fc.constantFrom(...HUMANS), organisation: fc.constantFrom(...ORGANISATIONS) })

test('no way of approving lets a human through as maker and checker, or fewer than the tier asks for', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1_000n, 50_001n, 500_001n),
      fc.array(fc.tuple(account, fc.boolean(), fc.boolean()), { maxLength: 12 }),
      (minor, tries) => {
        const base = baseOf(placed(saleRecord({ amount: String(minor) })))
        const impact = impactOf(proposalOf('WRONG_AMOUNT', { patch: { amount: '0' } }), base)
        const { stake } = impact
        const tier = minor > 500_000n ? 3 : minor > 50_000n ? 2 : 1
        const requirement = { tier, checkers: tier === 3 ? 2 : 1, otherOrganisation: tier > 1 } as const
        const start = draftOf('WRONG_AMOUNT', {}, { stake, requirement })
        let correction: Correction = start
        const say = (input: Parameters<typeof decideCorrection>[1]) => {
          const decision = decideCorrection(correction, input)
          if (decision.ok) correction = after(correction, ...decision.events)
        }
        say(submit())
        say({ kind: 'validate', at: T0, problems: [], current: currentOf(start), automatic: { obstacles: [] } })
        for (const [{ human, organisation }, rightHash, isJoined] of tries)
          say({
            kind: 'approve',
            at: T0,
            checker: checkerOf({ personId: `${human}@${organisation}`, humanId: human, organisationId: organisation }),
            hash: rightHash ? start.diffHash : 'other',
            makerHumans: isJoined ? ['hum_chen'] : [],
            current: currentOf(start),
          })
        const humans = correction.approvals.map(({ humanId }) => humanId)
        expect(humans).not.toContain(LI.humanId)
        expect(new Set(humans).size).toBe(humans.length)
        if (correction.state === 'APPROVED') expect(humans.length).toBe(requirement.checkers)
        else expect(correction.state).toBe('PENDING_APPROVAL')
        if (tier > 1) for (const { organisationId } of correction.approvals) expect(organisationId).toBe('org_acquirer')
        expect(correction.approvals.every(({ hash }) => hash === start.diffHash)).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})

import { expect, test } from 'vitest'
import { beneficiariesOf } from './beneficiaries.ts'
import { impactOf } from './impact.ts'
import { proposalOf, SALE_BASE, TERMS } from './testing.ts'

const HERE = { merchant: 'mch_1', agents: ['agt_1', 'agt_top'] }
const THERE = { merchant: 'mch_2', agents: ['agt_top'] }
const of = (...[kind, change]: Parameters<typeof proposalOf>) => impactOf(proposalOf(kind, change), SALE_BASE)

test('whom more is paid gains, and the agents above', () => {
  expect(beneficiariesOf(of('WRONG_AMOUNT', { patch: { amount: '1100' } }), HERE, null)).toEqual([
    'mch_1',
    'agt_1',
    'agt_top',
  ])
  expect(beneficiariesOf(of('WRONG_AMOUNT', { patch: { amount: '900' } }), HERE, null)).toEqual([])
})

test('whose commission rises gains', () => {
  const tariffsAfter = { termsOf: () => ({ ...TERMS, agentShareBps: 9_000 }), hasAgent: true }
  const impact = impactOf(proposalOf('WRONG_FEE'), { ...SALE_BASE, tariffsAfter })
  expect(beneficiariesOf(impact, HERE, null)).toEqual(['agt_1', 'agt_top'])
})

test('for whom a claim is made gains, and of a move both sides', () => {
  expect(beneficiariesOf(of('NOT_CHARGED'), HERE, null)).toContain('mch_1')
  const moved = of('MISPOSTED', { patch: { midSent: 'M2' }, moveTo: 'mch_2' })
  expect(beneficiariesOf(moved, HERE, THERE)).toEqual(['mch_1', 'agt_1', 'agt_top', 'mch_2'])
})

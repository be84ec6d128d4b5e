import { expect, test } from 'vitest'
import { settledChange } from './settled-change.ts'

test('a payout is told by its amount, what it is for, and what is owed beside it', () => {
  const before = { merchant: 'Tea', owed: '1200', held: '200' }
  const after = { currency: 'CNY', minor: '900', throughDate: '2026-11-28', reference: 'bank 77' }
  expect(settledChange({ changeKind: 'PAYOUT', before, after })).toEqual({
    kind: 'PAYOUT',
    facts: [
      { member: 'amount', form: 'MONEY', value: '900' },
      { member: 'through', form: 'TEXT', value: '2026-11-28' },
      { member: 'reference', form: 'TEXT', value: 'bank 77' },
      { member: 'owed', form: 'MONEY', value: '1200' },
      { member: 'held', form: 'MONEY', value: '200' },
    ],
    steps: [],
  })
})

test('a tariff names what it is of though that stays, and tells its terms side by side', () => {
  const same = { cardType: 'CREDIT', product: 'CARD', currency: 'CNY', minimumMinor: '0', capMinor: null }
  const before = { ...same, validFrom: '2026-01-01', percentBps: 60, agentShareBps: 2_000 }
  const after = { ...same, validFrom: '2026-12-01', percentBps: 55, agentShareBps: 2_000, capMinor: '2000' }
  const said = settledChange({ changeKind: 'TARIFF', before, after })
  expect(said?.facts.map(({ member }) => member)).toEqual(['product', 'cardType', 'currency'])
  expect(said?.steps).toEqual([
    { member: 'validFrom', form: 'TEXT', before: '2026-01-01', after: '2026-12-01' },
    { member: 'percent', form: 'PERCENT', before: '60', after: '55' },
    { member: 'cap', form: 'MONEY', before: null, after: '2000' },
  ])
  expect(settledChange({ changeKind: 'TARIFF', before: null, after })?.steps.map((step) => step.before)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})

test('a policy is told member by member, elsewhere', () => {
  expect(settledChange({ changeKind: 'NODE_POLICY', before: null, after: { kind: 'BULK_RAISE' } })).toBeNull()
})

import { expect, test } from 'vitest'
import type { TotalsLineShownFragment } from '../../api/generated/graphql.ts'
import { totalsChanges } from './totals-change.ts'

const line = (side: 'DEBIT' | 'CREDIT', count: number, minor: string, currency = 'CNY') =>
  ({
    scope: 'DOMESTIC',
    side,
    count,
    amount: { __typename: 'Money', amount: minor, currency, exponent: 2 },
  }) as TotalsLineShownFragment

test('only what changes is shown, and what is new or gone counts as nothing on the other side', () => {
  const changes = totalsChanges(
    [line('DEBIT', 3, '31800'), line('CREDIT', 1, '500')],
    [line('DEBIT', 3, '21800'), line('CREDIT', 1, '500'), line('DEBIT', 1, '700', 'HKD')],
  )
  expect(changes.map(({ key, before, after, change }) => [key, before.count, after.count, change.amount])).toEqual([
    ['DOMESTIC DEBIT CNY 2', 3, 3, '-10000'],
    ['DOMESTIC DEBIT HKD 2', 0, 1, '700'],
  ])
  expect(totalsChanges([line('DEBIT', 1, '5')], [])[0]?.after.count).toBe(0)
})

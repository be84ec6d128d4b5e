import { formatMoney } from '@budeng/transactions/public'
import { expect, test } from 'vitest'
import { byCurrency, moneyOf, sumOf } from './amounts.ts'

const amount = (minor: string, currency = 'CNY', exponent = 2) => ({
  __typename: 'Money' as const,
  amount: minor,
  currency,
  exponent,
})

test.each([
  [amount('11800'), 'CNY 118.00'],
  [amount('-5'), 'CNY -0.05'],
  [amount('118', 'JPY', 0), 'JPY 118'],
  [amount('9007199254740993'), 'CNY 90,071,992,547,409.93'],
])('%j reads %s, to the last unit', (one, text) => expect(formatMoney(moneyOf(one))).toBe(text))

test('what no double holds is summed to the unit', () => {
  const huge = amount('9223372036854775807')
  expect(sumOf([huge, amount('-9223372036854775806')])?.amount).toBe('1')
  expect(sumOf([])).toBeNull()
})

test('currencies are kept apart', () => {
  const rows = [amount('1'), amount('2', 'JPY', 0), amount('3')]
  expect(byCurrency(rows, (row) => row).map((group) => group.map((row) => row.amount))).toEqual([['1', '3'], ['2']])
})

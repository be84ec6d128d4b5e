import { expect, test } from 'vitest'
import { amountText, changeOf, minorOf, typedOf, unitOf } from './field-text.ts'

const CNY = { currency: 'CNY', exponent: 2 }

test.each([
  ['18', '1800'],
  ['18.00', '1800'],
  ['1,180.5', '118050'],
  ['１８．０５', '1805'],
  ['0', null],
  ['-3', null],
  ['18.005', null],
  ['abc', null],
])('typed %s is %s minor units', (typed, minor) => expect(minorOf(typed, CNY)).toBe(minor))

test('what is typed and what is read come from the same minor units', () => {
  expect(typedOf('1800', CNY)).toBe('18.00')
  expect(amountText('11800', CNY)).toBe('CNY 118.00')
  expect(amountText('118', null)).toBe('118')
})

test('the change of an amount is told in one unit only', () => {
  const amount = { field: 'amount', before: '11800', after: '1800' }
  expect(changeOf([amount], CNY)).toMatchObject({ amount: '-10000', currency: 'CNY' })
  const exponent = { field: 'exponent', before: '0', after: '2' }
  expect(unitOf([amount, exponent], 'before', CNY)).toEqual({ currency: 'CNY', exponent: 0 })
  expect(changeOf([amount, exponent], CNY)).toBeNull()
  expect(changeOf([], CNY)).toBeNull()
})

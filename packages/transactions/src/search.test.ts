import { describe, expect, test } from 'vitest'
import { readSearch, withoutCardNumber } from './search.ts'

const told = (text: string) => readSearch(text).map(({ kind, value }) => `${kind} ${value}`)

describe('a search text is read', () => {
  test.each([
    ['329112345678', 'RRN 329112345678'],
    ['4711', 'CARD 4711'],
    ['*4711', 'CARD 4711'],
    ['622588******4711', 'CARD 622588******4711'],
    ['6225884711', 'CARD 622588******4711'],
    ['000123', 'STAN 000123'],
    ['123', 'STAN 000123'],
    ['１２３', 'STAN 000123'],
    ['10016919', 'TID 10016919'],
    ['ABC00017', 'TID ABC00017'],
    ['118.00', 'AMOUNT 11800'],
    ['¥118', 'AMOUNT 11800'],
    ['￥1,180', 'AMOUNT 118000'],
    ['118 元', 'AMOUNT 11800'],
    ['JPY 118', 'AMOUNT 118'],
    ['118 kwd', 'AMOUNT 118000'],
    ['1.234', 'AMOUNT 1234'],
    ['CNY 0.1', 'AMOUNT 10'],
  ])('%s as %s', (text, first) => expect(told(text)[0]).toBe(first))

  test('in every way that is possible', () => {
    expect(told('4711')).toEqual(['CARD 4711', 'STAN 004711', 'AMOUNT 471100', 'BATCH 004711'])
    expect(told('000123')).toEqual(['STAN 000123', 'BATCH 000123', 'AMOUNT 12300', 'TID 000123'])
    expect(told('10016919')).toEqual(['TID 10016919', 'RRN 10016919', 'AMOUNT 1001691900'])
  })

  test.each(['', '海底捞', 'XYZ 118', 'CNY 1.005', 'CNY 118 CNY', '9'.repeat(20), '1.23456'])('%s not at all', (text) =>
    expect(told(text)).toEqual([]),
  )

  test('the currency counts only when it was written', () => {
    expect(readSearch('118.00')[0]?.amount?.isCurrencyWritten).toBe(false)
    expect(readSearch('KWD 1.234')[0]?.amount).toEqual({
      money: { minor: 1234n, currency: 'KWD', exponent: 3 },
      isCurrencyWritten: true,
    })
  })
})

test.each([
  ['6225 8801 2345 4711', '622588******4711'],
  ['6225880123454711', '622588******4711'],
  ['6225880123454711123', '622588******1123'],
  ['329112345678', '329112345678'],
  ['118.00', '118.00'],
])('of %s stays %s', (text, kept) => {
  expect(withoutCardNumber(text)).toBe(kept)
  for (const { value } of readSearch(text)) expect(value).not.toMatch(/\d{13}/)
})

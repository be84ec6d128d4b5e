import { describe, expect, test } from 'vitest'
import {
  addMoney,
  divideHalfUp,
  formatMoney,
  fractionOf,
  MINOR_MAX,
  money,
  moneyText,
  negateMoney,
  parseMoney,
  splitMoney,
  subtractMoney,
  sumMoney,
} from './index.ts'

const CNY = (minor: bigint) => money(minor, 'CNY', 2)

/** Amounts of every size from a fixed generator, the ends included. */
const AMOUNTS = [0n, 1n, -1n, 5n, 999_999_999_999n, MINOR_MAX, -MINOR_MAX, 2_147_483_648n]
for (let n = 1n, i = 0; i < 200; i++) {
  n = (n * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 62n
  AMOUNTS.push(i % 2 === 0 ? n : -(n % 1_000_000n))
}

describe('money', () => {
  test('parts add up to the whole, to the unit', () => {
    for (const minor of AMOUNTS)
      for (const weights of [[1n], [1n, 1n, 1n], [0n, 7n, 993n], [1n, 0n]]) {
        const parts = splitMoney(CNY(minor), weights)
        expect(parts.reduce((sum, part) => sum + part.minor, 0n)).toBe(minor)
      }
  })

  test('what is taken away and added again is what was there', () => {
    for (const minor of AMOUNTS.filter((each) => each < 2n ** 61n && each > -(2n ** 61n))) {
      const taken = CNY(12_345n)
      expect(addMoney(subtractMoney(CNY(minor), taken), taken)).toEqual(CNY(minor))
      expect(negateMoney(negateMoney(CNY(minor)))).toEqual(CNY(minor))
    }
  })

  test('its text reads back as the same amount, for every exponent', () => {
    for (const exponent of [0, 2, 3, 4])
      for (const minor of AMOUNTS.filter((each) => each < 10n ** 14n && each > -(10n ** 14n))) {
        const amount = money(minor, 'XTS', exponent)
        expect(parseMoney(moneyText(amount), 'XTS', exponent)).toEqual(amount)
      }
  })

  test('half goes away from zero', () => {
    expect([5n, 4n, -5n, -4n, 15n].map((each) => divideHalfUp(each, 10n))).toEqual([1n, 0n, -1n, 0n, 2n])
    expect(fractionOf(CNY(12_345n), 38n, 10_000n).minor).toBe(47n)
  })

  test('a text that is no amount, or finer than the unit, is refused', () => {
    for (const text of ['', '1,00', '1.005', '1e3', '--1', '１', '.5', '99999999999999999999'])
      expect(parseMoney(text, 'CNY', 2)).toBeNull()
    expect(parseMoney('1.500', 'CNY', 2)?.minor).toBe(150n)
  })

  test('unlike amounts never add, and none leaves eight bytes', () => {
    expect(() => addMoney(CNY(1n), money(1n, 'JPY', 0))).toThrow(/do not add/)
    expect(() => addMoney(CNY(1n), money(1n, 'CNY', 3))).toThrow(/do not add/)
    expect(() => addMoney(CNY(MINOR_MAX), CNY(1n))).toThrow(/eight bytes/)
  })

  test('sums of many are one of each kind', () => {
    const [yen, tenths] = [money(70n, 'JPY', 0), money(5n, 'CNY', 1)]
    expect(sumMoney([CNY(1n), yen, CNY(-4n), tenths, yen])).toEqual([CNY(-3n), money(140n, 'JPY', 0), tenths])
    expect(sumMoney([])).toEqual([])
    expect(() => sumMoney([CNY(MINOR_MAX), CNY(1n)])).toThrow(/eight bytes/)
  })

  test('is printed with its own exponent', () => {
    expect(formatMoney(CNY(-123_456_789n))).toBe('CNY -1,234,567.89')
    expect(formatMoney(money(1_000n, 'JPY', 0))).toBe('JPY 1,000')
    expect(formatMoney(money(1n, 'KWD', 3))).toBe('KWD 0.001')
    expect(formatMoney(money(10_000n, 'CLF', 4))).toBe('CLF 1.0000')
  })
})

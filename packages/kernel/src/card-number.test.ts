import { TEST_CARD as CARD } from './testing.ts'
import { expect, test } from 'vitest'
import { holdsCardNumber, isCardNumber, maskCardNumber } from './index.ts'

test.each([
  ['bare', CARD],
  ['in words', `卡号${CARD}，请退款`],
  ['with blanks', '6228 4804 0256 4890 018'],
  ['with dashes and dots', '6228-4804.0256·4890-018'],
  ['full-width', [...CARD].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')],
  ['of thirteen', `4${'2'.repeat(12)}`],
  ['as track 2', `${CARD}=3012`],
])('a card number is found: %s', (_, text) => expect(holdsCardNumber(text)).toBe(true))

test.each([
  ['one digit off', '6228480402564890019'],
  ['too short', '422222222222'],
  ['a longer number', `${CARD}${CARD}`],
  ['masked', '622848*********0018'],
  ['nothing', ''],
])('what is none is none: %s', (_, text) => expect(holdsCardNumber(text)).toBe(false))

test('a masked number keeps its ends', () => {
  expect(maskCardNumber(CARD)).toBe('622848*********0018')
  expect(isCardNumber(maskCardNumber(CARD))).toBe(false)
})

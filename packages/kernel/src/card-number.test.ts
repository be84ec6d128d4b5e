import { TEST_CARD as CARD } from './testing.ts'
import { expect, test } from 'vitest'
import {
  betweenNumbers,
  holdsCardNumber,
  isCardNumber,
  maskCardNumber,
  replaceCards,
  starRun,
  withoutCards,
} from './index.ts'

test.each([
  ['bare', CARD],
  ['in words', `卡号${CARD}，请退款`],
  ['with blanks', '6228 4804 0256 4890 018'],
  ['with dashes and dots', '6228-4804.0256·4890-018'],
  ['full-width', [...CARD].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')],
  ['of thirteen', `4${'2'.repeat(12)}`],
  ['as track 2', `${CARD}=3012`],
  ['behind an amount', `50.00 ${CARD}`],
  ['before another number', `${CARD} 20270115`],
])('a card number is found: %s', (_, text) => expect(holdsCardNumber(text)).toBe(true))

test.each([
  ['one digit off', '6228480402564890019'],
  ['too short', '422222222222'],
  ['a longer number', `${CARD}${CARD}`],
  ['masked', '622848*********0018'],
  ['nothing', ''],
])('what is none is none: %s', (_, text) => expect(holdsCardNumber(text)).toBe(false))

test('pieces of a text are parted anew where no number is', () => {
  const text = `say ${CARD} or 6228 4804 0256 4890 018.`
  for (let size = 1; size < text.length; size++) {
    const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
      text.slice(at * size, (at + 1) * size),
    )
    const parted = [...betweenNumbers(pieces)]
    expect(parted.join('')).toBe(text)
    expect(parted.map(withoutCards).join('')).toBe(withoutCards(text))
  }
  // what is longer than any is not gathered for ever
  const long = [...betweenNumbers(Array.from({ length: 40 }, () => '9'.repeat(10_000)))]
  expect(Math.max(...long.map((piece) => piece.length))).toBeLessThan(100_000)
})

test('a masked number keeps its ends', () => {
  expect(maskCardNumber(CARD)).toBe('622848*********0018')
  expect(isCardNumber(maskCardNumber(CARD))).toBe(false)
})

const SPACED = '6228 4804 0256 4890 018'
const MASKED = '622848*********0018'

test.each([
  ['bare', CARD, MASKED],
  ['in words', `卡号${CARD}，请退款`, `卡号${MASKED}，请退款`],
  ['with blanks', `card ${SPACED} declined`, `card ${MASKED} declined`],
  ['with dashes and dots', '6228-4804.0256·4890-018', MASKED],
  ['with several signs between', '6228  4804 -- 0256\t4890\n018', MASKED],
  ['full-width', [...CARD].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(''), MASKED],
  ['as track 2', `${CARD}=3012`, `${MASKED}=3012`],
  ['behind another number', `000123 ${CARD}`, `000123 ${MASKED}`],
  ['before another number, two blanks between', `${CARD}  20270115`, `${MASKED}  20270115`],
  ['twice', `${CARD};${CARD}`, `${MASKED};${MASKED}`],
  ['of fifteen', ['378282', '246310005'].join(''), '378282*****0005'],
  ['of a brand that begins with 5', ['500000', '0000000009'].join(''), '500000******0009'],
])('a card number goes out of a text: %s', (_, text, kept) => {
  expect(withoutCards(text)).toBe(kept)
  expect(withoutCards(withoutCards(text))).toBe(kept)
  const shown = replaceCards(text, starRun)
  expect(shown).toHaveLength(text.length)
  expect(holdsCardNumber(shown)).toBe(false)
  expect(replaceCards(text, () => '…')).toContain('…')
})

test.each([
  ['one digit off', '6228480402564890019'],
  ['too short', '422222222222'],
  ['an order', 'order 1234567890123'],
  ['a SIM card', ['898600', '1234567890123'].join('')],
  ['a SIM card in words', `iccid ${['898600', '1234567890123'].join('')} seen`],
  ['masked', MASKED],
  ['nothing', ''],
])('what is no card number stays: %s', (_, text) => {
  expect(withoutCards(text)).toBe(text)
  expect(replaceCards(text, starRun)).toBe(text)
})

test('what stands between starred digits stays', () => {
  expect(replaceCards(`card ${SPACED}!`, starRun)).toBe('card **** **** **** **** ***!')
})

import { expect, test } from 'vitest'
import { withoutCardNumbers } from './card-numbers.ts'

// put together here, so that no card number stands in a file
const CARD = ['411111', '1111111111'].join('')
const SIM = ['898600', '1234567890123'].join('')

test('a card number in any text is starred, with its separators, however deep', () => {
  const spaced = CARD.replace(/(\d{4})(?=\d)/g, '$1 ')
  expect(withoutCardNumbers({ detail: `card ${CARD}`, list: [{ note: spaced }] })).toEqual({
    detail: `card ${'*'.repeat(16)}`,
    list: [{ note: '**** **** **** ****' }],
  })
})

test('what is no card number stays: short runs, other check digits, SIM cards, figures, bytes', () => {
  const value = {
    detail: 'order 1234567890123',
    iccid: SIM,
    at: 1_763_000_000_000,
    bytes: CARD,
    nothing: null,
    yes: true,
  }
  expect(withoutCardNumbers(value)).toEqual(value)
})

import { expect, test } from 'vitest'
import { holdsCardNumber, messageTextProblem, reasonProblem } from './free-text.ts'
import { MESSAGE_TEMPLATES } from './message-templates.ts'

test.each([
  ['please call us', null],
  ['Room 123', null],
  ['', 'EMPTY'],
  ['   ', 'EMPTY'],
  ['x'.repeat(120), null],
  ['x'.repeat(121), 'TOO_LONG'],
  ['码'.repeat(120), null],
  ['a\u0007b', 'CONTROL_CHARACTER'],
  ['code 1234', 'FOUR_DIGITS'],
  ['code １２３４', 'FOUR_DIGITS'],
  ['code ١٢٣٤', 'FOUR_DIGITS'],
  ['12.3-4', 'FOUR_DIGITS'],
  [null, 'NOT_A_TEXT'],
])('a message %j: %s', (text, problem) => {
  expect(messageTextProblem(text)).toBe(problem)
})

test('our own templates keep the rule', () => {
  for (const text of Object.values(MESSAGE_TEMPLATES)) expect(messageTextProblem(text)).toBeNull()
})

test.each([
  ['signed out since noon', null],
  [' ', 'REASON_MISSING'],
  ['x'.repeat(300), null],
  ['x'.repeat(301), 'REASON_TOO_LONG'],
  // a test number of a card scheme, in groups
  [['card', '4111', '1111', '1111', '1111'].join(' '), 'CARD_NUMBER_IN_TEXT'],
  ['ticket 20240817-0001', null],
])('a reason %j: %s', (reason, problem) => {
  expect(reasonProblem(reason)).toBe(problem)
})

test('a card number is a run of 13 to 19 digits that passes the Luhn check, full-width too', () => {
  const number = ['4111', '1111', '1111', '1111'].join('')
  const wide = [...number].map((digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0)).join('')
  expect(holdsCardNumber(number)).toBe(true)
  expect(holdsCardNumber(wide)).toBe(true)
  expect(holdsCardNumber(`${number.slice(0, 15)}2`)).toBe(false)
  expect(holdsCardNumber('0'.repeat(20))).toBe(false)
  expect(holdsCardNumber('0'.repeat(12))).toBe(false)
})

import { expect, test } from 'vitest'
import { WishKeys } from './wish-keys.ts'

const wish = { terminalId: 'trm_1', reason: 'host key change' }

test('a wish that got no answer keeps its key; another wish has another', () => {
  const keys = new WishKeys()
  expect(keys.of({ ...wish })).toBe(keys.of(wish))
  expect(keys.of({ ...wish, reason: 'other' })).not.toBe(keys.of(wish))
})

test('after an answer the same wish is a new one', () => {
  const keys = new WishKeys()
  const first = keys.of(wish)
  keys.answered(wish)
  expect(keys.of(wish)).not.toBe(first)
})

test('a key is long enough that nobody guesses it', () => {
  expect(new WishKeys().of(wish)).toMatch(/^[0-9a-f]{32}$/)
})

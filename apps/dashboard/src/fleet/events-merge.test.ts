import { expect, test } from 'vitest'
import { mergeEvents, newestPosition } from './events-merge.ts'

const event = (id: string, second: number, position: string | null = null) => ({
  id,
  at: `2026-06-01T00:00:0${second}.000Z`,
  position,
})

test('events arrive in any order and more than once', () => {
  const known = [event('c', 3), event('a', 1)]
  expect(mergeEvents(known, [event('b', 2), event('a', 1)], 'newest').map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  expect(mergeEvents(known, [event('b', 2)], 'oldest').map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('events of one millisecond stand by their ids', () => {
  expect(mergeEvents([event('b', 1)], [event('a', 1)], 'oldest').map(({ id }) => id)).toEqual(['a', 'b'])
})

test('the position decides, also against the clock', () => {
  const list = mergeEvents([event('a', 3, '9'), event('b', 3, '10')], [event('c', 1, '11')], 'newest')
  expect(list.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
})

test('the newest position counts digits before it compares them', () => {
  expect(newestPosition([event('a', 1, '99'), event('b', 2, '100'), event('c', 3, null)])).toBe('100')
  expect(newestPosition([event('a', 1)])).toBeUndefined()
})

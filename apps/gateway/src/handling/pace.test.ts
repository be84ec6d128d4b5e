import { expect, test } from 'vitest'
import { isWithinPace } from './pace.ts'

const limits = { messagesPerSecond: 20, messagesBurst: 100 }

test('a burst goes through, then twenty a second, whatever the clock does', () => {
  const link = { allowance: 100, allowanceAt: 0 }
  const within = (now: number, count: number) =>
    Array.from({ length: count }, () => isWithinPace(link, limits, now)).filter(Boolean).length
  expect(within(1_000, 500)).toBe(100)
  expect(within(1_049, 5)).toBe(0)
  expect(within(2_000, 500)).toBe(20)
  // back and forth again: nothing is won by it
  expect(within(500, 5)).toBe(0)
  expect(within(3_500, 500)).toBe(60)
  expect(within(1_000_000, 500)).toBe(100)
})

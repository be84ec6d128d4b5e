import { expect, test } from 'vitest'
import { approvalRate, hasFallen } from './fleet-day.ts'

test('a rate is told only where something was answered', () => {
  expect(approvalRate({ approved: 0, answered: 0 })).toBeNull()
  expect(approvalRate({ approved: 97, answered: 100 })).toBe(0.97)
})

test('a fall asks for somebody when it is large and stands on enough payments', () => {
  const week = { approved: 9_700, answered: 10_000 }
  expect(hasFallen({ approved: 930, answered: 1_000 }, week)).toBe(true)
  expect(hasFallen({ approved: 950, answered: 1_000 }, week)).toBe(false)
  expect(hasFallen({ approved: 90, answered: 100 }, week)).toBe(false)
  expect(hasFallen({ approved: 930, answered: 1_000 }, { approved: 97, answered: 100 })).toBe(false)
  expect(hasFallen({ approved: 0, answered: 0 }, week)).toBe(false)
})

import { expect, test } from 'vitest'
import { JOBS } from './leader.ts'

test('no two jobs share a lock: one would stand still while the other runs', () => {
  expect(new Set(Object.values(JOBS)).size).toBe(Object.keys(JOBS).length)
})

import { expect, test } from 'vitest'
import { nextNumber, stepsBetween } from './index.ts'

test('after the last STAN or batch comes the first', () => {
  expect([nextNumber('000079'), nextNumber('999999')]).toEqual(['000080', '000001'])
  expect(stepsBetween('999998', '000002')).toBe(3)
  expect(stepsBetween('000005', '000005')).toBe(0)
})

import { expect, test } from 'vitest'
import { percentOf } from './percent.ts'

test.each([
  [0, '0.00 %'],
  [7, '0.07 %'],
  [9_949, '99.49 %'],
  [10_000, '100.00 %'],
])('%d basis points are %s', (bps, text) => expect(percentOf(bps)).toBe(text))

import { describe, expect, it } from 'vitest'
import { median, medianOf, percentile, shown } from './figures.ts'

describe('figures', () => {
  it('sorts by size, not by text', () => {
    expect(median([9, 10, 100])).toBe(10)
    expect(percentile([5, 1, 100, 20], 0.99)).toBe(100)
    expect(medianOf([{ a: 3 }, { a: 1 }, { a: 2 }], ({ a }) => a)).toBe(2)
  })

  it('has no figure of nothing', () => {
    expect(percentile([], 0.5)).toBeNaN()
  })

  it('shows three digits that count', () => {
    expect([shown(12_345.6, '/s'), shown(12.34), shown(0.456, 'ms')]).toEqual(['12,346 /s', '12.3', '0.46 ms'])
  })
})

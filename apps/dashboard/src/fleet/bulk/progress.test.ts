import { expect, test } from 'vitest'
import { slicesOf } from './progress.ts'

test('the bar fills from the left: done, under way, asking for somebody, wrong, out', () => {
  const slices = slicesOf([
    { state: 'EXPIRED', count: 1 },
    { state: 'FAILED', count: 2 },
    { state: 'QUEUED', count: 10 },
    { state: 'SUCCEEDED', count: 30 },
    { state: 'DEFERRED', count: 7 },
    { state: 'CANCELLED', count: 0 },
  ])
  expect(slices.map(({ state, count }) => `${state} ${count}`)).toEqual([
    'SUCCEEDED 30',
    'QUEUED 10',
    'DEFERRED 7',
    'FAILED 2',
    'EXPIRED 1',
  ])
  expect(slices.reduce((sum, slice) => sum + slice.share, 0)).toBeCloseTo(1)
})

test('nothing has no bar', () => {
  expect(slicesOf([])).toEqual([])
  expect(slicesOf([{ state: 'QUEUED', count: 0 }])).toEqual([])
})

import { expect, test } from 'vitest'
import { addsUp, confirmsCount, inOrder } from './preview-figures.ts'

test('what happens comes before what is left out', () => {
  const lines = [
    { kind: 'NOT_ALLOWED', count: 31 },
    { kind: 'NOT_HELPFUL', count: 42 },
    { kind: 'RUN_NOW', count: 1102 },
    { kind: 'NOT_ALLOWED', count: 40 },
  ] as const
  expect(inOrder(lines).map(({ kind, count }) => `${kind} ${count}`)).toEqual([
    'RUN_NOW 1102',
    'NOT_ALLOWED 40',
    'NOT_ALLOWED 31',
    'NOT_HELPFUL 42',
  ])
})

test('the lines must add up', () => {
  const line = (count: number) => ({ kind: 'RUN_NOW' as const, code: null, text: '', count, sample: [] })
  expect(addsUp({ total: 3, lines: [line(1), line(2)] })).toBe(true)
  expect(addsUp({ total: 4, lines: [line(1), line(2)] })).toBe(false)
  expect(addsUp({ total: 0, lines: [] })).toBe(true)
})

test.each(['1284', '1,284', ' 1284 ', '１２８４'])('%s confirms 1284', (typed) =>
  expect(confirmsCount(typed, 1284)).toBe(true),
)
test.each(['', '128', '12840', 'all', '-1284'])('%s does not', (typed) =>
  expect(confirmsCount(typed, 1284)).toBe(false),
)

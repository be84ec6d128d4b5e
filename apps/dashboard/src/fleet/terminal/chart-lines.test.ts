import { expect, test } from 'vitest'
import { chartOf, stepOf } from './chart-lines.ts'

const at = (minute: number) => new Date(minute * 60_000).toISOString()
const point = (minute: number, mean: number) => ({ at: at(minute), low: mean - 1, mean, high: mean + 1 })
const span = { fromMs: 0, toMs: 600_000, stepMs: 60_000 }

test('a gap breaks the line, a single value is seen', () => {
  const chart = chartOf([point(0, 10), point(1, 20), point(5, 10)], span, { width: 100, height: 50 })
  expect(chart).toMatchObject({ lowest: 9, highest: 21 })
  expect(chart?.lines).toEqual(['M5.0 45.8L15.0 4.2', 'M55.0 45.8h0.1'])
  expect(chart?.bands).toHaveLength(2)
})

test('nothing is nothing, and a flat line is a line', () => {
  expect(chartOf([], span, { width: 100, height: 50 })).toBeNull()
  const flat = [{ at: at(0), low: 5, mean: 5, high: 5 }]
  expect(chartOf(flat, span, { width: 100, height: 50 })?.lines).toEqual(['M5.0 50.0h0.1'])
})

test.each([
  ['PT1M', 60_000],
  ['PT15M', 900_000],
  ['PT6H', 21_600_000],
  ['P1DT12H', 129_600_000],
])('%s', (text, ms) => {
  expect(stepOf(text)).toBe(ms)
})

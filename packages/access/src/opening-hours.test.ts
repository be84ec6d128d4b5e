import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatOpeningHours, openingHoursProblem, parseOpeningHours, sortedSpans, WEEKDAYS } from './opening-hours.ts'

describe('opening hours', () => {
  test.each([
    ['', 0],
    ['Mo-Fr 09:00-22:00', 5],
    ['mo-su 00:00-24:00', 7],
    ['Mo-Fr 09:00-12:00,13:00-18:00; Sa 10:00-16:00', 11],
    ['Mo 09:00-12:00；Tu 09:00-12:00', 2],
  ])('%s', (text, count) => {
    expect(parseOpeningHours(text)).toHaveLength(count)
  })
  test.each([
    'Mo',
    '09:00-22:00',
    'Mo 9-22',
    'Fr-Mo 09:00-22:00',
    'Mo 22:00-06:00',
    'Mo 09:00-24:01',
    'Xx 09:00-10:00',
    'Mo 09:00-12:00,11:00-13:00',
    'Mo 25:00-26:00',
  ])('%s is not readable', (text) => {
    expect(parseOpeningHours(text)).toBeNull()
  })
  test('two spans of a day may touch, not overlap', () => {
    const span = (from: string, to: string) => ({ day: 'MO' as const, from, to })
    expect(openingHoursProblem([span('09:00', '12:00'), span('12:00', '13:00')])).toBeNull()
    expect(openingHoursProblem([span('09:00', '12:01'), span('12:00', '13:00')])).toBe('HOURS_OVERLAP')
  })
  test('what is written is read back', () => {
    const hour = fc.integer({ min: 0, max: 11 })
    const span = fc.record({ day: fc.constantFrom(...WEEKDAYS), hour }).map(({ day, hour: at }) => ({
      day,
      from: `${String(at * 2).padStart(2, '0')}:00`,
      to: `${String(at * 2 + 1).padStart(2, '0')}:30`,
    }))
    fc.assert(
      fc.property(fc.uniqueArray(span, { selector: ({ day, from }) => day + from, maxLength: 20 }), (spans) => {
        expect(parseOpeningHours(formatOpeningHours(spans))).toEqual(sortedSpans(spans))
      }),
    )
  })
})

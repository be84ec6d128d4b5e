import { describe, expect, test } from 'vitest'
import {
  addDays,
  bookingDay,
  businessDay,
  dayOfMonthDay,
  daysBetween,
  instantOfLocal,
  UNIONPAY_CALENDAR,
} from './index.ts'

const at = (iso: string) => Date.parse(iso)
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString())

describe('the business day', () => {
  test('ends at the cut-off of the acquirer’s zone', () => {
    const day = (text: string) => businessDay(at(text), UNIONPAY_CALENDAR)
    expect(day('2026-11-28T14:59:59Z')).toBe('2026-11-28')
    expect(day('2026-11-28T15:00:00Z')).toBe('2026-11-29')
    expect(day('2026-12-31T15:00:00Z')).toBe('2027-01-01')
    expect(day('2026-11-27T16:00:00Z')).toBe('2026-11-28')
    expect(bookingDay(at('2026-11-28T15:30:00Z'), 'Asia/Shanghai')).toBe('2026-11-29')
  })

  test('follows the clock of a zone with summer time', () => {
    const calendar = { zone: 'Europe/Berlin', cutOffMin: 1_440 }
    expect(businessDay(at('2026-07-01T21:59:59Z'), calendar)).toBe('2026-07-01')
    expect(businessDay(at('2026-07-01T22:00:00Z'), calendar)).toBe('2026-07-02')
    expect(businessDay(at('2026-12-01T22:30:00Z'), calendar)).toBe('2026-12-01')
  })

  test('days add over months and leap years', () => {
    expect([addDays('2028-02-28', 1), addDays('2026-12-31', 1), daysBetween('2026-12-31', '2027-01-03')]).toEqual([
      '2028-02-29',
      '2027-01-01',
      3,
    ])
  })
})

describe('a printed time without a year', () => {
  const read = (localTime: string, readAt: string) => iso(instantOfLocal(localTime, 480, at(readAt)))

  test('is of the old year when 31 December is read in January', () => {
    expect(read('1231235959', '2027-01-01T00:10:00+08:00')).toBe('2026-12-31T15:59:59.000Z')
  })

  test('is of the new year when the terminal’s clock is ahead on 31 December', () => {
    expect(read('0101000500', '2026-12-31T23:58:00+08:00')).toBe('2026-12-31T16:05:00.000Z')
  })

  test('is of the last year when it would lie in the future', () => {
    expect(read('1129120000', '2026-11-27T12:00:00+08:00')).toBe('2025-11-29T04:00:00.000Z')
  })

  test('29 February is of the last leap year', () => {
    expect(read('0229120000', '2026-11-28T12:00:00+08:00')).toBe('2024-02-29T04:00:00.000Z')
  })

  test('what is no time is none', () => {
    for (const wrong of ['0230120000', '1301000000', '0101250000', '', '01010000'])
      expect(read(wrong, '2026-11-28T12:00:00Z')).toBeNull()
  })

  test('a settlement day is read alike', () => {
    expect(dayOfMonthDay('1231', at('2027-01-01T02:00:00Z'))).toBe('2026-12-31')
    expect(dayOfMonthDay('0101', at('2026-12-31T20:00:00Z'))).toBe('2027-01-01')
  })
})

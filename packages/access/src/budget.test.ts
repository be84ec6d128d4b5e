import { HOUR } from '@budeng/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { budgetWindows, isTimeZone } from './budget.ts'

const iso = (at: number) => new Date(at).toISOString()
const at = (text: string) => Date.parse(text)

describe("a budget's day is the owner's", () => {
  test.each([
    ['Asia/Shanghai', '2026-11-05T15:59:59Z', '2026-11-04T16:00:00.000Z', '2026-11-05T16:00:00.000Z'],
    ['Asia/Shanghai', '2026-11-05T16:00:00Z', '2026-11-05T16:00:00.000Z', '2026-11-06T16:00:00.000Z'],
    ['UTC', '2026-11-05T16:00:00Z', '2026-11-05T00:00:00.000Z', '2026-11-06T00:00:00.000Z'],
    // 23 and 25 hours
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  ])('%s at %s', (zone, now, from, until) => {
    const { day } = budgetWindows(zone, at(now))
    expect([iso(day.from), iso(day.until)]).toEqual([from, until])
  })
  test('an hour begins where its clock shows :00, also in a zone of half hours', () => {
    const { hour } = budgetWindows('Asia/Kolkata', at('2026-11-05T15:10:00Z'))
    expect([iso(hour.from), iso(hour.until)]).toEqual(['2026-11-05T14:30:00.000Z', '2026-11-05T15:30:00.000Z'])
  })
  test('every moment lies in its windows, and both ends of a window name the same one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2020-01-01'), max: at('2040-01-01') }),
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC'),
        (now, zone) => {
          const { hour, day } = budgetWindows(zone, now)
          for (const { from, until } of [hour, day]) {
            expect(from).toBeLessThanOrEqual(now)
            expect(until).toBeGreaterThan(now)
          }
          expect(budgetWindows(zone, day.from).day).toEqual(day)
          expect(budgetWindows(zone, day.until - 1).day).toEqual(day)
          expect(day.until - day.from).toBeGreaterThanOrEqual(23 * HOUR)
        },
      ),
    )
  })
})

test('a zone is known or not', () => {
  expect(['Asia/Shanghai', 'UTC', 'Mars/Base', '', "'; drop"].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})

import { describe, expect, test } from 'vitest'
import { durationMs, formatClock, formatDuration, formatMoment, formatNumber, formatRelative } from './format.ts'

const NOON = Date.UTC(2026, 5, 1, 12, 0, 0)

describe('lengths of time', () => {
  test.each([
    [0, '0 sec'],
    [-5_000, '0 sec'],
    [12_000, '12 sec'],
    [60_000, '1 min'],
    [192 * 60_000, '3 hr 12 min'],
    [86_400_000 + 60_000, '1 day'],
    [3 * 86_400_000 + 2 * 3_600_000, '3 days 2 hr'],
  ])('%d ms → %s', (ms, text) => expect(formatDuration(ms, 'en')).toBe(text))

  test('in Chinese', () => expect(formatDuration(192 * 60_000, 'zh-CN')).toBe('3小时 12分钟'))

  test.each([
    ['PT15M', 900_000],
    ['PT1H30M', 5_400_000],
    ['P1DT2H', 93_600_000],
    ['PT0.5S', 500],
  ])('%s is %d ms', (text, ms) => expect(durationMs(text)).toBe(ms))

  test.each(['', 'P', 'PT', '15M', 'P1M', 'P1Y'])('%s is no length', (text) => expect(durationMs(text)).toBeNull())
})

describe('moments', () => {
  test('relative, both ways', () => {
    expect(formatRelative(NOON - 12_400, NOON, 'en')).toBe('12 sec. ago')
    expect(formatRelative(NOON + 3 * 3_600_000, NOON, 'en')).toBe('in 3 hr.')
    expect(formatRelative(NOON - 12_400, NOON, 'zh-CN')).toBe('12秒前')
    expect(formatRelative(NOON, NOON, 'en')).toBe('0 sec. ago')
  })

  test('the zone is always named', () => {
    expect(formatMoment(NOON, 'zh-CN', 'Asia/Shanghai')).toBe('2026-06-01 20:00:00 GMT+8')
    expect(formatMoment(NOON, 'en', 'UTC')).toBe('2026-06-01 12:00:00 UTC')
  })

  test('the date stands in front when it is another day in that zone', () => {
    expect(formatClock(NOON, NOON, 'en', 'UTC')).toBe('12:00:00')
    expect(formatClock(NOON - 86_400_000, NOON, 'en', 'UTC')).toBe('05-31 12:00:00')
    expect(formatClock(NOON, NOON + 5 * 3_600_000, 'en', 'Asia/Shanghai')).toBe('06-01 20:00:00')
  })
})

test('numbers are grouped, never shortened', () => {
  expect(formatNumber(1_284_000, 'en')).toBe('1,284,000')
  expect(formatNumber(1_284_000, 'zh-CN')).toBe('1,284,000')
})

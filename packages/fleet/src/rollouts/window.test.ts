import { describe, expect, test } from 'vitest'
import { isWindow, openedAt, windowAt } from './window.ts'

const at = (iso: string) => Date.parse(iso)
const night = { from: '02:00', to: '05:00' }
const seen = (window: typeof night, iso: string, zone: string) => {
  const { isOpen, changesAt } = windowAt(window, at(iso), zone)
  return [isOpen, new Date(changesAt).toISOString().slice(0, 16)]
}

describe('a window in store time', () => {
  test('is hours of a day, half an hour at least', () => {
    for (const window of [night, { from: '23:30', to: '00:15' }]) expect(isWindow(window)).toBe(true)
    for (const window of [
      { from: '02:00', to: '02:29' },
      { from: '02:00', to: '02:00' },
      { from: '2:00', to: '05:00' },
      { from: '02:00', to: '24:00' },
    ])
      expect(isWindow(window)).toBe(false)
  })
  test.each([
    ['2026-11-28T17:59:30Z', false, '2026-11-28T18:00'],
    ['2026-11-28T18:00:00Z', true, '2026-11-28T21:00'],
    ['2026-11-28T20:59:59Z', true, '2026-11-28T21:00'],
    ['2026-11-28T21:00:00Z', false, '2026-11-29T18:00'],
  ])('at %s in Shanghai: %s until %s', (iso, isOpen, changes) => {
    expect(seen(night, iso, 'Asia/Shanghai')).toEqual([isOpen, changes])
  })
  test('goes past midnight', () => {
    const late = { from: '23:00', to: '01:00' }
    expect(seen(late, '2026-11-28T15:30:00Z', 'Asia/Shanghai')).toEqual([true, '2026-11-28T17:00'])
    expect(seen(late, '2026-11-28T17:00:00Z', 'Asia/Shanghai')).toEqual([false, '2026-11-29T15:00'])
  })
  test('is an hour shorter in the night in which clocks go forward', () => {
    // 02:00 becomes 03:00 in Berlin on 2027-03-28 at 01:00 UTC
    expect(seen(night, '2027-03-28T00:59:00Z', 'Europe/Berlin')).toEqual([false, '2027-03-28T01:00'])
    expect(seen(night, '2027-03-28T01:00:00Z', 'Europe/Berlin')).toEqual([true, '2027-03-28T03:00'])
  })
  test('is an hour longer in the night in which clocks go back', () => {
    // 03:00 becomes 02:00 on 2026-10-25 at 01:00 UTC
    expect(seen(night, '2026-10-25T00:00:00Z', 'Europe/Berlin')).toEqual([true, '2026-10-25T04:00'])
  })
  test('whose hours a night leaves out opens in the next', () => {
    const gone = { from: '02:10', to: '02:50' }
    expect(seen(gone, '2027-03-28T00:30:00Z', 'Europe/Berlin')).toEqual([false, '2027-03-29T00:10'])
  })
  test.each([
    ['Asia/Shanghai', night, '2026-11-28T18:00:00Z', '2026-11-28T18:00'],
    ['Asia/Shanghai', night, '2026-11-28T20:59:59Z', '2026-11-28T18:00'],
    ['Asia/Shanghai', { from: '23:00', to: '01:00' }, '2026-11-28T16:59:00Z', '2026-11-28T15:00'],
    // clocks go forward inside it, at 01:00 UTC: what opened at 01:30 is open still at 03:10
    ['Europe/Berlin', { from: '01:30', to: '03:30' }, '2027-03-28T01:10:00Z', '2027-03-28T00:30'],
    // they go forward over its beginning: it opens with the jump
    ['Europe/Berlin', night, '2027-03-28T02:30:00Z', '2027-03-28T01:00'],
    // they go back inside it: one window of four hours
    ['Europe/Berlin', night, '2026-10-25T03:30:00Z', '2026-10-25T00:00'],
    // they go back over its end: it was shut in between, and opened anew
    ['Europe/Berlin', { from: '01:30', to: '02:30' }, '2026-10-25T01:15:00Z', '2026-10-25T01:00'],
  ])('in %s, %o at %s: opened at %s', (zone, window, now, opened) => {
    expect(windowAt(window, at(now), zone).isOpen).toBe(true)
    expect(new Date(openedAt(window, at(now), zone)).toISOString().slice(0, 16)).toBe(opened)
  })
})

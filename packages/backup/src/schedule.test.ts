import { DAY, HOUR, MINUTE } from '@budeng/kernel'
import type { BackupRecord } from '@budeng/storage/backup'
import { describe, expect, test } from 'vitest'
import { isBackupLate, nextBackupAt, parseTimeOfDay } from './schedule.ts'

const MIDNIGHT = Date.parse('2026-11-30T00:00:00Z')
const AT = { hour: 18, minute: 30 }
const goodAt = (at: number): BackupRecord => ({ good: { at, name: 'n', bytes: 1, rows: 1, tookMs: 1 }, failed: null })
const failedAt = (at: number, inARow: number): BackupRecord => ({
  ...goodAt(MIDNIGHT),
  failed: { at, problem: 'p', inARow },
})

describe('the next backup is due', () => {
  test('at once, when there is none', () => {
    expect(nextBackupAt({ good: null, failed: null }, AT, MIDNIGHT)).toBe(MIDNIGHT)
  })
  test.each([
    ['on the same day, after one in the morning', MIDNIGHT + 9 * HOUR, MIDNIGHT + 18.5 * HOUR],
    ['on the next day, after one in the evening', MIDNIGHT + 18.5 * HOUR, MIDNIGHT + DAY + 18.5 * HOUR],
    ['on the next day, after one that was late', MIDNIGHT + 23 * HOUR, MIDNIGHT + DAY + 18.5 * HOUR],
  ])('%s', (_name, last, next) => expect(nextBackupAt(goodAt(last), AT, last)).toBe(next))
  test.each([
    [1, 10 * MINUTE],
    [2, 20 * MINUTE],
    [4, 80 * MINUTE],
    [5, 2 * HOUR],
    [5_000, 2 * HOUR],
  ])('after failure %i in a row: %i ms later', (inARow, later) =>
    expect(nextBackupAt(failedAt(MIDNIGHT, inARow), AT, MIDNIGHT)).toBe(MIDNIGHT + later),
  )
})

test('late is 26 hours after the last good one, failures or not, and never having made one', () => {
  expect(isBackupLate(goodAt(MIDNIGHT), MIDNIGHT + 26 * HOUR)).toBe(false)
  expect(isBackupLate(goodAt(MIDNIGHT), MIDNIGHT + 26 * HOUR + 1)).toBe(true)
  expect(isBackupLate(failedAt(MIDNIGHT + HOUR, 1), MIDNIGHT + 2 * HOUR)).toBe(false)
  expect(isBackupLate({ good: null, failed: null }, MIDNIGHT)).toBe(true)
})

test.each([
  ['02:30', { hour: 2, minute: 30 }],
  ['24:00', undefined],
  ['2:30', undefined],
  ['noon', undefined],
])('%s is read as %j', (text, time) => expect(parseTimeOfDay(text)).toEqual(time))

import { DAY, HOUR } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { backupName, instantOf, isBackupName } from './manifest.ts'
import { parseKeep, superfluous } from './retention.ts'

const NEWEST = Date.parse('2026-11-30T18:30:00Z')
/** One a day, the newest first. */
const daily = (count: number) =>
  Array.from({ length: count }, (_, index) => NEWEST - index * DAY).map((at) => ({ name: backupName(at), at }))
const kept = (backups: ReturnType<typeof daily>, keep: Parameters<typeof superfluous>[1]) => {
  const gone = new Set(superfluous(backups, keep))
  return backups.filter(({ name }) => !gone.has(name)).map(({ name }) => name.slice(0, 10))
}

describe('which backups are kept', () => {
  test('of each day, week and month the newest, so many of each', () => {
    expect(kept(daily(120), { days: 3, weeks: 3, months: 3 })).toEqual([
      '2026-11-30', // day, week, month
      '2026-11-29', // day, week
      '2026-11-28', // day
      '2026-11-22', // week
      '2026-10-31', // month
      '2026-09-30', // month
    ])
  })

  test('days without a backup do not count', () => {
    const seldom = daily(100).filter((_, index) => index % 10 === 0)
    expect(kept(seldom, { days: 3, weeks: 0, months: 0 })).toEqual(['2026-11-30', '2026-11-20', '2026-11-10'])
  })

  test('of several of one day the newest', () => {
    const at = (hours: number) => ({ name: backupName(NEWEST - hours * HOUR), at: NEWEST - hours * HOUR })
    expect(superfluous([at(2), at(0), at(1)], { days: 5, weeks: 0, months: 0 })).toEqual([at(1).name, at(2).name])
  })

  test.each([
    [{ days: 0, weeks: 0, months: 1 }, 1],
    [null, 40],
  ])('%j: the newest always, all when nobody counts', (keep, count) => {
    expect(kept(daily(40), keep)[0]).toBe('2026-11-30')
    expect(kept(daily(40), { days: 0, weeks: 0, months: 0 })).toEqual(['2026-11-30'])
    expect(kept(daily(40), keep).length).toBeGreaterThanOrEqual(count)
  })

  test('nothing is removed of nothing', () => expect(superfluous([], { days: 1, weeks: 1, months: 1 })).toEqual([]))
})

test.each([
  ['14d,8w,12m', { days: 14, weeks: 8, months: 12 }],
  ['7d', { days: 7, weeks: 0, months: 0 }],
  ['all', null],
  ['0d', undefined],
  ['', undefined],
  ['14', undefined],
  ['14y', undefined],
])('%s is read as %j', (text, keep) => expect(parseKeep(text)).toEqual(keep))

test('a name says its instant', () => {
  const name = backupName(NEWEST + 7)
  expect(name).toBe('2026-11-30T18-30-00.007Z')
  expect(instantOf(name)).toBe(NEWEST + 7)
  expect(isBackupName(name) && !isBackupName('2026-11-30') && !isBackupName(`../${name}`)).toBe(true)
})

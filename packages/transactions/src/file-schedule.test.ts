import { describe, expect, test } from 'vitest'
import { addDays, fileDueAt, type FileSchedule, fileStanding, instantOfDay, scheduleProblem } from './index.ts'

/** Monday to Friday, by 10:30 of the day after; the Spring Festival of 2027, with a Sunday worked for it. */
const SCHEDULE: FileSchedule = {
  ...{ weekdays: [1, 2, 3, 4, 5], onClosed: 'NONE', dueDays: 1, dueMin: 630, firstDay: '2027-01-04' },
  closedDays: ['2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11'],
  openDays: ['2027-02-14'],
}
const ZONE = 'Asia/Shanghai'
const due = (day: string, change: Partial<FileSchedule> = {}, zone = ZONE) => {
  const at = fileDueAt({ ...SCHEDULE, ...change }, day, zone)
  return at === null ? null : new Date(at).toISOString().slice(0, 16)
}

describe('a file is due', () => {
  test.each([
    ['the day after', '2027-01-06', {}, '2027-01-07T02:30'],
    ['of a Friday on Monday', '2027-01-08', {}, '2027-01-11T02:30'],
    ['of a Saturday never', '2027-01-09', {}, null],
    ['of a Saturday with Monday’s, when none is left out', '2027-01-09', { onClosed: 'LATER' }, '2027-01-11T02:30'],
    ['before a holiday after it', '2027-02-04', {}, '2027-02-12T02:30'],
    ['of a holiday never', '2027-02-09', {}, null],
    ['of a holiday after it, when none is left out', '2027-02-09', { onClosed: 'LATER' }, '2027-02-12T02:30'],
    ['of the Sunday that is worked', '2027-02-14', {}, '2027-02-15T02:30'],
    ['on the Sunday that is worked', '2027-02-12', { dueDays: 2 }, '2027-02-14T02:30'],
    ['never before the first day', '2027-01-03', { weekdays: [7] }, null],
    ['the same day', '2027-01-06', { dueDays: 0, dueMin: 1_439 }, '2027-01-06T15:59'],
  ] as const)('%s', (_, day, change, expected) => expect(due(day, change)).toBe(expected))

  test.each([
    ['in winter', '2027-01-06', '2027-01-07T09:30'],
    ['in summer', '2027-07-07', '2027-07-08T08:30'],
    ['on the Monday after the clock went on', '2027-03-26', '2027-03-29T08:30'],
  ])('by the clock of its acquirer, %s', (_, day, expected) => expect(due(day, {}, 'Europe/Berlin')).toBe(expected))
})

test('a moment that the clock leaves out is within the hour, and one that comes twice is one of both', () => {
  const local = (day: string, minute: number) => new Date(instantOfDay(day, minute, 'Europe/Berlin')).toISOString()
  expect(local('2027-03-28', 150)).toMatch(/^2027-03-28T0[01]:30/)
  expect(local('2027-10-31', 150)).toMatch(/^2027-10-31T0[01]:30/)
})

test('it is expected, has arrived, is late or missing', () => {
  const [at, before, after] = [1_000, 999, 1_001]
  expect([
    fileStanding(at, null, at),
    fileStanding(at, null, after),
    fileStanding(at, at, after),
    fileStanding(at, after, after),
    fileStanding(null, null, after),
    fileStanding(null, before, after),
  ]).toEqual(['EXPECTED', 'MISSING', 'ARRIVED', 'LATE', 'NONE', 'ARRIVED'])
})

test('a schedule that makes no sense names what is at fault', () => {
  const many = Array.from({ length: 201 }, (_, day) => addDays('2027-01-01', day))
  const cases: readonly [Partial<FileSchedule>, string | null][] = [
    [{}, null],
    [{ weekdays: [] }, 'weekdays'],
    [{ weekdays: [0] }, 'weekdays'],
    [{ weekdays: [1, 1] }, 'weekdays'],
    [{ closedDays: ['2027-02-30'] }, 'closedDays'],
    [{ closedDays: many }, 'closedDays'],
    [{ openDays: ['2027-02-05'] }, 'openDays'],
    [{ openDays: ['x'] }, 'openDays'],
    [{ dueDays: 32 }, 'dueDays'],
    [{ dueMin: 1_440 }, 'dueMin'],
    [{ firstDay: '' }, 'firstDay'],
  ]
  for (const [change, problem] of cases)
    expect([change, scheduleProblem({ ...SCHEDULE, ...change })]).toEqual([change, problem])
})

import { expect, test } from 'vitest'
import { daysIn, draftProblem, NEW_SCHEDULE, type ScheduleDraft } from './schedule-form.ts'

test('days are read as they are pasted from a calendar', () => {
  expect(daysIn('2027-02-08，2027-02-05\n2027-02-08; ')).toEqual(['2027-02-05', '2027-02-08'])
})

test('the form says what is not in order, as the server would', () => {
  const cases: readonly [Partial<ScheduleDraft>, keyof ScheduleDraft | null][] = [
    [{}, null],
    [{ weekdays: [] }, 'weekdays'],
    [{ closedDays: '2027-02-30' }, 'closedDays'],
    [{ closedDays: '2027-02-05', openDays: '2027-02-05' }, 'openDays'],
    [{ dueDays: 40 }, 'dueDays'],
    [{ dueTime: '24:00' }, 'dueTime'],
  ]
  for (const [change, problem] of cases)
    expect([change, draftProblem({ ...NEW_SCHEDULE, ...change })]).toEqual([change, problem])
})

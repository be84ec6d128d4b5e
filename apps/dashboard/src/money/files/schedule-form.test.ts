import { expect, test } from 'vitest'
import { daysIn, draftProblem, NEW_SCHEDULE, scheduleOf, type ScheduleDraft } from './schedule-form.ts'

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

test('a kind of file that is promised already is the one with its format and its mapping', () => {
  const mapping = { __typename: 'CsvMapping', id: 'map_1', name: 'Flow of acquirer' } as const
  const [flow, any, own] = [
    { format: 'FLOW', mapping: null },
    { format: 'CSV', mapping: null },
    { format: 'CSV', mapping },
  ] as const
  expect(scheduleOf({ format: 'CSV', mappingId: 'map_1' }, [flow, any, own])).toBe(own)
  expect(scheduleOf({ format: 'CSV', mappingId: null }, [flow, own, any])).toBe(any)
  expect(scheduleOf({ format: 'CSV', mappingId: 'map_2' }, [flow, any, own])).toBeUndefined()
})

import { expect, test } from 'vitest'
import { neverStops, PLAN_FORM_DEFAULT, planInput } from './plan-form.ts'

test('what is typed becomes a plan, in either width of digits; what is not right is named', () => {
  expect(planInput(PLAN_FORM_DEFAULT)).toEqual({
    plan: { groups: [50, 200], perMinute: 200, successBps: 9_500, stopBps: 500, stopAtLeast: 20, window: null },
    problems: [],
  })
  const typed = { ...PLAN_FORM_DEFAULT, groups: '５，10、20', stop: '2.5', from: '02:00', to: '05:00' }
  expect(planInput(typed)).toMatchObject({
    plan: { groups: [5, 10, 20], stopBps: 250, window: { from: '02:00', to: '05:00' } },
    problems: [],
  })
  const wrong = { groups: '5, x', perMinute: '', success: '101', stop: '0', atLeast: '1.5', from: '02:00', to: '' }
  expect(planInput(wrong).problems).toEqual(['GROUPS', 'PER_MINUTE', 'SUCCESS', 'ABORT', 'WINDOW'])
})

test.each<[string, number, boolean]>([
  ['20', 19, true],
  ['２０', 19, true],
  ['20', 20, false],
  ['20', 0, false],
  ['', 5, false],
  ['x', 5, false],
])('at least %j results of %i commands: never stops by itself %j', (atLeast, commands, expected) => {
  expect(neverStops({ atLeast }, commands)).toBe(expected)
})

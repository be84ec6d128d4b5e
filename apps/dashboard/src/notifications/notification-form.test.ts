import { expect, test } from 'vitest'
import type { NotificationDestinationFullFragment } from '../api/generated/graphql.ts'
import {
  destinationFields,
  destinationWish,
  overMidnight,
  receiversIn,
  ruleFields,
  ruleProblem,
  ruleWish,
} from './notification-form.ts'

test('receivers may stand between any commas', () => {
  expect(receiversIn('a@x.test, b@x.test，c@x.test、\n d@x.test;')).toHaveLength(4)
})

test('a new robot needs its address; a changed one keeps its own', () => {
  const fields = { ...destinationFields(null, 'org_1'), name: ' 值班群 ' }
  expect(destinationWish(fields, null)).toBeNull()
  expect(destinationWish({ ...fields, url: ' https://x.test/1 ' }, null)).toMatchObject({
    ...{ organisationId: 'org_1', name: '值班群', kind: 'WECOM', url: 'https://x.test/1', signingSecret: null },
  })
  const present = { id: 'nds_1', version: 3, kind: 'DINGTALK', name: 'n' } as NotificationDestinationFullFragment
  expect(destinationWish(destinationFields(present, 'org_1'), present)).toMatchObject({
    ...{ destinationId: 'nds_1', expectedVersion: 3, url: null },
  })
})

test('mail needs a server, a sender and receivers', () => {
  const fields = { ...destinationFields(null, 'org_1'), name: 'Desk', kind: 'EMAIL' as const, host: 'mail.x.test' }
  expect(destinationWish({ ...fields, from: 'a@x.test' }, null)).toBeNull()
  expect(destinationWish({ ...fields, from: 'a@x.test', to: 'b@x.test' }, null)?.mail).toEqual({
    ...{ host: 'mail.x.test', port: 465, security: 'TLS', user: null, password: null, from: 'a@x.test' },
    to: ['b@x.test'],
  })
})

test('without hours nobody is told elsewhere', () => {
  const fields = { ...ruleFields(null), outsideId: 'nds_2' }
  expect(ruleWish('nds_1', fields, null)).toMatchObject({ hours: null, outsideId: null })
  expect(ruleWish('nds_1', { ...fields, hasHours: true }, null)).toMatchObject({
    hours: { days: ['MO', 'TU', 'WE', 'TH', 'FR'], from: '09:00', to: '18:00' },
    outsideId: 'nds_2',
  })
  expect(ruleWish('nds_1', { ...fields, hasHours: true, days: [] }, null)).toBeNull()
  expect(ruleWish('nds_1', { ...fields, topics: [] }, null)).toBeNull()
})

test.each<[string | null, Partial<ReturnType<typeof ruleFields>>]>([
  [null, {}],
  ['NO_TOPIC', { topics: [] }],
  ['NO_DAY', { hasHours: true, days: [] }],
  [null, { hasHours: false, days: [] }],
  ['NO_HOURS', { hasHours: true, to: '' }],
])('a rule is told what it lacks: %s', (problem, over) => {
  expect(ruleProblem({ ...ruleFields(null), ...over })).toBe(problem)
})

test.each([
  ['22:00', '06:00', true],
  ['09:00', '09:00', true],
  ['09:00', '18:00', false],
  ['22:00', '', false],
])('from %s to %s ends on the day after: %j', (from, to, expected) => {
  expect(overMidnight({ from, to })).toBe(expected)
})

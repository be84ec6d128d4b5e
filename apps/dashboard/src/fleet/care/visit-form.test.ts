import { CHECKLISTS } from '@budeng/fleet/public'
import { expect, test } from 'vitest'
import { emptyVisit, gapsOf, type VisitFields, visitOf } from './visit-form.ts'

const empty = emptyVisit('INSPECTION', new Date('2026-11-28T01:05:00Z'), 'Asia/Shanghai')
const all = Object.fromEntries(CHECKLISTS.INSPECTION.map((item) => [item, 'OK' as const]))
const whole: VisitFields = { ...empty, serial: ' SN-1 ', answers: all }

test('a visit is sent when everything was looked at', () => {
  expect(empty.at).toBe('2026-11-28T09:05')
  expect(visitOf(whole, 'trm_1', 'Asia/Shanghai')).toMatchObject({
    ...{ terminalId: 'trm_1', kind: 'INSPECTION', serial: 'SN-1', doneAt: '2026-11-28T01:05:00.000Z' },
    answers: CHECKLISTS.INSPECTION.map((item) => ({ item, answer: 'OK' })),
  })
})

test.each<[string, Partial<VisitFields>, ReturnType<typeof gapsOf>]>([
  ['an item', { answers: { ...all, SEALS_INTACT: undefined } }, { unanswered: 1, fields: [] }],
  ['the serial number', { serial: ' ' }, { unanswered: 0, fields: ['serial'] }],
  [
    'the words for a finding',
    { answers: { ...all, SEALS_INTACT: 'FINDING' } },
    { unanswered: 0, fields: ['findings'] },
  ],
  ['the moment', { at: '' }, { unanswered: 0, fields: ['at'] }],
])('not without %s, and that is said', (_name, over, gaps) => {
  expect(visitOf({ ...whole, ...over }, 'trm_1', 'UTC')).toBeNull()
  expect(gapsOf({ ...whole, ...over }, 'UTC')).toEqual(gaps)
})

test('a whole visit lacks nothing; maintenance asks for no serial number', () => {
  const kept = { ...emptyVisit('MAINTENANCE', new Date('2026-11-28T01:05:00Z'), 'UTC') }
  expect(gapsOf(whole, 'Asia/Shanghai')).toBeNull()
  expect(gapsOf(kept, 'UTC')).toEqual({ unanswered: CHECKLISTS.MAINTENANCE.length, fields: [] })
})

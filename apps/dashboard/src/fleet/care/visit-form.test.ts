import { CHECKLISTS } from '@budeng/fleet/public'
import { expect, test } from 'vitest'
import { emptyVisit, type VisitFields, visitOf } from './visit-form.ts'

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

test.each<[string, Partial<VisitFields>]>([
  ['an item', { answers: { ...all, SEALS_INTACT: undefined } }],
  ['the serial number', { serial: ' ' }],
  ['the words for a finding', { answers: { ...all, SEALS_INTACT: 'FINDING' } }],
  ['the moment', { at: '' }],
])('not without %s', (_name, over) => {
  expect(visitOf({ ...whole, ...over }, 'trm_1', 'UTC')).toBeNull()
})

import { DAY } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { type CareAnswer, type CareKind, CHECKLISTS } from './checklist.ts'
import { type CareInterval, daysOf, dueAt, intervalRefusal } from './interval.ts'
import { decideVisit, type VisitWish } from './visit.ts'

const AT = Date.UTC(2026, 10, 28)
const known = { at: AT, serial: 'SN-1' }

function wish(
  kind: CareKind,
  over: Partial<Record<string, CareAnswer>> = {},
  more: Partial<VisitWish> = {},
): VisitWish {
  const answers = CHECKLISTS[kind].map((item) => ({ item, answer: over[item] ?? ('OK' as const) }))
  return { kind, doneAt: AT, serial: 'sn-1', answers, findings: 'as seen', photos: [], ...more }
}
const outcome = (one: VisitWish) => {
  const decided = decideVisit(one, known)
  if (!decided.ok) return decided.refusal.code
  const { counts, workOrder } = decided.visit
  expect(workOrder).toBe(counts ? null : 'VISIT_FAILED')
  return `${decided.visit.outcome} ${counts}`
}

describe('a visit', () => {
  test.each<[string, VisitWish, string]>([
    ['all in order', wish('INSPECTION'), 'PASSED true'],
    ['something does not apply', wish('MAINTENANCE', { PRINTER_WORKS: 'NOT_APPLICABLE' }), 'PASSED true'],
    ['a worn part', wish('MAINTENANCE', { PRINTER_WORKS: 'FINDING' }), 'WITH_FINDINGS true'],
    ['staff who know nothing', wish('INSPECTION', { STAFF_INFORMED: 'FINDING' }), 'WITH_FINDINGS true'],
    ['a broken seal', wish('INSPECTION', { SEALS_INTACT: 'FINDING' }), 'FAILED false'],
    ['another device, though ticked as the same', wish('INSPECTION', {}, { serial: 'SN-2' }), 'FAILED false'],
    ['no serial number', wish('INSPECTION', {}, { serial: ' ' }), 'SERIAL_MISSING'],
    ['maintenance needs none', wish('MAINTENANCE', {}, { serial: '' }), 'PASSED true'],
    [
      'a finding without words',
      wish('INSPECTION', { CABLES_AS_KNOWN: 'FINDING' }, { findings: ' ' }),
      'FINDINGS_MISSING',
    ],
    [
      'half a checklist',
      { ...wish('INSPECTION'), answers: wish('INSPECTION').answers.slice(1) },
      'CHECKLIST_INCOMPLETE',
    ],
    ['the other checklist', { ...wish('INSPECTION'), answers: wish('MAINTENANCE').answers }, 'CHECKLIST_INCOMPLETE'],
    ['tomorrow', wish('INSPECTION', {}, { doneAt: AT + DAY }), 'VISIT_DATE'],
    ['long ago', wish('INSPECTION', {}, { doneAt: AT - 31 * DAY }), 'VISIT_DATE'],
    ['too many pictures', wish('INSPECTION', {}, { photos: Array.from({ length: 11 }, () => 'x') }), 'PHOTOS_TOO_MANY'],
  ])('%s', (_name, one, expected) => {
    expect(outcome(one)).toBe(expected)
  })
})

test('the interval of a model goes before that of all, and that before ours', () => {
  const intervals: CareInterval[] = [
    { kind: 'INSPECTION', model: '*', days: 30 },
    { kind: 'INSPECTION', model: 'A920', days: 0 },
  ]
  expect(daysOf(intervals, 'INSPECTION', 'A920')).toBe(0)
  expect(daysOf(intervals, 'INSPECTION', 'D190')).toBe(30)
  expect(daysOf(intervals, 'MAINTENANCE', 'A920')).toBe(365)
  expect(dueAt(AT, 0)).toBeNull()
  expect(dueAt(AT, 2)).toBe(AT + 2 * DAY)
  expect(intervalRefusal({ model: 'A920', days: null })).toBeNull()
  expect(intervalRefusal({ model: ' ', days: 1 })?.code).toBe('INTERVAL_MODEL')
  for (const days of [-1, 1.5, 3_651]) expect(intervalRefusal({ model: '*', days })?.code).toBe('INTERVAL_DAYS')
})

import { expect, test } from 'vitest'
import { changeLines } from './change-lines.ts'

test('a change is told member by member, without what stays', () => {
  const before = {
    kind: 'PRESENCE',
    value: { requiredFor: ['AGENT'], bulkFrom: 2, trainingText: { 'zh-CN': '词', en: 'a' } },
  }
  const after = { kind: 'PRESENCE', value: { requiredFor: [], bulkFrom: 2, trainingText: { 'zh-CN': '词', en: 'b' } } }
  expect(changeLines(before, after)).toEqual([
    { name: 'requiredFor', before: ['AGENT'], after: [] },
    { name: 'trainingText_en', before: 'a', after: 'b' },
  ])
})

test('a first word, and one that is taken back', () => {
  const word = { kind: 'BULK_RAISE', value: { terminals: 9 } }
  const none = { kind: 'BULK_RAISE', value: null }
  expect(changeLines(none, word)).toEqual([{ name: 'terminals', before: null, after: 9 }])
  expect(changeLines(word, none)).toEqual([{ name: 'terminals', before: 9, after: null }])
  expect(changeLines(null, { role: 'AGENT' })).toEqual([{ name: 'role', before: null, after: 'AGENT' }])
})

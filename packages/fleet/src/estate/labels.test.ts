import { expect, test } from 'vitest'
import { changedLabels, checkedLabels, foldedLabel, labelProblem } from './labels.ts'

test.each([
  ['  ＶＩＰ  客户 ', null],
  ['', 'LABEL_MALFORMED'],
  ['   ', 'LABEL_MALFORMED'],
  ['a,b', 'LABEL_MALFORMED'],
  ['甲，乙', 'LABEL_MALFORMED'],
  ['x'.repeat(32), null],
  ['x'.repeat(33), 'LABEL_MALFORMED'],
  ['😀'.repeat(32), null],
  ['a\nb', null],
  ['a\u0000b', 'LABEL_MALFORMED'],
])('%j: %s', (label, problem) => {
  expect(labelProblem(label)).toBe(problem)
})

test('labels have one spelling', () => {
  expect(foldedLabel('  ＶＩＰ  客户 ')).toBe('VIP 客户')
})

test('a wish is checked whole, and says each label once', () => {
  expect(checkedLabels({ add: ['VIP', 'ＶＩＰ '], remove: ['old'] })).toEqual({
    ok: true,
    change: { add: ['VIP'], remove: ['old'] },
  })
  const code = (add: string[], remove: string[] = []) => {
    const checked = checkedLabels({ add, remove })
    return checked.ok ? null : checked.refusal.code
  }
  expect(code([])).toBe('LABELS_NONE')
  expect(code(['VIP'], ['ＶＩＰ'])).toBe('LABELS_CONTRADICT')
  expect(code(Array.from({ length: 11 }, (_, place) => `l${place}`))).toBe('LABELS_TOO_MANY')
  expect(code(['a;b'])).toBe('LABEL_MALFORMED')
})

test('a terminal has ten labels at most; what it has already is no change', () => {
  const ten = Array.from({ length: 10 }, (_, place) => `l${place}`)
  expect(changedLabels(ten, { add: ['l3'], remove: ['other'] })).toEqual({ add: [], remove: [] })
  expect(changedLabels(ten, { add: ['new'], remove: [] })).toBeNull()
  expect(changedLabels(ten, { add: ['new'], remove: ['l0'] })).toEqual({ add: ['new'], remove: ['l0'] })
})

import { expect, test } from 'vitest'
import {
  changeOfLines,
  changeProblem,
  documentProblem,
  isNoChange,
  linesOf,
  linesOfChange,
  valuesOf,
} from './parameter-lines.ts'

test('a document is edited as lines and comes back the same', () => {
  const values = { receipts: 2, apn: 'cmpos', tips: false, code: '007', title: 'a = b' }
  expect(linesOf(values)).toBe('apn = cmpos\ncode = 007\nreceipts = 2\ntips = false\ntitle = a = b')
  expect(valuesOf(linesOf(values))).toEqual(values)
  expect(valuesOf('\n  apn=x \n')).toEqual({ apn: 'x' })
})

test.each(['apn', '= x', 'apn = 1\napn = 2'])('%j is none', (text) => {
  expect(valuesOf(text)).toBeNull()
})

test('a change sets some and takes some out, and is written as it was read', () => {
  const text = 'apn = cmpos\nreceipts = 2\n- tips'
  const change = { set: { apn: 'cmpos', receipts: 2 }, remove: ['tips'] }
  expect(changeOfLines(`  \n${text}\n`)).toEqual(change)
  expect(linesOfChange(change).join('\n')).toBe(text)
  expect([isNoChange(change), isNoChange({ set: {}, remove: [] })]).toEqual([false, true])
  expect(changeOfLines('')).toEqual({ set: {}, remove: [] })
})

test.each(['apn', '-', '- apn = 1', 'apn = 1\n- apn', '- apn\n-apn'])('%j is no change', (text) => {
  expect(changeOfLines(text)).toBeNull()
})

test.each<[string, string, string | null]>([
  ['apn', 'LINES', null],
  ['apn = 1\nmasterKey = x', 'NO_SECRETS', 'masterKey'],
  ['a b = 1', 'UNKNOWN', 'a b'],
  ['- a b', 'UNKNOWN', 'a b'],
  [`title = ${'x'.repeat(201)}`, 'TOO_LONG', 'title'],
])('%j is told by what is wrong, and where', (text, problem, name) => {
  expect(changeProblem(text)).toEqual({ problem, name })
})

test('what may be asked for has no problem, nothing at all among it', () => {
  expect(['', 'apn = cmpos\n- tips'].map(changeProblem)).toEqual([null, null])
  expect([documentProblem(''), documentProblem('apn = cmpos')]).toEqual([null, null])
  expect(documentProblem('apn = 1\npin = 2')).toEqual({ problem: 'NO_SECRETS', name: 'pin' })
  expect(documentProblem('- apn')).toEqual({ problem: 'LINES', name: null })
})

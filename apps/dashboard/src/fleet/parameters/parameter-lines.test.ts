import { expect, test } from 'vitest'
import { linesOf, valuesOf } from './parameter-lines.ts'

test('a document is edited as lines and comes back the same', () => {
  const values = { receipts: 2, apn: 'cmpos', tips: false, code: '007', title: 'a = b' }
  expect(linesOf(values)).toBe('apn = cmpos\ncode = 007\nreceipts = 2\ntips = false\ntitle = a = b')
  expect(valuesOf(linesOf(values))).toEqual(values)
  expect(valuesOf('\n  apn=x \n')).toEqual({ apn: 'x' })
})

test.each(['apn', '= x', 'apn = 1\napn = 2'])('%j is none', (text) => {
  expect(valuesOf(text)).toBeNull()
})

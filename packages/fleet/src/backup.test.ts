import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BackupReceipt, isBackupComplete, isBackupMatched, receiveChunk } from './backup.ts'

const chunk = (index: number, changed = {}) => ({ index, count: 3, sha256: 'ab', bytes: 10, ...changed })
const taking = (...indexes: readonly number[]) =>
  indexes.reduce<BackupReceipt | null>((receipt, index) => receiveChunk(receipt, chunk(index)).receipt, null)

test('chunks in any order, any number of times, are complete when each was there', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1 }), (indexes) => {
      const receipt = taking(...indexes)
      expect(receipt !== null && isBackupComplete(receipt)).toBe(new Set(indexes).size === 3)
    }),
  )
})

test('a repeat is told from a new one', () => {
  expect(receiveChunk(taking(0), chunk(0)).kind).toBe('REPEATED')
  expect(receiveChunk(taking(0), chunk(1)).kind).toBe('KEPT')
})

test.each([
  chunk(3),
  chunk(-1),
  chunk(0.5),
  chunk(1, { count: 4 }),
  chunk(1, { sha256: 'cd' }),
  chunk(1, { bytes: 32 * 1024 + 1 }),
])('refused, and what is here stays: %j', (bad) => {
  const before = taking(0)
  expect(receiveChunk(before, bad)).toEqual({ kind: 'REFUSED', receipt: before })
})

test('more chunks than a backup may have', () => {
  expect(receiveChunk(null, chunk(0, { count: 257 })).kind).toBe('REFUSED')
  expect(receiveChunk(null, chunk(0, { count: 256 })).kind).toBe('KEPT')
})

test('matched: complete, and the hash is the one that was named', () => {
  const whole = receiveChunk(taking(0, 1), chunk(2)).receipt
  const part = receiveChunk(taking(0), chunk(1)).receipt
  expect(whole && isBackupMatched(whole, 'ab')).toBe(true)
  expect(whole && isBackupMatched(whole, 'cd')).toBe(false)
  expect(part && isBackupMatched(part, 'ab')).toBe(false)
})

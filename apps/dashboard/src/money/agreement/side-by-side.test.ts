import { expect, test } from 'vitest'
import { pairsOf } from './side-by-side.ts'

test('what differs stands first and is told by its path', () => {
  const ours = { type: 'PURCHASE', amount: { minor: '11800', currency: 'CNY' }, stan: '000123' }
  const theirs = { type: 'PURCHASE', amount: { minor: '1800', currency: 'CNY' }, rrn: '329112345678' }
  expect(pairsOf(ours, theirs)).toEqual([
    { name: 'amount.minor', ours: '11800', theirs: '1800', equal: false },
    { name: 'stan', ours: '000123', theirs: null, equal: false },
    { name: 'rrn', ours: null, theirs: '329112345678', equal: false },
    { name: 'type', ours: 'PURCHASE', theirs: 'PURCHASE', equal: true },
    { name: 'amount.currency', ours: 'CNY', theirs: 'CNY', equal: true },
  ])
})

test('a side that has no record has no members', () => {
  expect(pairsOf(null, { a: 1 })).toEqual([{ name: 'a', ours: null, theirs: '1', equal: false }])
  expect(pairsOf(null, null)).toEqual([])
})

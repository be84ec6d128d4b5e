import { expect, test } from 'vitest'
import { changesOf } from './changes.ts'

test('members that differ, those that came and those that went', () => {
  expect(
    changesOf({
      before: { state: 'OPEN', same: [1], gone: 0 },
      after: { state: 'SHUT', same: [1], note: 'x' },
      why: 1,
    }),
  ).toEqual([
    { name: 'state', before: 'OPEN', after: 'SHUT' },
    { name: 'gone', before: 0, after: null },
    { name: 'note', before: null, after: 'x' },
  ])
  expect(changesOf({ after: { name: '新' } })).toEqual([{ name: 'name', before: null, after: '新' }])
})

test('one value, and facts that change nothing', () => {
  expect(changesOf({ from: 'ONLINE', to: 'OFFLINE' })).toEqual([{ name: 'value', before: 'ONLINE', after: 'OFFLINE' }])
  expect(changesOf({ reason: 'x' })).toEqual([])
  expect(changesOf({ before: 'text', after: 3 })).toEqual([])
})

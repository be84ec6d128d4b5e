import { expect, test } from 'vitest'
import { readCorrectionFilter, readView } from './correction-filter.ts'

test.each([
  [{}, true, 'check'],
  [{}, false, 'all'],
  [{ view: 'mine' }, true, 'mine'],
  [{ view: 'x' }, false, 'all'],
] as const)('%j, may check: %s → %s', (search, mayCheck, view) => expect(readView(search, mayCheck)).toBe(view))

const plain = (search: Record<string, string>, view: 'check' | 'mine' | 'all') =>
  JSON.parse(JSON.stringify(readCorrectionFilter(search, view)))

test('the inbox asks for what this person may decide, whatever states the URL names', () => {
  expect(plain({ state: 'POSTED', kind: 'WRONG_AMOUNT,x', tier: '2' }, 'check')).toEqual({
    toCheck: true,
    kinds: ['WRONG_AMOUNT'],
    tier: 2,
  })
  expect(plain({ state: 'NACKED,UNREACHABLE', tier: '9' }, 'all')).toEqual({ states: ['NACKED', 'UNREACHABLE'] })
  expect(plain({ terminal: 'trm_1' }, 'mine')).toEqual({ mine: true, terminalId: 'trm_1' })
})

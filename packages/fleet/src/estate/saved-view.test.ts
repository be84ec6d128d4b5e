import { expect, test } from 'vitest'
import { checkedView } from './saved-view.ts'

const code = (name: string, terms: { name: string; value: string }[]) => {
  const checked = checkedView({ name, terms })
  return checked.ok ? checked.terms : checked.refusal.code
}

test.each([
  [' 夜间离线 ', [{ name: 'presence', value: 'OFFLINE' }], { presence: 'OFFLINE' }],
  ['Everything', [], {}],
  ['', [], 'VIEW_NAME'],
  ['x'.repeat(61), [], 'VIEW_NAME'],
  ['a\nb', [], 'VIEW_NAME'],
  ['x', [{ name: 'script', value: '1' }], 'VIEW_TERMS'],
  ['x', [{ name: '__proto__', value: '1' }], 'VIEW_TERMS'],
  [
    'x',
    [
      { name: 'q', value: 'a' },
      { name: 'q', value: 'b' },
    ],
    'VIEW_TERMS',
  ],
  ['x', [{ name: 'q', value: 'x'.repeat(501) }], 'VIEW_TERMS'],
])('a view called %j of %j', (name, terms, expected) => {
  expect(code(name, terms)).toEqual(expected)
})

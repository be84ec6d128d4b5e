import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NODE_KINDS, type NodeKind, parentRefusal, pathUnder, sees } from './organisation.ts'

const node = (kind: NodeKind, path = 'org_a') => ({ id: 'org_x', kind, path })

describe('who stands under whom', () => {
  const allowed = [
    'AGENT under ACQUIRER',
    'AGENT under AGENT',
    'MERCHANT under ACQUIRER',
    'MERCHANT under AGENT',
    'STORE under MERCHANT',
  ]

  test('is a closed list', () => {
    const found = NODE_KINDS.flatMap((kind) =>
      NODE_KINDS.filter((parent) => parentRefusal(kind, node(parent)) === null).map(
        (parent) => `${kind} under ${parent}`,
      ),
    )
    expect(found).toEqual(allowed)
  })
  test('only an acquirer is a root', () => {
    expect(NODE_KINDS.filter((kind) => parentRefusal(kind, null) === null)).toEqual(['ACQUIRER'])
    expect(parentRefusal('STORE', null)).toEqual({
      code: 'PARENT_KIND',
      params: { kind: 'STORE', parent: 'NONE' },
      path: ['parentId'],
    })
  })
  test('agents nest, up to a depth', () => {
    const under = (levels: number) =>
      node('AGENT', ['org_a', ...Array.from({ length: levels }, (_, index) => `org_${index}`)].join('.'))
    expect(parentRefusal('AGENT', under(7))).toBeNull()
    expect(parentRefusal('AGENT', under(8))).toMatchObject({ code: 'AGENTS_TOO_DEEP' })
    expect(parentRefusal('MERCHANT', under(8))).toBeNull()
  })
})

test('a path is the parent’s path and the own id', () => {
  expect(pathUnder(null, 'org_a')).toBe('org_a')
  expect(pathUnder(node('AGENT', 'org_a.org_b'), 'org_c')).toBe('org_a.org_b.org_c')
})

test.each([
  ['org_a', 'org_a', true],
  ['org_a', 'org_a.org_b', true],
  ['org_a.org_b', 'org_a', false],
  ['org_a.org_b', 'org_a.org_c', false],
  // an id that begins like another is not below it
  ['org_a', 'org_ab', false],
  ['org_a', 'org_ab.org_c', false],
  ['', 'org_a', false],
])('%j sees %j: %s', (viewer, path, expected) => {
  expect(sees(viewer, path)).toBe(expected)
})

test('sees exactly what lies below: the first labels are one’s own', () => {
  const path = fc.array(fc.constantFrom('org_a', 'org_ab', 'org_b'), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(path, path, (viewer, target) => {
      const isBelow = viewer.every((label, index) => target[index] === label)
      expect(sees(viewer.join('.'), target.join('.'))).toBe(isBelow)
    }),
  )
})

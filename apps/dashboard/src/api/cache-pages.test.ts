import contract from '@budeng/contract/schema.graphql?raw'
import { buildSchema, type DocumentNode, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import { expect, test } from 'vitest'
import { createCache } from './cache.ts'
import * as generated from './generated/graphql.ts'

interface ListField {
  readonly typename: string
  readonly fieldName: string
  /** What narrows the list: everything but where it goes on. */
  readonly narrowing: readonly string[]
}

/** Every list that a screen reads page by page, as `Type.field`. */
function listsReadOn(): ReadonlyMap<string, ListField> {
  const types = new TypeInfo(buildSchema(contract))
  const found = new Map<string, ListField>()
  const documents = Object.entries(generated).filter(([name]) => name.endsWith('Document'))
  for (const [, document] of documents)
    visit(
      document as DocumentNode,
      visitWithTypeInfo(types, {
        Field({ name, arguments: args = [] }) {
          const names = args.map((one) => one.name.value)
          const typename = types.getParentType()?.name
          if (typename === undefined || !names.includes('after')) return
          const narrowing = names.filter((one) => one !== 'first' && one !== 'after')
          found.set(`${typename}.${name.value}`, { typename, fieldName: name.value, narrowing })
        },
      }),
    )
  return found
}

const lists = listsReadOn()

test('there are lists that go on', () => {
  expect(lists.size).toBeGreaterThan(30)
})

test.each([...lists])(
  '%s: the next page is laid behind those before, each narrowing is a list of its own',
  (_, list) => {
    const { typename, fieldName, narrowing } = list
    const { policies } = createCache()
    const kept = (args: object) => policies.getStoreFieldName({ typename, fieldName, args: { first: 50, ...args } })
    const asked = Object.fromEntries(narrowing.map((name) => [name, 'one']))
    expect(policies.getMergeFunction(typename, fieldName, undefined)).toBeDefined()
    expect(kept({ ...asked, after: 'a cursor' })).toBe(kept(asked))
    const others = narrowing.map((name) => kept({ ...asked, [name]: 'other' }))
    expect(new Set([kept(asked), ...others]).size).toBe(narrowing.length + 1)
  },
)

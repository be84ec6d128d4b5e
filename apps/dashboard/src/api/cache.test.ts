import { gql } from '@apollo/client'
import { expect, test } from 'vitest'
import { createCache } from './cache.ts'

const list = gql`
  query List($after: String, $filter: JSON) {
    terminals(first: 2, after: $after, filter: $filter) {
      nodes {
        id
        tid
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`

const page = (terminals: readonly string[], endCursor: string | null) => ({
  terminals: {
    __typename: 'TerminalConnection',
    nodes: terminals.map((id) => ({ __typename: 'Terminal', id, tid: `tid ${id}` })),
    pageInfo: { __typename: 'PageInfo', hasNextPage: endCursor !== null, endCursor },
  },
})

function ids(cache: ReturnType<typeof createCache>, filter: object | null = null): string[] {
  const data = cache.readQuery<ReturnType<typeof page>>({ query: list, variables: { filter } })
  return (data?.terminals.nodes ?? []).map((node) => node.id)
}

test('a next page is added, a row at the seam is kept once, a first page replaces', () => {
  const cache = createCache()
  cache.writeQuery({ query: list, variables: { filter: null }, data: page(['a', 'b'], 'b') })
  cache.writeQuery({ query: list, variables: { filter: null, after: 'b' }, data: page(['b', 'c'], null) })
  expect(ids(cache)).toEqual(['a', 'b', 'c'])
  cache.writeQuery({ query: list, variables: { filter: null }, data: page(['x'], null) })
  expect(ids(cache)).toEqual(['x'])
})

test('each filter is a list of its own', () => {
  const cache = createCache()
  cache.writeQuery({ query: list, variables: { filter: { q: '1' } }, data: page(['a'], null) })
  cache.writeQuery({ query: list, variables: { filter: { q: '2' } }, data: page(['b'], null) })
  expect(ids(cache, { q: '1' })).toEqual(['a'])
  expect(ids(cache, { q: '2' })).toEqual(['b'])
})

test('a change of one terminal shows in the list', () => {
  const cache = createCache()
  cache.writeQuery({ query: list, variables: { filter: null }, data: page(['a'], null) })
  cache.writeFragment({
    id: 'Terminal:a',
    fragment: gql`fragment T on Terminal { tid }`,
    data: { __typename: 'Terminal', tid: 'new' },
  })
  expect(
    cache.readQuery<ReturnType<typeof page>>({ query: list, variables: { filter: null } })?.terminals.nodes[0]?.tid,
  ).toBe('new')
})

import { expect, test } from 'vitest'
import { addressOf, termsOf, viewAt } from './view-address.ts'

test('a view keeps what the list shows, and nothing else of the address', () => {
  const search = { cols: 'presence,tid', presence: 'OFFLINE', tab: 'x', q: '', density: 'roomy' }
  const terms = termsOf(search)
  expect(terms).toEqual([
    { name: 'presence', value: 'OFFLINE' },
    { name: 'cols', value: 'presence,tid' },
    { name: 'density', value: 'roomy' },
  ])
  expect(addressOf([...terms, { name: 'of tomorrow', value: '1' }])).toEqual({
    presence: 'OFFLINE',
    cols: 'presence,tid',
    density: 'roomy',
  })
  const views = [
    { id: 1, terms: [] },
    { id: 2, terms: [...terms].reverse() },
  ]
  expect(viewAt(views, search)?.id).toBe(2)
  expect(viewAt(views, { ...search, sort: '-tid' })).toBeUndefined()
})

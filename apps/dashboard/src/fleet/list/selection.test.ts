import { describe, expect, test } from 'vitest'
import { NOTHING_SELECTED, select, type Selection, type SelectionStep } from './selection.ts'

const order = ['a', 'b', 'c', 'd', 'e']
const after = (...steps: SelectionStep[]): Selection => steps.reduce(select, NOTHING_SELECTED)
const ids = (selection: Selection) => [...selection.ids].sort()

test('a row is added and taken away', () => {
  expect(ids(after({ kind: 'toggle', id: 'b' }))).toEqual(['b'])
  expect(ids(after({ kind: 'toggle', id: 'b' }, { kind: 'toggle', id: 'b' }))).toEqual([])
})

describe('a range', () => {
  test('goes from the last row that was clicked, both ways', () => {
    expect(ids(after({ kind: 'toggle', id: 'b' }, { kind: 'range', to: 'd', order }))).toEqual(['b', 'c', 'd'])
    expect(ids(after({ kind: 'toggle', id: 'd' }, { kind: 'range', to: 'b', order }))).toEqual(['b', 'c', 'd'])
  })

  test('keeps what was selected before, and its anchor', () => {
    const selection = after(
      { kind: 'toggle', id: 'a' },
      { kind: 'toggle', id: 'c' },
      { kind: 'range', to: 'd', order },
      { kind: 'range', to: 'e', order },
    )
    expect(ids(selection)).toEqual(['a', 'c', 'd', 'e'])
    expect(selection.anchor).toBe('c')
  })

  test('without an anchor in the list it is one row', () => {
    expect(ids(after({ kind: 'range', to: 'c', order }))).toEqual(['c'])
    expect(ids(after({ kind: 'toggle', id: 'gone' }, { kind: 'range', to: 'c', order }))).toEqual(['c', 'gone'])
  })

  test('to a row that is not shown changes nothing', () => {
    expect(ids(after({ kind: 'toggle', id: 'a' }, { kind: 'range', to: 'gone', order }))).toEqual(['a'])
  })
})

test('the page is selected whole, then not at all', () => {
  expect(ids(after({ kind: 'toggle', id: 'b' }, { kind: 'page', order }))).toEqual(order)
  expect(ids(after({ kind: 'page', order }, { kind: 'page', order }))).toEqual([])
  expect(ids(after({ kind: 'page', order: [] }))).toEqual([])
})

test('all matching ends as soon as a single row is touched', () => {
  const all = after({ kind: 'page', order }, { kind: 'allMatching' })
  expect(all.allMatching).toBe(true)
  expect(select(all, { kind: 'toggle', id: 'b' })).toMatchObject({ allMatching: false })
  expect(ids(select(all, { kind: 'toggle', id: 'b' }))).toEqual(['a', 'c', 'd', 'e'])
  expect(select(all, { kind: 'clear' })).toEqual(NOTHING_SELECTED)
})

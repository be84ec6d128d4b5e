import { expect, test } from 'vitest'
import { rowsInView } from './rows-in-view.ts'

test.each([
  ['the top', { top: 0, height: 300, rowHeight: 30, rows: 1000 }, { first: 0, end: 22 }],
  ['the middle', { top: 15_000, height: 300, rowHeight: 30, rows: 1000 }, { first: 488, end: 522 }],
  ['the end', { top: 29_700, height: 300, rowHeight: 30, rows: 1000 }, { first: 978, end: 1000 }],
  ['fewer rows than fit', { top: 0, height: 900, rowHeight: 30, rows: 3 }, { first: 0, end: 3 }],
  ['nothing', { top: 0, height: 300, rowHeight: 30, rows: 0 }, { first: 0, end: 0 }],
  [
    'a list that became shorter than where it stood',
    { top: 9_000, height: 300, rowHeight: 30, rows: 10 },
    { first: 10, end: 10 },
  ],
])('%s', (_, view, expected) => {
  expect(rowsInView(view)).toEqual(expected)
})

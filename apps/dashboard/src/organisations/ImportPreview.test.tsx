import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { startLanguage } from '../language/language.ts'
import { type ImportAnswer, isForAnother, unreadable } from './import.ts'
import { ImportPreview } from './ImportPreview.tsx'

beforeAll(() => startLanguage('en'))
afterEach(cleanup)

const answer: ImportAnswer = {
  ...{ imported: false, rows: 5, creates: 2, updates: 1, unchanged: 1, faultyRows: 0, problemCount: 0 },
  ...{ problems: [], ignoredColumns: [], titles: ['终端号', 'Shop'] },
  columns: [
    { field: 'tid', title: '终端号' },
    { field: 'store', title: 'Shop' },
  ],
}
const fault = { line: 4, column: 'tid', value: 'x', code: 'TID_MALFORMED', message: 'A terminal number is 8 letters.' }
const unread = { line: null, column: null, value: null, code: 'FILE_EMPTY', message: 'The file is empty.' }

test('a faulty row is one row however many of its cells are wrong: the sum is that of the file', () => {
  const problems = [
    fault,
    { ...fault, column: 'store', value: '', code: 'REGISTRATION_STORE_UNKNOWN', message: 'None.' },
  ]
  render(<ImportPreview mappable answer={{ ...answer, faultyRows: 1, problemCount: 2, problems }} />)
  expect(screen.getByRole('status').textContent).toContain(
    'Rows in the file: 5. New 2, changed 1, unchanged 1, faulty 1.',
  )
  expect(screen.getByText(/Nothing is done while a row is faulty/)).toBeDefined()
  const rows = within(screen.getByRole('table')).getAllByRole('row').slice(1)
  // each by its line, the heading of the file itself and what stands there
  expect(
    rows.map((row) =>
      within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ),
  ).toEqual([
    ['4', '终端号', 'x', 'A terminal number is 8 letters.'],
    ['4', 'Shop', 'empty', 'None.'],
  ])
})

test('a file of which nothing was read says why, and counts no rows', () => {
  render(<ImportPreview mappable answer={{ ...answer, rows: 0, problemCount: 1, problems: [unread] }} />)
  expect(screen.getByRole('alert').textContent).toContain('The file is empty.')
  // it has headings, of which the missing one may be said
  expect(screen.getByText(/Say below/)).toBeDefined()
  expect(screen.queryByText(/Rows in the file/)).toBeNull()
  expect(screen.queryByRole('table')).toBeNull()
})

test.each<[string, Partial<ImportAnswer>, RegExp]>([
  ['changes nothing', { creates: 0, updates: 0, unchanged: 5 }, /there is nothing to do/],
  ['has other columns', { ignoredColumns: ['Remark', 'Floor'] }, /Not read: Remark, Floor/],
  ['has more faults than are told', { faultyRows: 3, problemCount: 900, problems: [fault] }, /The first 1 of 900/],
])('a file that %s says so', (_, over, words) => {
  render(<ImportPreview mappable answer={{ ...answer, ...over }} />)
  expect(screen.getByRole('status').textContent).toMatch(words)
})

test('what was not read is told apart from what is wrong in it', () => {
  expect(unreadable({ ...answer, problems: [unread] })).toBe('The file is empty.')
  expect([unreadable(answer), unreadable({ ...answer, problems: [fault] })]).toEqual([null, null])
})

test('headings that were kept for another file are not asked of this one', () => {
  expect(isForAnother([{ field: 'tid', title: 'Nr' }], answer)).toBe(true)
  expect([isForAnother([], answer), isForAnother([{ field: 'tid', title: '终端号' }], answer)]).toEqual([false, false])
})

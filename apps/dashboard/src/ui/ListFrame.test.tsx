import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { List } from '../api/list.ts'
import { startLanguage } from '../language/language.ts'
import { ListFrame } from './ListFrame.tsx'

beforeAll(() => startLanguage('en'))
afterEach(cleanup)

const next = { load: () => undefined, loading: false, error: undefined }
const list: List<string> = { rows: [], loading: false, fault: undefined, retry: () => undefined, more: false, next }

test.each<[string, Partial<Parameters<typeof ListFrame<string>>[0]>, readonly string[]]>([
  ['waits', { list: { ...list, loading: true } }, ['status']],
  ['is empty', { list }, ['blank']],
  ['failed', { list: { ...list, fault: new Error() } }, ['alert']],
  ['has rows', { list: { ...list, rows: ['a'] } }, ['rows']],
  ['keeps its rows when more failed', { list: { ...list, rows: ['a'], fault: new Error() } }, ['alert', 'rows']],
  ['has rows and goes on', { list: { ...list, rows: ['a'], more: true } }, ['rows', 'foot', 'more']],
  ['counts what is all', { list: { ...list, rows: ['a'] }, counted: true }, ['rows', 'foot']],
])('a list that %s', (_, props, shown) => {
  render(
    <ListFrame list={list} what="Things" blank={<p>nothing</p>} {...props}>
      {(rows) => <p>rows: {rows.join()}</p>}
    </ListFrame>,
  )
  const seen = {
    alert: screen.queryByRole('alert'),
    blank: screen.queryByText('nothing'),
    rows: screen.queryByText('rows: a'),
    foot: screen.queryByText('1 shown'),
    more: screen.queryByRole('button', { name: 'Load more' }),
    status: screen.queryByRole('status'),
  }
  expect(Object.keys(seen).filter((name) => seen[name as keyof typeof seen] !== null)).toEqual(shown)
})

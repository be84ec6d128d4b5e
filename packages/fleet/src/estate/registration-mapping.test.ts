import { expect, test } from 'vitest'
import { checkedHeadings, checkedMapping } from './registration-mapping.ts'

const named = (...columns: [string, string][]) => {
  const checked = checkedHeadings(columns.map(([field, title]) => ({ field, title })))
  return checked.ok ? checked.headings : checked.refusal.code
}

test('headings name each column once', () => {
  expect(named(['tid', ' 终端编号 '], ['mid', 'Merchant No.'])).toEqual({ tid: '终端编号', mid: 'Merchant No.' })
  expect(named(['colour', 'x'])).toBe('HEADING_MALFORMED')
  expect(named(['tid', ' '])).toBe('HEADING_MALFORMED')
  expect(named(['tid', 'x'.repeat(101)])).toBe('HEADING_MALFORMED')
  expect(named(['tid', 'No'], ['tid', 'Nr'])).toBe('HEADING_TWICE')
  expect(named(['tid', 'NO'], ['mid', 'ｎｏ'])).toBe('HEADING_TWICE')
})

test('a mapping has a name and a column', () => {
  const code = (name: string, columns: { field: string; title: string }[]) => {
    const checked = checkedMapping({ name, columns })
    return checked.ok ? checked.name : checked.refusal.code
  }
  expect(code(' 银联 ', [{ field: 'tid', title: '终端编号' }])).toBe('银联')
  expect(code('', [{ field: 'tid', title: 'x' }])).toBe('VIEW_NAME')
  expect(code('x', [])).toBe('HEADING_MALFORMED')
})

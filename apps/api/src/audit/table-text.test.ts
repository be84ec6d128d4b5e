import { expect, test } from 'vitest'
import { csvLine } from './table-text.ts'

test('a line by RFC 4180', () => {
  expect(csvLine([1, 'plain', 'a,b', 'say "hi"', null, 'two\nlines'])).toBe(
    '1,plain,"a,b","say ""hi""",,"two\nlines"\r\n',
  )
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', `=cmd|'/c calc'!A1`])('%j calculates nothing', (text) => {
  expect(csvLine([text]).replace(/^"/, '').startsWith("'")).toBe(true)
})

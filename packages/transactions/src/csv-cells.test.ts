import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvCells, csvText } from './csv-cells.ts'

test('cells come back as they were written', () => {
  const cell = fc.string().filter((text) => !/[\r\n]/.test(text) && !/^[=+\-@\t]/.test(text))
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 8 }), (cells) => {
      expect(csvCells(csvText(cells).slice(0, -2), ',')).toEqual(cells)
    }),
  )
})

test.each(['=1+1', '+1', '-1', '@x', '\t=1', '=HYPERLINK("http://x")'])('%j is no formula', (text) => {
  expect(csvText([text]).startsWith("'") || csvText([text]).startsWith('"\'')).toBe(true)
})

test('numbers are numbers, also negative ones', () => {
  expect(csvText([-5, -12n, null, 'a,b', 'say "x"'])).toBe('-5,-12,,"a,b","say ""x"""\r\n')
})

test('a quote that is never closed takes the rest of its own line', () => {
  expect(csvCells('a,"b,c', ',')).toEqual(['a', 'b,c'])
  expect(csvCells('a;b"c;d', ';')).toEqual(['a', 'b"c', 'd'])
})

import { expect, test } from 'vitest'
import { gb18030 } from './gb18030.ts'

const read = (bytes: Uint8Array) => new TextDecoder('gb18030', { fatal: true }).decode(bytes)

test('what is written is read again: every character of the first plane, and some beyond', () => {
  let all = ''
  // halves of characters are none, and some codes for private use were given to others since
  const isCharacter = (point: number) => point < 0xd800 || point > 0xf8ff
  for (let point = 1; point < 0xffff; point++) if (isCharacter(point)) all += String.fromCodePoint(point)
  all += '😀𠮷\u{10ffff}'
  expect(read(gb18030(all)) === all).toBe(true)
})

test.each([
  ['终端号', 'd6d5b6cbbac5'],
  ['A,b', '412c62'],
  ['€', 'a2e3'],
  ['\ud800', '3f'],
])('%s is %s', (text, hex) => {
  expect(gb18030(text).toString('hex')).toBe(hex)
})

import { TEST_CARD } from '@budeng/kernel/testing'
import { describe, expect, test } from 'vitest'
import { attachmentProblem, reasonProblem } from './form-checks.ts'
import { ATTACHMENT_BYTES_MAX } from './form-limits.ts'

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(33)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  new DataView(bytes.buffer).setUint32(16, width)
  new DataView(bytes.buffer).setUint32(20, height)
  return bytes
}

function jpeg(width: number, height: number): Uint8Array {
  const size = [height >> 8, height & 255, width >> 8, width & 255]
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, ...size, 3, 0, 0, 0, 0, 0])
}

const of = (type: string, bytes: Uint8Array, name = 'slip') => attachmentProblem({ name, type, bytes })

describe('an attachment', () => {
  test.each([
    ['image/png', png(800, 600)],
    ['image/jpeg', jpeg(800, 600)],
    ['application/pdf', ascii('%PDF-1.7 slip')],
    ['text/plain', ascii('slip says 9.00')],
  ])('%s is taken', (type, bytes) => {
    expect(of(type, bytes)).toBeNull()
  })

  test.each([
    ['nothing', 'text/plain', new Uint8Array(0), 'EMPTY'],
    ['too much', 'text/plain', new Uint8Array(ATTACHMENT_BYTES_MAX + 1).fill(32), 'TOO_LARGE'],
    ['an archive', 'application/zip', ascii('PK'), 'TYPE_NOT_ALLOWED'],
    ['a page', 'text/html', ascii('<script>'), 'TYPE_NOT_ALLOWED'],
    ['a page that says it is a picture', 'image/png', ascii('<script>alert(1)</script>....'), 'TYPE_DIFFERS'],
    ['a program that says it is a text', 'text/plain', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0]), 'TYPE_DIFFERS'],
    ['a bomb', 'image/png', png(60_000, 60_000), 'TOO_MANY_PIXELS'],
    ['a bomb of the other kind', 'image/jpeg', jpeg(65_000, 65_000), 'TOO_MANY_PIXELS'],
    ['a picture without a size', 'image/jpeg', Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]), 'TYPE_DIFFERS'],
    ['a card number', 'text/plain', ascii(`card ${TEST_CARD}`), 'CARD_NUMBER_IN_TEXT'],
    ['one with blanks', 'text/csv', ascii('a,6228 4804 0256 4890 018'), 'CARD_NUMBER_IN_TEXT'],
    ['one in a PDF', 'application/pdf', ascii(`%PDF-1.7 (${TEST_CARD})`), 'CARD_NUMBER_IN_TEXT'],
  ])('%s is not', (_, type, bytes, problem) => {
    expect(of(type, bytes)).toBe(problem)
  })

  test('a card number in full-width digits is one', () => {
    const wide = [...TEST_CARD].flatMap((digit) => [0xef, 0xbc, 0x90 + Number(digit)])
    expect(of('text/plain', Uint8Array.from(wide))).toBe('CARD_NUMBER_IN_TEXT')
  })

  test('a card number is one wherever it stands in a long text', () => {
    for (let before = 65_510; before < 65_560; before++) {
      const text = `${'x'.repeat(before)} ${TEST_CARD} y`
      expect(of('text/plain', ascii(text)), `after ${before}`).toBe('CARD_NUMBER_IN_TEXT')
      expect(
        of(
          'application/pdf',
          ascii(`%PDF-1.7 ${'x'.repeat(before)} (${TEST_CARD.slice(0, 9)}) (${TEST_CARD.slice(9)})`),
        ),
        `after ${before}`,
      ).toBe('CARD_NUMBER_IN_TEXT')
    }
    const hidden = ascii(`%PDF-1.7${' '.repeat(65_525)}/Encrypt`)
    expect(of('application/pdf', hidden)).toBe('TYPE_NOT_ALLOWED')
  })

  test('what a PDF shows in hexadecimal is read as well', () => {
    const shown = [...TEST_CARD].map((digit) => `00 3${digit}`).join('')
    expect(of('application/pdf', ascii(`%PDF-1.7 <${shown}>`))).toBe('CARD_NUMBER_IN_TEXT')
    expect(of('application/pdf', ascii(`%PDF-1.7 <${shown}`))).toBe('CARD_NUMBER_IN_TEXT')
    expect(of('application/pdf', ascii(`%PDF-1.7 <${shown}x>`))).toBeNull()
  })

  test.each(['', '../etc/passwd', 'a\u0000b', 'x'.repeat(121)])('the name %j is none', (name) => {
    expect(of('text/plain', ascii('slip'), name)).toBe('NAME')
  })

  test('nor is a card number a name', () => {
    expect(of('text/plain', ascii('slip'), `${TEST_CARD}.txt`)).toBe('CARD_NUMBER_IN_TEXT')
  })
})

test('a reason is neither a word nor a novel nor a card number', () => {
  expect(['no', ' ', 'slip', 'x'.repeat(501), TEST_CARD].map(reasonProblem)).toEqual([
    'REASON_MISSING',
    'REASON_MISSING',
    null,
    'REASON_TOO_LONG',
    'CARD_NUMBER_IN_TEXT',
  ])
})

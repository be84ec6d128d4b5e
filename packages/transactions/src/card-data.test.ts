import { TEST_CARD as CARD } from '@budeng/kernel/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskedPan, parseRecord, recordText, screenBody } from './index.ts'
import { journals, saleRecord } from './testing.ts'

const WIDE = [...CARD].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('')
const SALE = saleRecord()

/** No digits of the number in a row, in whatever width. */
const isClean = (text: string) => !text.normalize('NFKC').replace(/\D/g, '').includes(CARD.slice(6, 15))

describe('members that hold card data go, the record stays', () => {
  test.each([
    { pan: CARD },
    { PAN: CARD },
    { card_number: CARD },
    { 'Track-2': `${CARD}D30122010000` },
    { track3: 'x' },
    { cvv2: '123' },
    { pinBlock: '0412AC89ABCDEF67' },
    { expiry: '3012' },
    { '5A': CARD },
    { '57': `${CARD}D3012` },
    { '9F20': '00' },
    { field35: CARD },
    { F2: CARD },
    { DE052: 'AA' },
    { emvData: '5A0A6228480402564890018F' },
  ])('%j', (hidden) => {
    const screened = screenBody(JSON.stringify({ ...SALE, ...hidden }))
    expect(screened).toEqual({ body: recordText(SALE), hadCardData: true, isRefused: false })
  })

  test('however deep', () => {
    const original = { batch: '000727', stan: '000001', type: 'PURCHASE', detail: [{ pan: CARD }] }
    const { body, isRefused } = screenBody(JSON.stringify({ ...SALE, original }))
    expect(isClean(body)).toBe(true)
    expect(isRefused).toBe(false)
  })
})

describe('a card number in another text refuses the record', () => {
  test.each([
    ['a text', { note: `card ${CARD} please` }],
    ['blanks between', { note: '6228 4804 0256 4890 018' }],
    ['full-width digits', { note: WIDE }],
    ['escapes', JSON.parse(`{"note":"\\u0036${CARD.slice(1)}"}`)],
    ['JSON in a text', { note: JSON.stringify({ pan: CARD }) }],
    ['a number', { note: 4_222_222_222_222 }],
    ['a name', { [CARD]: 1 }],
    ['a list', { list: ['a', CARD] }],
    ['an order number', { merchantOrder: CARD }],
    ['tag 5A in hex', { note: '9F260812345678901234565A0A6228480402564890018F' }],
    ['tag 57 in hex', { note: '5713' + CARD + 'D30122010000' }],
    ['a hash that is none', { panToken: CARD }],
  ])('%s', (_, hidden) => {
    const screened = screenBody(JSON.stringify({ ...SALE, ...hidden }))
    expect(screened).toMatchObject({ hadCardData: true, isRefused: true })
    expect(isClean(screened.body)).toBe(true)
    expect(() => JSON.parse(screened.body)).not.toThrow()
  })

  test('what is no JSON object keeps its shape and no digits', () => {
    for (const raw of [`{"pan":"${CARD}`, `"${CARD}"`, `[${CARD}]`, WIDE])
      expect([screenBody(raw).isRefused, isClean(screenBody(raw).body)]).toEqual([true, true])
  })
})

describe('what holds none is left to the byte', () => {
  test('every record of every journal', () => {
    fc.assert(
      fc.property(journals, (journal) => {
        for (const { record } of journal) {
          const body = recordText(record)
          expect(screenBody(body)).toEqual({ body, hadCardData: false, isRefused: false })
        }
      }),
    )
  })

  test('hashes, order and merchant numbers that pass the check by chance', () => {
    const body = recordText(
      saleRecord({
        panMasked: '622848*********0018',
        panToken: 'a4222222222222b'.padEnd(64, 'c'),
        merchantOrder: '2026112800000003',
        midSent: '898310580000006',
        midReturned: '898310580000006',
        at: '2026-11-28T04:00:00.000Z',
      }),
    )
    expect(parseRecord(body).ok).toBe(true)
    expect(screenBody(body).body).toBe(body)
  })
})

test('a number from a file is masked when it is read', () => {
  expect(maskedPan(`${CARD} `)).toBe('622848*********0018')
  expect(maskedPan('622848*********0018')).toBe('622848*********0018')
  expect(maskedPan('1234')).toBeNull()
  expect(maskedPan('卡')).toBeNull()
})

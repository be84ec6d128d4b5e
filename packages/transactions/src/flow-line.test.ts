import { TEST_CARD as CARD } from '@budeng/kernel/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  FLOW_FIELDS,
  FLOW_LINE_LENGTH,
  type FlowField,
  type FlowFile,
  flowCodes,
  flowType,
  parseFlowLine,
  printFlowLine,
  RECORD_TYPES,
} from './index.ts'

const FILE: FlowFile = {
  madeAt: Date.parse('2027-01-01T02:00:00+08:00'),
  settlementDate: '2027-01-01',
  currency: 'CNY',
  exponent: 2,
  offsetMin: 480,
}
const FIELDS: Partial<Record<FlowField, string>> = {
  acquirer: '48020000',
  forwarder: '48020000',
  stan: '79',
  time: '1231233000',
  pan: CARD,
  amount: '1111',
  mti: '0200',
  processingCode: '000000',
  mcc: '5411',
  tid: '10016919',
  mid: '84329004582000B',
  rrn: 'X00004002761',
  conditionCode: '00',
  authCode: '123456',
  responseCode: '00',
  entryMode: '051',
  feeIn: '0',
  feeOut: 'D7',
  issuer: '01030000',
}
const LINE = printFlowLine(FIELDS)
const place = (field: FlowField) => {
  const at = FLOW_FIELDS.findIndex(([name]) => name === field)
  return FLOW_FIELDS.slice(0, at).reduce((sum, [, width]) => sum + width + 1, 0)
}
const put = (field: FlowField, text: string, line = LINE) =>
  line.slice(0, place(field)) + text + line.slice(place(field) + text.length)
const faultsOf = (line: string) => {
  const parsed = parseFlowLine(line, FILE)
  return parsed.ok ? [] : parsed.faults.map(({ code, field }) => (field ? `${code} ${field}` : code))
}

describe('a line of the flow file', () => {
  test('has 33 fields in 284 bytes', () => {
    expect([FLOW_FIELDS.length, FLOW_LINE_LENGTH, LINE.length]).toEqual([33, 284, 284])
    expect(FLOW_FIELDS.map(([, width]) => width).join(',')).toBe(
      '11,11,6,10,19,12,12,12,4,6,4,8,15,12,2,6,11,6,2,3,12,12,12,1,3,1,1,10,11,1,2,2,12',
    )
    expect(LINE.startsWith(`48020000    48020000    000079 1231233000 ${CARD} 000000001111 `)).toBe(true)
  })

  test('is read, with the card number masked', () => {
    expect(parseFlowLine(LINE, FILE)).toEqual({
      ok: true,
      row: {
        tid: '10016919',
        mid: '84329004582000B',
        stan: '000079',
        rrn: 'X00004002761',
        authCode: '123456',
        responseCode: '00',
        panMasked: '622848*********0018',
        type: 'PURCHASE',
        minor: 1111n,
        currency: 'CNY',
        exponent: 2,
        feeMinor: 7n,
        settlementDate: '2027-01-01',
        localTime: '1231233000',
        originalStan: null,
        originalTime: null,
      },
    })
    expect(parseFlowLine(`${LINE}\r`, FILE).ok).toBe(true)
  })

  test('a reversal of a terminal stands as 0420', () => {
    const codes = flowCodes('REVERSAL', 'PURCHASE')
    const line = printFlowLine({ ...FIELDS, ...codes, originalStan: '000079', originalTime: '1231233000' })
    expect(line).toContain(' 0420 000000 ')
    expect(parseFlowLine(line, FILE)).toMatchObject({ ok: true, row: { type: 'REVERSAL', originalStan: '000079' } })
  })

  test.each([
    ['TOO_SHORT', LINE.slice(0, 283)],
    ['TOO_SHORT', ''],
    ['TOO_LONG', `${LINE}0`],
    ['ENCODING', put('mid', '\u00c9\u00cc')],
    ['ENCODING', put('mid', '\ufffd')],
    ['ENCODING', put('mid', '\t')],
    ['WRONG_FORM stan', put('stan', '00A079')],
    ['WRONG_FORM time', put('time', '1331233000')],
    ['WRONG_FORM pan', put('pan', '62284804            ')],
    ['WRONG_FORM amount', put('amount', '    00001111')],
    ['WRONG_FORM tid', put('tid', ' '.repeat(8))],
    ['UNKNOWN_TYPE mti', put('mti', '0999')],
    ['SEPARATOR forwarder', `${'9'.repeat(12)}${LINE.slice(12)}`],
  ])('%s', (fault, line) => expect(faultsOf(line)).toContain(fault))

  test('a payment by code has no card; a sale has one', () => {
    const bare = put('pan', ' '.repeat(19))
    expect(faultsOf(bare)).toEqual(['WRONG_FORM pan'])
    expect(parseFlowLine(put('conditionCode', '91', bare), FILE)).toMatchObject({
      ok: true,
      row: { type: 'QR_PAY', panMasked: null },
    })
  })

  test('tells all that is wrong, and never the card number', () => {
    const line = put('mti', '0999', put('stan', 'xxxxxx', put('pan', `${CARD.slice(0, 18)}x`)))
    expect(faultsOf(line)).toEqual(['WRONG_FORM stan', 'WRONG_FORM pan', 'UNKNOWN_TYPE mti'])
    expect(JSON.stringify(parseFlowLine(line, FILE))).not.toContain('6228')
  })

  test('of any bytes is a row or faults, and no card number', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    const change = fc.array(fc.tuple(fc.nat(LINE.length), byte), { maxLength: 4 })
    fc.assert(
      fc.property(change, fc.nat(300), (bytes, length) => {
        const chars = [...LINE]
        for (const [at, value] of bytes) chars[at] = String.fromCharCode(value)
        const text = chars.join('').slice(0, length)
        const parsed = parseFlowLine(text, FILE)
        expect(JSON.stringify(parsed, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
          CARD.slice(0, 12),
        )
      }),
    )
  })

  test('prints nothing that does not fit', () => {
    expect(() => printFlowLine({ ...FIELDS, tid: '123456789' })).toThrow(/tid has 9 characters/)
  })
})

test('types and their codes lead to each other', () => {
  for (const type of RECORD_TYPES) {
    const codes = flowCodes(type)
    if (codes) expect(flowType(codes)).toBe(type)
  }
  expect(flowCodes('SIGN_ON')).toBeNull()
  expect(flowType({ mti: '0220', processingCode: '000000', conditionCode: '06' })).toBe('PREAUTH_COMPLETION')
})

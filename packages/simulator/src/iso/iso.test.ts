import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeIso, encodeIso, frameOf } from './codec.ts'
import { answerOf, FIELDS, type Field, type IsoMessage } from './fields.ts'
import { IsoFrames } from './frames.ts'

const SALE: IsoMessage = {
  mti: '0200',
  fields: {
    2: ['6250', '9470', '0000', '0014'].join(''),
    3: '000000',
    4: '000000001111',
    11: '000079',
    12: '141554',
    13: '0824',
    22: '051',
    25: '00',
    32: '48983100',
    41: '10016919',
    42: '84329004582000B',
    49: '156',
    60: '22000727000',
  },
}
const GOLDEN =
  '007f' + // 127 bytes follow
  '30323030' + // 0200
  'f038048100c080100000000000000000' + // fields 2 3 4 11 12 13 22 25 32 41 42 49 60, in 128 bits
  '3136' + // 16 digits of
  '36323530393437303030303030303134' + // 625094 7000000014
  '303030303030' + // a sale
  '303030303030303031313131' + // 11.11
  '303030303739' + // STAN 79
  '313431353534' + // 14:15:54
  '30383234' + // 24 August
  '303531' + // chip
  '3030' +
  '30383438393833313030' + // 8 digits of 48983100
  '3130303136393139' +
  '383433323930303435383230303042' +
  '313536' + // CNY
  '3031313232303030373237303030' // 11 digits: sale, batch 727

describe('the codec', () => {
  test('a sale has these bytes, and these bytes are that sale', () => {
    const bytes = encodeIso(SALE)
    expect(bytes.toString('hex')).toBe(GOLDEN)
    expect(decodeIso(frameOf(bytes))).toEqual({ ok: true, message: SALE })
  })

  test('answers and repeats', () => {
    expect(
      ['0100', '0200', '0220', '0221', '0320', '0400', '0401', '0500', '0800', '0820'].map((mti) =>
        answerOf(mti as never),
      ),
    ).toEqual(['0110', '0210', '0230', '0230', '0330', '0410', '0410', '0510', '0810', '0830'])
    expect(() => answerOf('0210')).toThrow(RangeError)
  })

  test('any message comes back as it went', () => {
    const value = (field: Field) => {
      const { ContentType, LenType, MaxLen } = FIELDS[field]
      const unit = { n: '0123456789', an: '09AZaz', ans: '09AZaz -.:;,()' }[ContentType]
      return fc.string({
        unit: fc.constantFrom(...unit),
        minLength: LenType === 'fixed' ? MaxLen : 1,
        maxLength: Math.min(MaxLen, 200),
      })
    }
    const fields = Object.keys(FIELDS).map((field) => [field, value(Number(field) as Field)] as const)
    fc.assert(
      fc.property(fc.record(Object.fromEntries(fields), { requiredKeys: ['11', '41'] }), (some) => {
        const message = { mti: '0200', fields: some } as IsoMessage
        expect(decodeIso(frameOf(encodeIso(message)))).toEqual({ ok: true, message })
      }),
      { numRuns: 200 },
    )
  })

  test('what does not fit a field is not sent', () => {
    expect(() => encodeIso({ mti: '0200', fields: { ...SALE.fields, 4: '1111' } })).toThrow(RangeError)
    expect(() => encodeIso({ mti: '0200', fields: { ...SALE.fields, 11: 'abcdef' } })).toThrow(RangeError)
  })
})

describe('hostile bytes', () => {
  const sale = frameOf(encodeIso(SALE))

  test('no beginning of a message passes for one, and none with something behind it', () => {
    for (let length = 0; length < sale.length; length++) expect(decodeIso(sale.subarray(0, length)).ok).toBe(false)
    expect(decodeIso(Buffer.concat([sale, Buffer.from('0')])).ok).toBe(false)
  })

  test.each([
    ['letters in an amount', (bytes: Buffer) => bytes.write('x', 50)],
    ['a length that is no number', (bytes: Buffer) => bytes.write('x6', 20)],
    ['a length beyond the end', (bytes: Buffer) => bytes.write('19', 20)],
    ['a message type of another network', (bytes: Buffer) => bytes.write('9900', 0)],
    ['every field at once', (bytes: Buffer) => bytes.fill(0xff, 4, 20)],
    ['a field that nobody uses', (bytes: Buffer) => bytes.writeUInt8(0x40, 14)],
    ['bytes that are no text', (bytes: Buffer) => bytes.fill(0xc3, 90, 98)],
  ])('%s', (_, spoil) => {
    const bytes = Buffer.from(sale)
    spoil(bytes)
    expect(decodeIso(bytes).ok).toBe(false)
  })

  test('nothing throws, whatever comes', () => {
    const start = fc.constantFrom(...['0200', '0800', '0400', '0500', '0127'].map((mti) => Buffer.from(mti)))
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 400 }), (mti, bytes) => {
        const reading = decodeIso(Buffer.concat([mti, bytes]))
        if (reading.ok) expect(frameOf(encodeIso(reading.message)).length).toBeGreaterThan(0)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('frames', () => {
  const stream = Buffer.concat([encodeIso(SALE), encodeIso({ mti: '0800', fields: { 11: '000080', 41: '10016919' } })])

  test('come out whole, however the bytes were cut', () => {
    for (const size of [1, 2, 3, 7, stream.length]) {
      const frames = new IsoFrames()
      const found: Buffer[] = []
      for (let at = 0; at < stream.length; at += size)
        found.push(...(frames.push(stream.subarray(at, at + size)) ?? []))
      expect(found.map((frame) => decodeIso(frame)).map((reading) => reading.ok && reading.message.mti)).toEqual([
        '0200',
        '0800',
      ])
    }
  })

  test('one without bytes, or of more than anybody takes, ends the stream', () => {
    expect(new IsoFrames().push(Buffer.from('0000', 'hex'))).toBeNull()
    expect(new IsoFrames().push(Buffer.from('ffff', 'hex'))).toBeNull()
  })
})

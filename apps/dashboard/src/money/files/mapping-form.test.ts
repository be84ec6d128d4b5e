import { describe, expect, test } from 'vitest'
import {
  guessedColumns,
  guessedTypes,
  likelyDelimiter,
  mappingInput,
  NEW_MAPPING,
  titlesOf,
  typeWordsIn,
} from './mapping-form.ts'
import { answerOf } from '../../api/send-file.ts'
import { uploadAddress } from './upload.ts'

describe('a mapping is guessed from the title row', () => {
  test.each([
    ['tid;stan;amount', ';'],
    ['tid,stan,amount', ','],
    ['tid\tstan\tamount', '\t'],
    ['tid', ','],
  ])('%j is parted by %j', (line, delimiter) => expect(likelyDelimiter(line)).toBe(delimiter))

  test('titles lose their quotes and the byte order mark', () => {
    expect(titlesOf('\uFEFF"终端号", 流水号,,"交易金额"', ',')).toEqual(['终端号', '流水号', '交易金额'])
  })

  test('known titles find their fields, in both languages', () => {
    expect(guessedColumns(['终端号', 'STAN', '交易金额', 'remark'])).toEqual({
      tid: '终端号',
      stan: 'STAN',
      amount: '交易金额',
    })
  })

  test('only what has a column goes to the API', () => {
    const input = mappingInput({ ...NEW_MAPPING, columns: { amount: 'Amount', tid: 'TID', fee: '' }, type: 'PURCHASE' })
    expect(input.columns).toEqual([
      { field: 'tid', title: 'TID' },
      { field: 'amount', title: 'Amount' },
    ])
    expect(input.type).toBe('PURCHASE')
  })
})

describe('words of a file for types', () => {
  const lines = ['tid,"remark, if any",type', '1,"a, b",消费', '2,,团购核销', '3,,PURCHASE', '4,,消费', '5,,'].join(
    '\n',
  )
  const form = { ...NEW_MAPPING, columns: { tid: 'tid', type: 'type' } }

  test('are found once each in the column that says the type, also behind a cell in quotes; ours are left out', () => {
    expect(typeWordsIn(lines, form)).toEqual(['消费', '团购核销'])
    expect(typeWordsIn(lines, { ...form, columns: { tid: 'tid' } })).toEqual([])
  })

  test('that are known mean something at once, and go to the API only with their column', () => {
    const types = guessedTypes(['消费', 'Refund', '团购核销'])
    expect(types).toEqual({ 消费: 'PURCHASE', Refund: 'REFUND' })
    expect(mappingInput({ ...form, types }).types).toEqual([
      { word: '消费', type: 'PURCHASE' },
      { word: 'Refund', type: 'REFUND' },
    ])
    expect(mappingInput({ ...form, columns: { tid: 'tid' }, types }).types).toBeUndefined()
  })
})

describe('an upload', () => {
  const file = new File(['x'], '流水 1.csv')
  test('names the file, the day and the mapping', () => {
    const address = uploadAddress({ format: 'CSV', day: '2026-11-27', mappingId: 'map_1', file })
    expect(new URL(address, 'http://x').searchParams.get('name')).toBe('流水 1.csv')
    expect(address).toContain('mapping=map_1')
    expect(uploadAddress({ format: 'FLOW', day: '2026-11-27', mappingId: null, file })).not.toContain('mapping')
  })

  test.each([
    [201, '{"id":"imp_1","replayed":false}', { ok: true, id: 'imp_1', replayed: false }],
    [200, '{"id":"imp_1","replayed":true}', { ok: true, id: 'imp_1', replayed: true }],
    [502, '<html>', { ok: false, message: '', requestId: null }],
    [
      400,
      '{"errors":[{"message":"The file is empty.","extensions":{"requestId":"r1"}}]}',
      { ok: false, message: 'The file is empty.', requestId: 'r1' },
    ],
  ])('%s %s is read', (status, text, answer) => expect(answerOf(status, text)).toEqual(answer))
})

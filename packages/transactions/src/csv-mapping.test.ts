import { TEST_CARD as CARD } from '@budeng/kernel/testing'
import { describe, expect, test } from 'vitest'
import { type CsvMapping, csvReader, mappingProblems } from './index.ts'

const TITLES = ['终端号', '流水号', '参考号', '交易类型', '金额', '手续费', '卡号', '清算日期', '交易时间', '备注']
const MAPPING: CsvMapping = {
  columns: {
    tid: '终端号',
    stan: '流水号',
    rrn: '参考号',
    type: '交易类型',
    amount: '金额',
    fee: '手续费',
    pan: '卡号',
    settlementDate: '清算日期',
    localTime: '交易时间',
  },
  delimiter: ',',
  amountForm: 'DECIMAL',
  timeForm: 'YYYY-MM-DD hh:mm:ss',
  dateForm: 'YYYY-MM-DD',
  currency: 'CNY',
  types: { 消费: 'PURCHASE', 退货: 'REFUND' },
  type: null,
}
const CELLS = [
  '10016919',
  '79',
  'X00004002761',
  '消费',
  '1,234.50',
  '7.41',
  CARD,
  '2026-11-28',
  '2026-11-27 23:10:05',
  'x',
]

const read = (cells: readonly string[], mapping = MAPPING) => csvReader(mapping, TITLES)(cells)
const withCell = (title: string, text: string) => CELLS.with(TITLES.indexOf(title), text)
const faultsOf = (cells: readonly string[], mapping = MAPPING) => {
  const parsed = read(cells, mapping)
  return parsed.ok ? [] : parsed.faults.map(({ code, field }) => (field ? `${code} ${field}` : code))
}

describe('a row', () => {
  test('is read as the mapping says, with the card number masked', () => {
    expect(read(CELLS)).toEqual({
      ok: true,
      row: {
        tid: '10016919',
        mid: null,
        stan: '000079',
        rrn: 'X00004002761',
        authCode: null,
        responseCode: null,
        panMasked: '622848*********0018',
        type: 'PURCHASE',
        minor: 123_450n,
        currency: 'CNY',
        exponent: 2,
        feeMinor: 741n,
        settlementDate: '2026-11-28',
        localTime: '1127231005',
        originalStan: null,
        originalTime: null,
      },
    })
  })

  test('in minor units, of another currency, with the currency in a column', () => {
    const minor: CsvMapping = {
      ...MAPPING,
      amountForm: 'MINOR',
      columns: { ...MAPPING.columns, currency: '备注', fee: undefined },
    }
    const cells = withCell('金额', '1234').with(9, '392')
    expect(read(cells, minor)).toMatchObject({ ok: true, row: { minor: 1234n, currency: 'JPY', exponent: 0 } })
    expect(read(withCell('金额', '1.2345').with(9, 'CLF'), { ...minor, amountForm: 'DECIMAL' })).toMatchObject({
      ok: true,
      row: { minor: 12_345n, exponent: 4 },
    })
  })

  test.each([
    ['TOO_SHORT', CELLS.slice(1)],
    ['TOO_LONG', [...CELLS, '']],
    ['MISSING tid', withCell('终端号', ' ')],
    ['WRONG_FORM tid', withCell('终端号', '1234')],
    ['MISSING amount', withCell('金额', '')],
    ['WRONG_FORM amount', withCell('金额', '12.345')],
    ['WRONG_FORM amount', withCell('金额', '1e3')],
    ['WRONG_FORM amount', withCell('金额', '99999999999.99')],
    ['NEGATIVE amount', withCell('金额', '-1.00')],
    ['UNKNOWN_TYPE type', withCell('交易类型', '赠送')],
    ['MISSING type', withCell('交易类型', '')],
    ['WRONG_FORM settlementDate', withCell('清算日期', '2026-02-30')],
    ['WRONG_FORM settlementDate', withCell('清算日期', '0000-01-01')],
    ['WRONG_FORM localTime', withCell('交易时间', '2026-11-27 25:10:05')],
    ['WRONG_FORM pan', withCell('卡号', '12')],
    ['CARD_NUMBER rrn', withCell('参考号', CARD)],
    ['ENCODING rrn', withCell('参考号', 'X0000\ufffd')],
    ['MISSING stan', withCell('参考号', '').with(1, '')],
  ])('%s', (fault, cells) => expect(faultsOf(cells)).toContain(fault))

  test('tells all that is wrong with it, and never the card number', () => {
    const cells = withCell('终端号', '1').with(4, '').with(3, CARD).with(6, `${CARD}x`)
    expect(faultsOf(cells)).toEqual(['WRONG_FORM tid', 'WRONG_FORM pan', 'UNKNOWN_TYPE type', 'MISSING amount'])
    expect(JSON.stringify(read(cells))).not.toContain('6228')
  })

  test('a member of every object is no type', () => {
    expect(faultsOf(withCell('交易类型', 'constructor'))).toEqual(['UNKNOWN_TYPE type'])
  })
})

describe('a mapping', () => {
  test('that fits has no problems', () => expect(mappingProblems(MAPPING, TITLES)).toEqual([]))

  test('is told what keeps it from reading', () => {
    const wrong: CsvMapping = {
      ...MAPPING,
      columns: { mid: '商户号', amount: '金额' },
      delimiter: '"',
      currency: 'ABC',
      types: { 消费: 'SALE' as 'PURCHASE' },
    }
    expect(mappingProblems(wrong, [...TITLES, ' 金额'])).toEqual([
      { code: 'DELIMITER' },
      { code: 'CURRENCY' },
      { code: 'COLUMN_MISSING', field: 'mid' },
      { code: 'COLUMN_TWICE', field: 'amount' },
      { code: 'FIELD_NEEDED', field: 'tid' },
      { code: 'FIELD_NEEDED', field: 'type' },
      { code: 'KEY_NEEDED' },
      { code: 'TYPE_UNKNOWN', field: '消费' },
    ])
  })
})

import { CSV_FIELDS, type CsvField } from '@budeng/transactions/public'
import type { CsvMappingInput, RecordType } from '../../api/generated/graphql.ts'

/** What the mapping editor holds. */
export interface MappingForm {
  readonly delimiter: string
  readonly encoding: 'utf-8' | 'gb18030'
  readonly amountForm: string
  readonly timeForm: string
  readonly dateForm: string
  readonly currency: string
  readonly type: RecordType | null
  /** Which title holds which field; a field without one is not read. */
  readonly columns: Readonly<Partial<Record<CsvField, string>>>
}

export const NEW_MAPPING: MappingForm = {
  delimiter: ',',
  encoding: 'utf-8',
  amountForm: 'DECIMAL',
  timeForm: 'MMDDhhmmss',
  dateForm: 'YYYYMMDD',
  currency: 'CNY',
  type: null,
  columns: {},
}

export const DELIMITERS = [',', ';', '|', '\t'] as const

/** The delimiter that parts the title row into the most cells. */
export function likelyDelimiter(firstLine: string): string {
  const cells = (delimiter: string) => firstLine.split(delimiter).length
  return DELIMITERS.reduce((best, one) => (cells(one) > cells(best) ? one : best), DELIMITERS[0])
}

/** The titles of a file, without the quotes around them. */
export function titlesOf(firstLine: string, delimiter: string): readonly string[] {
  const cells = firstLine.replace(/^\uFEFF/, '').split(delimiter)
  return cells.map((cell) => cell.trim().replaceAll(/^"|"$/g, '')).filter((cell) => cell !== '')
}

/** Words by which columns are often called. */
const KNOWN: Readonly<Partial<Record<CsvField, readonly string[]>>> = {
  tid: ['tid', 'terminal', '终端号', '终端编号'],
  mid: ['mid', 'merchant', '商户号', '商户编号'],
  stan: ['stan', 'trace', '流水号', '凭证号'],
  rrn: ['rrn', 'reference', '参考号', '检索参考号'],
  authCode: ['auth', 'authcode', '授权码'],
  responseCode: ['response', '应答码'],
  pan: ['pan', 'card', '卡号'],
  type: ['type', '交易类型'],
  amount: ['amount', '金额', '交易金额'],
  currency: ['currency', '币种'],
  fee: ['fee', '手续费'],
  settlementDate: ['settlement', 'date', '清算日期', '结算日期'],
  localTime: ['time', '交易时间'],
}

/** What the titles already tell; the person puts the rest right. */
export function guessedColumns(titles: readonly string[]): MappingForm['columns'] {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[\s_-]/g, '')
  const found = CSV_FIELDS.flatMap((field) => {
    const title = titles.find((one) => plain(one) === field.toLowerCase() || KNOWN[field]?.includes(plain(one)))
    return title === undefined ? [] : [[field, title] as const]
  })
  return Object.fromEntries(found)
}

/** As the API takes it. */
export function mappingInput(form: MappingForm): CsvMappingInput {
  const { columns, type, ...forms } = form
  const named = CSV_FIELDS.flatMap((field) => {
    const title = columns[field]
    return title === undefined || title === '' ? [] : [{ field, title }]
  })
  return { ...forms, columns: named, ...(type === null ? {} : { type }) }
}

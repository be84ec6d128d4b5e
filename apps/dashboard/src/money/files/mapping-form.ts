import { CSV_FIELDS, type CsvField, RECORD_TYPES } from '@budeng/transactions/public'
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
  /** What the file's words for types mean. */
  readonly types: Readonly<Record<string, RecordType>>
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
  types: {},
}

export const DELIMITERS = [',', ';', '|', '\t'] as const

/** The delimiter that parts the title row into the most cells. */
export function likelyDelimiter(firstLine: string): string {
  const cells = (delimiter: string) => firstLine.split(delimiter).length
  return DELIMITERS.reduce((best, one) => (cells(one) > cells(best) ? one : best), DELIMITERS[0])
}

/** The titles of a file, without the quotes around them. */
export function titlesOf(firstLine: string, delimiter: string): readonly string[] {
  return cellsOf(firstLine, delimiter).filter((cell) => cell !== '')
}

/** Cells of a line; what stands in quotes may hold the delimiter. */
function cellsOf(line: string, delimiter: string): readonly string[] {
  const cells = ['']
  let isQuoted = false
  for (const letter of line.replace(/^\uFEFF/, '')) {
    if (letter === '"') isQuoted = !isQuoted
    else if (letter === delimiter && !isQuoted) cells.push('')
    else cells[cells.length - 1] += letter
  }
  return cells.map((cell) => cell.trim())
}

/** Types that a line of a file may be of. */
export const FILE_TYPES = [
  'PURCHASE',
  'PURCHASE_VOID',
  'REFUND',
  'PREAUTH',
  'PREAUTH_VOID',
  'PREAUTH_COMPLETION',
  'COMPLETION_VOID',
  'OFFLINE_SALE',
  'OFFLINE_ADJUST',
  'TIP_ADJUST',
  'QR_PAY',
  'QR_REFUND',
  'REVERSAL',
] as const satisfies readonly RecordType[]

/** More would be no column of types. */
const TYPE_WORDS_MAX = 20

/** Words in the column of types that are not ours: each once, in the order in which they come. */
export function typeWordsIn(text: string, { columns, delimiter }: MappingForm): readonly string[] {
  const [titles = '', ...lines] = text.split(/\r?\n/)
  const place = columns.type === undefined ? -1 : cellsOf(titles, delimiter).indexOf(columns.type)
  if (place < 0) return []
  const words = lines.map((line) => cellsOf(line, delimiter)[place] ?? '')
  const ours: ReadonlySet<string> = new Set(RECORD_TYPES)
  return [...new Set(words)].filter((word) => word !== '' && !ours.has(word)).slice(0, TYPE_WORDS_MAX)
}

/** Words by which types are often called. */
const TYPE_WORDS: Readonly<Record<string, RecordType>> = {
  ...{ 消费: 'PURCHASE', 刷卡消费: 'PURCHASE', sale: 'PURCHASE', purchase: 'PURCHASE' },
  ...{ 消费撤销: 'PURCHASE_VOID', 撤销: 'PURCHASE_VOID', void: 'PURCHASE_VOID', 退货: 'REFUND', refund: 'REFUND' },
  ...{
    预授权: 'PREAUTH',
    预授权撤销: 'PREAUTH_VOID',
    预授权完成: 'PREAUTH_COMPLETION',
    预授权完成撤销: 'COMPLETION_VOID',
  },
  ...{
    离线消费: 'OFFLINE_SALE',
    离线调整: 'OFFLINE_ADJUST',
    小费调整: 'TIP_ADJUST',
    冲正: 'REVERSAL',
    reversal: 'REVERSAL',
  },
  ...{ 扫码支付: 'QR_PAY', 扫码消费: 'QR_PAY', 扫码退款: 'QR_REFUND', 扫码退货: 'QR_REFUND' },
}

/** What words already tell; the person puts the rest right. */
export function guessedTypes(words: readonly string[]): MappingForm['types'] {
  const known = words.flatMap((word) => {
    const type = TYPE_WORDS[word.toLowerCase()]
    return type === undefined ? [] : [[word, type] as const]
  })
  return Object.fromEntries(known)
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
  const { columns, type, types, ...forms } = form
  const named = CSV_FIELDS.flatMap((field) => {
    const title = columns[field]
    return title === undefined || title === '' ? [] : [{ field, title }]
  })
  const words = Object.entries(types).map(([word, meant]) => ({ word, type: meant }))
  return {
    ...{ ...forms, columns: named },
    ...(type === null ? {} : { type }),
    ...(columns.type === undefined || words.length === 0 ? {} : { types: words }),
  }
}

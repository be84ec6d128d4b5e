import { IMPORT_COLUMNS, type ImportColumn, type ImportRow } from '@budeng/access'
import { parse } from 'csv-parse'
import { Readable } from 'node:stream'
import { setImmediate as others } from 'node:timers/promises'
import { IMPORT_ROWS_MAX, TITLES_SHOWN_MAX } from '../limits.ts'

/** Why a file cannot be read at all. */
export type FileProblem =
  | 'FILE_EMPTY'
  | 'FILE_ENCODING'
  | 'FILE_MALFORMED'
  | 'FILE_TOO_MANY_ROWS'
  | 'FILE_COLUMN_MISSING'
  | 'FILE_COLUMN_TWICE'

export interface ReadFile<Row = ImportRow> {
  readonly rows: readonly Row[]
  readonly encoding: 'utf-8' | 'gb18030'
  /** Headers that name no column of ours; their cells are not read. */
  readonly ignored: readonly string[]
  /** All of them, as they stand. */
  readonly titles: readonly string[]
  /** Which of them is read for which column. */
  readonly columns: readonly ReadColumn[]
}

/** A column of ours, and what the file calls it. */
export interface ReadColumn {
  readonly field: string
  readonly title: string
}

/** Headers by which columns are known, in both languages. */
export type Headers<Column extends string> = Readonly<Record<Column, readonly string[]>>
const HEADERS: Headers<ImportColumn> = {
  kind: ['类型', 'kind', 'type'],
  code: ['编码', '代码', 'code'],
  name: ['名称', 'name'],
  parent: ['上级', '上级编码', 'parent', 'parent code'],
  timeZone: ['时区', 'time zone', 'timezone'],
  phone: ['电话', 'phone'],
  address: ['地址', 'address'],
  contact: ['联系人', 'contact'],
  openingHours: ['营业时间', 'opening hours'],
}
const REQUIRED: readonly ImportColumn[] = ['kind', 'code', 'name']

/** Rows of organisations. */
export async function readFile(bytes: Buffer) {
  return await readRows(bytes, HEADERS, REQUIRED)
}

/** A file of which nothing is read, and why; with its headings as far as they are known. */
export interface UnreadFile {
  readonly problem: FileProblem
  readonly params?: object
  readonly titles?: readonly string[]
}

type RowOf<Column extends string> = { readonly line: number } & { readonly [Name in Column]?: string | undefined }

/** The rows of a CSV file as spreadsheets write it: UTF-8 with or without a mark, or GB18030. */
export async function readRows<Column extends string>(
  bytes: Buffer,
  headers: Headers<Column>,
  required: readonly Column[],
): Promise<ReadFile<RowOf<Column>> | UnreadFile> {
  const decoded = decode(bytes)
  if (decoded === null) return { problem: 'FILE_ENCODING' }
  const { text, encoding } = decoded
  const table = await parsed(text)
  if (table === null) return { problem: 'FILE_MALFORMED' }
  const [head, ...body] = table
  if (head === undefined) return { problem: 'FILE_EMPTY' }
  if (head.cells.length > COLUMNS_MAX) return { problem: 'FILE_MALFORMED' }
  if (body.length > IMPORT_ROWS_MAX)
    return { problem: 'FILE_TOO_MANY_ROWS', params: { rows: body.length, max: IMPORT_ROWS_MAX } }
  const columns = head.cells.map((header) => columnOf(header, headers))
  const named = columns.filter((column) => column !== null)
  const titles = head.cells.slice(0, TITLES_SHOWN_MAX)
  if (new Set(named).size < named.length) return { problem: 'FILE_COLUMN_TWICE', titles }
  const missing = required.find((column) => !named.includes(column))
  if (missing !== undefined)
    return { problem: 'FILE_COLUMN_MISSING', params: { column: headers[missing].join(' / ') }, titles }
  return {
    rows: body.map(({ line, cells }) => rowOf(line, cells, columns)),
    encoding,
    ignored: head.cells.filter((_, index) => columns[index] === null),
    titles,
    columns: head.cells.flatMap((title, index) => {
      const field = columns[index]
      return field == null ? [] : [{ field, title }]
    }),
  }
}

function decode(bytes: Buffer): { text: string; encoding: ReadFile['encoding'] } | null {
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
    } catch {
      // the next one
    }
  }
  return null
}

interface Line {
  readonly line: number
  readonly cells: readonly string[]
}

/** Bytes that are taken apart before others have their turn: 2 MB of commas take seconds. */
const PIECE_BYTES = 16 * 1024
const ROW_LENGTH_MAX = 64 * 1024
const COLUMNS_MAX = 1_000

/** Rows that hold anything; null when it is no table. */
async function parsed(text: string): Promise<readonly Line[] | null> {
  const options = {
    bom: true,
    info: true,
    max_record_size: ROW_LENGTH_MAX,
    relax_column_count: true,
    skip_empty_lines: true,
  }
  const records = Readable.from(piecesOf(Buffer.from(text))).pipe(parse(options)) as AsyncIterable<{
    readonly record: string[]
    readonly info: { readonly lines: number }
  }>
  const lines: Line[] = []
  try {
    for await (const { record, info } of records)
      if (record.some((cell) => cell.trim() !== '')) lines.push({ line: info.lines, cells: record })
    return lines
  } catch {
    return null
  }
}

async function* piecesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield bytes.subarray(at, at + PIECE_BYTES)
    await others()
  }
}

function columnOf<Column extends string>(header: string, headers: Headers<Column>): Column | null {
  const word = header.normalize('NFKC').trim().toLowerCase()
  return (Object.keys(headers) as Column[]).find((column) => headers[column].includes(word)) ?? null
}

function rowOf<Column extends string>(
  line: number,
  cells: readonly string[],
  columns: readonly (Column | null)[],
): RowOf<Column> {
  const entries = columns.flatMap((column, index) =>
    column === null ? [] : [[column, plain(cells[index] ?? '')] as const],
  )
  return { line, ...Object.fromEntries(entries) } as RowOf<Column>
}

/** A cell that a spreadsheet would take for a formula is exported with a mark before it, which is no part of it. */
function plain(cell: string): string {
  return /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell
}

/** One line of a CSV file; no cell of it is run by a spreadsheet. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The header of an export in a language; what is exported can be imported. */
export function headerOf(language: 'zh-CN' | 'en'): readonly string[] {
  return headersIn(language, IMPORT_COLUMNS, HEADERS)
}

/** The first word of each column in a language. */
export function headersIn<Column extends string>(
  language: 'zh-CN' | 'en',
  columns: readonly Column[],
  headers: Headers<Column>,
): readonly string[] {
  const isWanted = (word: string) => /^[a-z ]+$/.test(word) === (language === 'en')
  return columns.map((column) => headers[column].find(isWanted) ?? column)
}

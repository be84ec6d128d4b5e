import type { ColumnType } from './table.ts'

/** Stand between JSON texts, and for one that is null: no JSON text holds a control character. */
const BETWEEN = '\u001e'
const NOTHING = '\u001f'

/**
 * One column of many rows as one parameter, written here: the driver's own way looks at every element several times, and
 * a batch is mostly such elements.
 */
export function arrayParam(type: ColumnType, values: readonly unknown[]): string {
  if (type === 'json') return values.map((value) => (isNothing(value) ? NOTHING : JSON.stringify(value))).join(BETWEEN)
  const write = WRITERS[type]
  return `{${values.map((value) => (isNothing(value) ? 'NULL' : write(value as never))).join(',')}}`
}

/** How a statement reads that parameter: an array of the column's type, or of text that is yet to be cast. */
export function arrayExpression(type: ColumnType, place: number, sqlType: string): string {
  return type === 'json' ? `string_to_array($${place}::text, E'\\x1e', E'\\x1f')` : `$${place}::${sqlType}[]`
}

const WRITERS: Readonly<Record<Exclude<ColumnType, 'json'>, (value: never) => string>> = {
  text: quoted,
  ltree: quoted,
  int: String,
  bigint: String,
  boolean: String,
  date: String,
  minor: String,
  instant: instantText,
  bytea: (bytes: Buffer) => `"\\\\x${bytes.toString('hex')}"`,
  // an array within the array travels as its text, for unnest would flatten it
  'text[]': (items: readonly string[]) => (items.length === 0 ? '"{}"' : quoted(`{${items.map(quoted).join(',')}}`)),
  'bigint[]': (items: readonly number[]) => `"{${items.join(',')}}"`,
  'instant[]': (items: readonly number[]) => `"{${items.map(instantText).join(',')}}"`,
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

const SPECIAL = /["\\]/
const EVERY_SPECIAL = /["\\]/g

function quoted(text: string): string {
  return SPECIAL.test(text) ? `"${text.replace(EVERY_SPECIAL, '\\$&')}"` : `"${text}"`
}

let lastInstant = Number.NaN
let lastText = ''

/** What is written together mostly happened at once. */
function instantText(value: number): string {
  if (value !== lastInstant) {
    lastText = new Date(value).toISOString()
    lastInstant = value
  }
  return lastText
}

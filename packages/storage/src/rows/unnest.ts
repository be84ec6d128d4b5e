import type { Scoped } from '../unit.ts'
import { arrayExpression, arrayParam } from './arrays.ts'
import { type ColumnType, type NamedColumn, SQL_TYPES, type Table } from './table.ts'
import { UNNEST_ROWS_MAX } from '../limits.ts'

/** A statement and its parameters: one array a column, however many rows. */
export interface Statement {
  readonly sql: string
  readonly params: readonly unknown[]
}

type Properties<Row> = readonly (keyof Row & string)[]

/**
 * `insert into … select … from unnest(…)` for the rows, in their order, ready for an `on conflict` or `returning` behind it.
 * Without `properties`, all columns but those that the server numbers.
 */
export function insertSelect<Row extends object>(
  table: Table<Row>,
  rows: readonly Partial<Row>[],
  properties?: Properties<Row>,
): Statement {
  const columns = chosen(table, properties ?? notGenerated(table))
  const names = columns.map(({ name }) => name).join(', ')
  const sql = `insert into ${table.name} (${names}) select ${columns.map(readBack).join(', ')} from ${unnest(columns)} order by input.ordinal`
  return { sql, params: columnArrays(columns, rows) }
}

/** Inserts the rows in their order, a few thousand a statement. */
export async function unnestInsert<Row extends object>(
  db: Scoped,
  table: Table<Row>,
  rows: readonly Partial<Row>[],
  options: { readonly properties?: Properties<Row>; readonly onConflict?: string } = {},
): Promise<number> {
  let count = 0
  for (const part of parts(rows)) {
    const { sql, params } = insertSelect(table, part, options.properties)
    count += await db.execute(options.onConflict === undefined ? sql : `${sql} ${options.onConflict}`, params)
  }
  return count
}

/** Sets the named properties of the rows, found by primary key. The caller has locked them, or does not mind the order. */
export async function unnestUpdate<Row extends object>(
  db: Scoped,
  table: Table<Row>,
  rows: readonly Partial<Row>[],
  properties: Properties<Row>,
): Promise<number> {
  let count = 0
  for (const part of parts(rows)) {
    const { sql, params } = updateSet(table, part, properties)
    count += await db.execute(sql, params)
  }
  return count
}

/** The same as a statement, for those that run all the time and are prepared. */
export function updateSet<Row extends object>(
  table: Table<Row>,
  rows: readonly Partial<Row>[],
  properties: Properties<Row>,
): Statement {
  const keys = table.columns.filter(({ primary }) => primary)
  const values = chosen(table, properties)
  const columns = [...keys, ...values]
  const assignments = values.map((column) => `${column.name} = ${readBack(column)}`).join(', ')
  const match = keys.map((key) => `target.${key.name} = ${readBack(key)}`).join(' and ')
  const sql = `update ${table.name} as target set ${assignments} from ${unnest(columns)} where ${match}`
  return { sql, params: columnArrays(columns, rows) }
}

/** Rows of the table as the core's values: property names, in the order of the table's columns. */
export function columnList<Row extends object>(table: Table<Row>, alias: string, properties?: Properties<Row>): string {
  const columns = properties === undefined ? table.columns : chosen(table, properties)
  return columns
    .map(({ name, property, type }) => `${alias}.${name}${type === 'minor' ? '::numeric' : ''} as "${property}"`)
    .join(', ')
}

function chosen<Row extends object>(table: Table<Row>, properties: Properties<Row>): NamedColumn[] {
  return properties.map((property) => {
    const found = table.columns.find((column) => column.property === property)
    if (found === undefined) throw new RangeError(`${table.name} has no ${property}`)
    return found
  })
}

function notGenerated<Row extends object>(table: Table<Row>): Properties<Row> {
  return table.columns
    .filter(({ generated }) => generated !== true)
    .map(({ property }) => property as keyof Row & string)
}

function* parts<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += UNNEST_ROWS_MAX) yield rows.slice(from, from + UNNEST_ROWS_MAX)
}

/** How a column travels in an array: JSON and arrays as text (unnest would flatten an array of arrays). */
const TRANSPORT: Readonly<Partial<Record<ColumnType, string>>> = {
  ltree: 'text',
  json: 'text',
  'text[]': 'text',
  'bigint[]': 'text',
  'instant[]': 'text',
}

function unnest(columns: readonly NamedColumn[]): string {
  const arrays = columns.map(({ type }, index) => arrayExpression(type, index + 1, TRANSPORT[type] ?? SQL_TYPES[type]))
  const names = columns.map(({ name }) => name)
  return `unnest(${arrays.join(', ')}) with ordinality as input (${names.join(', ')}, ordinal)`
}

function readBack({ name, type }: NamedColumn): string {
  return TRANSPORT[type] === undefined ? `input.${name}` : `input.${name}::${SQL_TYPES[type]}`
}

function columnArrays<Row extends object>(columns: readonly NamedColumn[], rows: readonly Partial<Row>[]): string[] {
  return columns.map(({ property, type }) =>
    arrayParam(
      type,
      rows.map((row) => (row as Record<string, unknown>)[property]),
    ),
  )
}

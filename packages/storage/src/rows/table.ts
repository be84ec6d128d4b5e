import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm'

export const COLUMN_TYPES = [
  'text',
  'ltree',
  'int',
  'bigint',
  'boolean',
  'instant',
  'date',
  'minor',
  'json',
  'bytea',
  'text[]',
  'bigint[]',
  'instant[]',
] as const
export type ColumnType = (typeof COLUMN_TYPES)[number]

export interface Column {
  readonly type: ColumnType
  readonly primary?: boolean
  readonly nullable?: boolean
  /** The server numbers the rows; never written by us. */
  readonly generated?: boolean
}

/** What PostgreSQL calls the type; an instant is a number of milliseconds on our side. */
export const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  ltree: 'ltree',
  int: 'integer',
  bigint: 'bigint',
  boolean: 'boolean',
  instant: 'timestamp with time zone',
  date: 'date',
  // minor units of money: a bigint here as there
  minor: 'bigint',
  json: 'jsonb',
  bytea: 'bytea',
  'text[]': 'text[]',
  'bigint[]': 'bigint[]',
  'instant[]': 'timestamp with time zone[]',
}

export interface NamedColumn extends Column {
  readonly property: string
  readonly name: string
}

/** One table: the mapping that TypeORM reads and the casts of the unnest statements, from one description. */
export interface Table<Row extends object> {
  readonly name: string
  readonly columns: readonly NamedColumn[]
  readonly entity: EntitySchema<Row>
}

/** A property `heartbeatIntervalMs` is the column `heartbeat_interval_ms`. */
export function table<Row extends object>(
  name: string,
  columns: { readonly [Property in keyof Row]-?: Column },
): Table<Row> {
  const named = Object.entries<Column>(columns).map(([property, column]) => ({
    ...column,
    property,
    name: columnName(property),
  }))
  const entity = new EntitySchema<Row>({
    name,
    tableName: name,
    columns: Object.fromEntries(named.map((column) => [column.property, columnOptions(column)])) as {
      [Property in keyof Row]: EntitySchemaColumnOptions
    },
  })
  return { name, columns: named, entity }
}

export const column = (type: ColumnType): Column => ({ type })
export const nullable = (type: ColumnType): Column => ({ type, nullable: true })
export const primary = (type: ColumnType): Column => ({ type, primary: true })
export const generated = (type: ColumnType): Column => ({ type, generated: true })

function columnName(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function columnOptions({
  name,
  type,
  primary: isPrimary,
  nullable: isNullable,
  generated: isGenerated,
}: NamedColumn): EntitySchemaColumnOptions {
  const isArray = type.endsWith('[]')
  return {
    name,
    type: SQL_TYPES[type].replace('[]', '') as 'text',
    array: isArray,
    primary: isPrimary ?? false,
    nullable: isNullable ?? false,
    ...(isGenerated ? { generated: 'increment' as const } : {}),
    ...(type === 'instant' ? { transformer: instantTransformer } : {}),
    ...(type === 'minor' ? { transformer: minorTransformer } : {}),
  }
}

/** The connection already reads instants as numbers; only the way in needs a Date. */
const instantTransformer = {
  to: (value: unknown) => (typeof value === 'number' ? new Date(value) : value),
  from: (value: unknown) => value,
}

const minorTransformer = {
  to: (value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  from: (value: unknown) => (typeof value === 'number' || typeof value === 'string' ? BigInt(value) : value),
}

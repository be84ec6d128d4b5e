import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate, SQL_TYPES, tables } from './index.ts'
import { migrations } from './migrations/index.ts'
import { printSchema } from './schema-text.ts'
import { type TestDatabase, testDatabase } from './testing.ts'

let database: TestDatabase
let client: Client

beforeAll(async () => {
  database = await testDatabase()
  client = new Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

test('the committed schema.sql is the schema', async () => {
  await expect(await printSchema(database.url)).toMatchFileSnapshot('../schema.sql')
})

describe('the mapping of each table is the table', () => {
  test('no table is without a mapping', async () => {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    )
    expect(rows.map(({ name }) => name)).toEqual([...tables.map(({ name }) => name), 'migration'].sort())
  })

  test.each(tables.map((table) => ({ name: table.name, table })))('$name', async ({ table }) => {
    const { rows } = await client.query<{ name: string; type: string; nullable: boolean; generated: boolean }>(
      `select a.attname as name, format_type(a.atttypid, null) as type, not a.attnotnull as nullable, a.attidentity = 'a' as generated
       from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by 1`,
      [table.name],
    )
    const mapped = table.columns.map(({ name, type, nullable, generated }) => ({
      name,
      type: SQL_TYPES[type],
      nullable: nullable ?? false,
      generated: generated ?? false,
    }))
    expect(mapped.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(rows)
  })

  test.each(tables.map((table) => ({ name: table.name, table })))('$name has its primary key', async ({ table }) => {
    const { rows } = await client.query<{ name: string }>(
      `select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
       where i.indrelid = $1::regclass and i.indisprimary order by 1`,
      [table.name],
    )
    const keys = table.columns.filter(({ primary }) => primary).map(({ name }) => name)
    expect(keys.sort()).toEqual(rows.map(({ name }) => name))
  })
})

describe('migrating', () => {
  test('a second time changes nothing', async () => {
    const before = await printSchema(database.url)
    await migrate(database.url)
    expect(await printSchema(database.url)).toBe(before)
    const { rows } = await client.query<{ id: string }>('select id from migration order by id')
    expect(rows.map(({ id }) => id)).toEqual(migrations.map(({ id }) => id))
  })

  test('two at once on an empty database end in one schema', async () => {
    const name = `${database.name}_twice`
    await client.query(`create database ${name}`)
    try {
      const url = database.url.replace(database.name, name)
      await Promise.all([migrate(url), migrate(url)])
      expect(await printSchema(url)).toBe(await printSchema(database.url))
    } finally {
      await client.query(`drop database ${name} with (force)`)
    }
  })
})

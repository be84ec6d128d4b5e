import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { byPlatform } from '../doors.fixture.ts'
import { handClock, makeBranch } from '../fleet.fixture.ts'
import { migrations } from '../migrations/index.ts'
import { printSchema } from '../schema-text.ts'
import { migrate, migrateWithin } from '../migrate.ts'
import { emptyDatabase, type TestDatabase } from '../testing.ts'
import {
  type BackedSchema,
  type BackedTable,
  BackupFault,
  nameOf,
  openSnapshot,
  playBack,
  type RowSource,
} from './index.ts'
import { everyRow, everythingElse, wholeHouse } from './whole-house.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, database } = await wholeHouse(clock)
const asOwner = byPlatform(owner)
const one = await taken()
const made: TestDatabase[] = []
afterAll(() => Promise.all(made.map((target) => target.drop())))

async function empty(): Promise<TestDatabase> {
  const target = await emptyDatabase()
  made.push(target)
  return target
}

type Kept = Map<string, { readonly text: Buffer; readonly rows: number }>

async function taken(url = database.url): Promise<{ shape: BackedSchema; kept: Kept }> {
  const snapshot = await openSnapshot(url)
  try {
    const kept: Kept = new Map()
    for (const table of snapshot.tables) {
      const { text, rows } = await snapshot.read(table)
      kept.set(nameOf(table), { text: await buffer(text), rows: rows() })
    }
    await snapshot.assertUnchanged()
    return { shape: snapshot, kept }
  } finally {
    await snapshot.close()
  }
}

function sourceOf(kept: Kept, loaded: RowSource['loaded'] = () => undefined): RowSource {
  return { open: async (table) => Readable.from([kept.get(nameOf(table))?.text ?? Buffer.alloc(0)]), loaded }
}

const isEmpty = async ({ url }: TestDatabase) => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client
    .query<{ count: number }>(
      `select count(*)::int as count from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'S')`,
    )
    .finally(() => client.end())
  return rows[0]?.count === 0
}

describe('a house that is played back', () => {
  test('is the same, row for row, with counters, keys, triggers, partitions and who may see what', async () => {
    const { shape, kept } = one
    const target = await empty()
    const counted: Record<string, number> = {}
    await playBack(
      target.url,
      shape,
      sourceOf(kept, (table, rows) => void (counted[nameOf(table)] = rows)),
    )

    const [before, after] = [await everyRow(database.url), await everyRow(target.url)]
    expect(after).toEqual(before)
    expect(Object.values(after).filter((rows) => !rows.startsWith('0 ')).length).toBeGreaterThan(80)
    expect(after['partition.ledger_posting_2026_12_archived']).toMatch(/^1 /)
    expect(counted).toEqual(Object.fromEntries([...kept].map(([name, { rows }]) => [name, rows])))
    expect(await printSchema(target.url)).toBe(await printSchema(database.url))
    expect(await everythingElse(target.url)).toEqual(await everythingElse(database.url))
  })

  test('of an older schema is migrated afterwards', async () => {
    const older = await empty()
    const client = new Client({ connectionString: older.url })
    await client.connect()
    const known = new Set(migrations.slice(0, -3).map(({ id }) => id))
    await client.query('begin')
    await migrateWithin(client, (id) => known.has(id))
    await client.query(`insert into setting values ('k', '1', now())`)
    await client.query('commit').finally(() => client.end())
    const { shape, kept } = await taken(older.url)
    expect(shape.migrations).toHaveLength(known.size)

    const target = await empty()
    await playBack(target.url, shape, sourceOf(kept))
    await migrate(older.url)
    const when = (rows: Record<string, string>) => ({ ...rows, 'public.migration': 'when it was applied is its own' })
    expect(when(await everyRow(target.url))).toEqual(when(await everyRow(older.url)))
    expect(await printSchema(target.url)).toBe(await printSchema(older.url))
  })
})

describe('a play-back is refused', () => {
  test('into a database that holds anything', async () => {
    const { shape, kept } = one
    await expect(playBack(database.url, shape, sourceOf(kept))).rejects.toThrow(/not empty: it holds \d+ tables/)
  })

  test('of a schema that nobody here knows', async () => {
    const { shape, kept } = one
    const newer = { ...shape, migrations: [...shape.migrations, '9999-later'] }
    const target = await empty()
    await expect(playBack(target.url, newer, sourceOf(kept))).rejects.toThrow(
      /newer version \(it has seen 9999-later\)/,
    )
    expect(await isEmpty(target)).toBe(true)
  })

  test.each<[string, (table: BackedTable) => BackedTable]>([
    ['with a partition of nothing', (table) => ({ ...table, schema: 'partition', name: 'event_2027_13' })],
    [
      'with a name that is more than one',
      (table) => ({ ...table, schema: 'public', name: 'node"; drop table node; --' }),
    ],
    ['with a column that is not in it', (table) => ({ ...table, columns: [...table.columns, 'other'] })],
  ])('%s', async (_name, change) => {
    const { shape, kept } = one
    const [first, ...rest] = shape.tables
    if (first === undefined) throw new Error('no table')
    const target = await empty()
    await expect(playBack(target.url, { ...shape, tables: [change(first), ...rest] }, sourceOf(kept))).rejects.toThrow(
      BackupFault,
    )
    expect(await isEmpty(target)).toBe(true)
  })

  test.each<[string, (kept: Kept) => RowSource]>([
    ['when a part ends in the middle', (kept) => ({ ...sourceOf(kept), open: async () => Readable.from(broken()) })],
    [
      'when a count is not what it was',
      (kept) =>
        sourceOf(kept, () => {
          throw new BackupFault('other rows')
        }),
    ],
    ['when a row refers to nothing', (kept) => sourceOf(new Map([...kept].filter(([name]) => name !== 'public.node')))],
  ])('as a whole %s', async (_name, source) => {
    const { shape, kept } = one
    const target = await empty()
    await expect(playBack(target.url, shape, source(kept))).rejects.toThrow()
    expect(await isEmpty(target)).toBe(true)
  })
})

async function* broken(): AsyncGenerator<Buffer> {
  yield Buffer.from('half a row')
  await Promise.resolve()
  throw new Error('the disk is gone')
}

describe('while a snapshot is read', () => {
  test('what is written goes on, and is not in it; one backup at a time', async () => {
    const snapshot = await openSnapshot(database.url)
    try {
      await expect(openSnapshot(database.url)).rejects.toThrow(/Another backup/)
      const before = await everyRow(database.url)
      await asOwner(async (unit) => {
        const { agent } = await makeBranch(unit, 'later')
        unit.append([{ type: 'Happened', subject: agent.id, path: agent.path, at: clock.now(), data: {} }])
      })
      const counts: Record<string, number> = {}
      for (const table of snapshot.tables) {
        const { text, rows } = await snapshot.read(table)
        await pipeline(text, new PassThrough().resume())
        counts[nameOf(table)] = rows()
      }
      await snapshot.assertUnchanged()
      const countOf = (rows: string | undefined) => Number(rows?.split(' ')[0])
      expect(counts).toEqual(Object.fromEntries(Object.entries(before).map(([name, rows]) => [name, countOf(rows)])))
      expect(countOf((await everyRow(database.url))['public.node'])).toBe((counts['public.node'] ?? 0) + 4)
    } finally {
      await snapshot.close()
    }
  })

  test('months are made and the schema is changed, and nobody waits but for one table', async () => {
    const snapshot = await openSnapshot(database.url)
    const client = new Client({ connectionString: database.url })
    await client.connect()
    try {
      const [event] = snapshot.tables.filter(({ name }) => name === 'event_2027_01')
      if (event === undefined) throw new Error('no month of events')
      await buffer((await snapshot.read(event)).text)
      // both would wait for a lock that is held on the table, and give up
      await client.query(`set lock_timeout = '2s'`)
      await client.query(`select event_month_make('2027-04-01')`)
      await client.query('alter table node alter column name set statistics 100')
      await snapshot.assertUnchanged()
      await client.query(`insert into migration values ('9999-later')`)
      await expect(snapshot.assertUnchanged()).rejects.toThrow(/was migrated while it was read/)
      await client.query(`delete from migration where id = '9999-later'`)
    } finally {
      await client.end()
      await snapshot.close()
    }
  })
})

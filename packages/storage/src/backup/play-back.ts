import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { CONNECT_TIMEOUT_MS } from '../limits.ts'
import { migrate, migrateWithin } from '../migrate.ts'
import { migrations } from '../migrations/index.ts'
import { makeMissingPartitions } from './partitions.ts'
import {
  type BackedSchema,
  type BackedTable,
  backedTables,
  BackupFault,
  columnsOf,
  COPY_SETTINGS,
  nameOf,
  OURS,
  quotedTable,
} from './tables.ts'

/** Where the rows of a table come from, and what is said when they are in. Throws when they are not what they were. */
export interface RowSource {
  open(table: BackedTable): Promise<Readable>
  /** After the last row, before anything is kept. @throws BackupFault */
  loaded(table: BackedTable, rows: number): void
}

/**
 * Makes a database again, whole or not at all: schema of that time, rows, counters and foreign keys in one transaction, so
 * that a fault leaves an empty database behind; then newer migrations. The login role needs what `migrate` needs.
 * @throws BackupFault when the database is not empty, or the backup is of a schema that this software does not know
 */
export async function playBack(url: string, backup: BackedSchema, source: RowSource): Promise<void> {
  assertKnown(backup)
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(COPY_SETTINGS)
    await client.query('begin')
    await assertEmpty(client)
    const wanted = new Set(backup.migrations)
    await migrateWithin(client, (id) => wanted.has(id))
    await makeMissingPartitions(client, backup.tables)
    await assertSameTables(client, backup)
    await loadAll(client, backup, source)
    await client.query('commit')
    // with no figures about its rows the database would plan its first hours badly
    await client.query(`analyze ${backup.tables.map(quotedTable).join(', ')}`)
  } finally {
    // a COPY that was broken off leaves a connection on which nothing more can be said; its end rolls back
    await client.end().catch(() => undefined)
  }
  await migrate(url)
}

function assertKnown({ migrations: ofBackup }: BackedSchema): void {
  const known = new Set(migrations.map(({ id }) => id))
  const unknown = ofBackup.filter((id) => !known.has(id))
  if (unknown.length > 0)
    throw new BackupFault(
      `The backup is of a newer version (it has seen ${unknown.at(-1)}): restore it with that software or a later one.`,
    )
}

/** @throws BackupFault that says what stands in the database */
export async function assertEmpty(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') order by 1`,
  )
  if (rows.length === 0) return
  const [first] = rows
  throw new BackupFault(
    `The database is not empty: it holds ${rows.length} tables and the like, ${first?.name} the first of them. ` +
      'Make a new database for the restore, or remove this one yourself if nobody needs it.',
  )
}

/** Columns of both sides are the same, or a column would be filled by its default in silence. */
async function assertSameTables(client: Client, backup: BackedSchema): Promise<void> {
  const here = new Map((await backedTables(client)).map((table) => [nameOf(table), table]))
  for (const table of backup.tables) {
    const found = here.get(nameOf(table))
    if (found?.columns.toSorted().join() === table.columns.toSorted().join()) continue
    const about = found === undefined ? 'has no place' : 'has other columns'
    throw new BackupFault(
      `${nameOf(table)} of the backup ${about} in the schema of this software: somebody changed the schema by hand.`,
    )
  }
}

/**
 * Foreign keys are taken away and put back, which proves them all at once, whatever refers to what. Triggers of ours have
 * done their work when the rows were first written. Forced row security refuses COPY even to the owner.
 */
async function loadAll(client: Client, backup: BackedSchema, source: RowSource): Promise<void> {
  const keys = await foreignKeys(client)
  const tables = await allTables(client)
  for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${name}`)
  for (const { name } of tables)
    await client.query(`alter table ${name} disable trigger user; alter table ${name} no force row level security`)
  // what migrations wrote by themselves stands in the backup, as it was
  await client.query(`truncate ${tables.map(({ name }) => name).join(', ')}`)
  for (const table of backup.tables) {
    const text = await source.open(table)
    const into = client.query(copyFrom(`copy ${quotedTable(table)} (${columnsOf(table)}) from stdin`))
    await pipeline(text, into)
    source.loaded(table, into.rowCount)
  }
  for (const { name, last } of backup.sequences)
    if (last !== null) await client.query('select setval($1::regclass, $2::bigint)', [name, last])
  for (const { name, forced } of tables) {
    await client.query(`alter table ${name} enable trigger user`)
    if (forced) await client.query(`alter table ${name} force row level security`)
  }
  for (const { table, name, definition } of keys)
    await client.query(`alter table ${table} add constraint ${name} ${definition}`)
}

async function foreignKeys(client: Client): Promise<{ table: string; name: string; definition: string }[]> {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(
    `select k.conrelid::regclass::text as table, quote_ident(k.conname) as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and k.conparentid = 0 and ${OURS} order by 1, 2`,
  )
  return rows
}

/** Partitioned ones too. */
async function allTables(client: Client): Promise<{ name: string; forced: boolean }[]> {
  const { rows } = await client.query<{ name: string; forced: boolean }>(
    `select c.oid::regclass::text as name, c.relforcerowsecurity as forced
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and ${OURS} order by 1`,
  )
  return rows
}

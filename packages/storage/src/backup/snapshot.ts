import { finished } from 'node:stream/promises'
import type { Readable } from 'node:stream'
import type { Instant } from '@budeng/kernel'
import { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { CONNECT_TIMEOUT_MS } from '../limits.ts'
import { migrations } from '../migrations/index.ts'
import { roleName } from '../roles.ts'
import { JOB_LOCKS, JOBS } from '../worker/leader.ts'
import {
  type BackedSchema,
  type BackedTable,
  backedSequences,
  backedTables,
  BackupBusy,
  BackupFault,
  columnsOf,
  COPY_SETTINGS,
  nameOf,
  quotedTable,
} from './tables.ts'

/** How long reading waits for a table that somebody alters. */
const LOCK_TIMEOUT_MS = 30_000

/** One moment of the database, read while everything goes on. */
export interface Snapshot extends BackedSchema {
  /** By the server's clock. */
  readonly at: Instant
  /** Highest position of the record. */
  readonly position: number
  /**
   * Rows of one table as COPY text. One at a time, to its end: only then is its lock given back, and no other is held.
   * `rows` counts those that were read.
   */
  read(table: BackedTable): Promise<{ readonly text: Readable; rows(): number }>
  /** @throws BackupFault when the schema was changed since: what was read afterwards may lack rows */
  assertUnchanged(): Promise<void>
  /** Nothing more is read: the database need keep nothing for it. No other backup may begin before `close`. */
  release(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a snapshot and keeps it until `close`. One connection holds it and no lock of a table; a second one reads by it,
 * one transaction a table, so that migrations and partitions wait for the reading of one table at most. Both are read-only.
 * Vacuum keeps what the snapshot may still see, as with pg_dump.
 * @throws BackupFault when another backup of this database is under way, or the schema is not one of ours
 */
export async function openSnapshot(url: string): Promise<Snapshot> {
  const clients: Client[] = []
  const close = async () => {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)))
  }
  try {
    const holder = await connected(url, clients)
    await takeLock(holder)
    await holder.query('begin isolation level repeatable read read only')
    const taken = await take(holder)
    const reader = await connected(url, clients)
    await reader.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}`)
    return {
      ...taken.shape,
      read: (table) => readTable(reader, taken.name, table),
      assertUnchanged: () => assertUnchanged(reader, taken.shape),
      release: async () => void (await holder.query('commit')),
      close,
    }
  } catch (fault) {
    await close()
    throw fault
  }
}

async function connected(url: string, clients: Client[]): Promise<Client> {
  const settings = `-c role=${roleName('owner')} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0`
  const client = new Client({
    connectionString: url,
    application_name: 'budeng_backup',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    options: settings,
    keepAlive: true,
  })
  // whoever waits for a statement is told by it; an error that nobody hears would end the process
  client.on('error', () => undefined)
  clients.push(client)
  await client.connect()
  await client.query(COPY_SETTINGS)
  return client
}

/** To the end of the session: two at once would remove each other's remains. */
async function takeLock(client: Client): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [
    JOB_LOCKS,
    JOBS.backup,
  ])
  if (rows[0]?.mine !== true) throw new BackupBusy('Another backup of this database is under way: wait for its end.')
}

async function take(client: Client) {
  const { rows: migrated } = await client.query<{ id: string }>('select id from migration order by id')
  const known = new Set(migrations.map(({ id }) => id))
  const unknown = migrated.find(({ id }) => !known.has(id))
  if (unknown !== undefined)
    throw new BackupFault(`The database has seen ${unknown.id}, which this software does not know: use the newer one.`)
  const { rows } = await client.query<{ name: string; at: string; position: string }>(
    `select pg_export_snapshot() as name, (extract(epoch from clock_timestamp()) * 1000)::bigint::text as at,
       (select coalesce(max(position), 0)::text from event_order) as position`,
  )
  const [{ name, at, position } = { name: '', at: '0', position: '0' }] = rows
  const shape = {
    at: Number(at),
    position: Number(position),
    migrations: migrated.map(({ id }) => id),
    tables: await backedTables(client),
    sequences: await backedSequences(client),
  }
  return { name, shape }
}

async function readTable(client: Client, snapshot: string, table: BackedTable): ReturnType<Snapshot['read']> {
  await client.query('begin isolation level repeatable read read only')
  await client.query(`set transaction snapshot '${snapshot}'`)
  const text = client.query(copyTo(`copy ${quotedTable(table)} (${columnsOf(table)}) to stdout`))
  // the lock of the table is given back at once; what fails here fails in the reading too, or at the next table
  void finished(text, { cleanup: true })
    .then(() => client.query('commit'))
    .catch(() => undefined)
  return { text, rows: () => text.rowCount }
}

/** A table that was rewritten or emptied looks empty to older snapshots; only migrations do that to what must be kept. */
async function assertUnchanged(client: Client, shape: BackedSchema): Promise<void> {
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from migration')
  if (rows[0]?.count !== shape.migrations.length)
    throw new BackupFault('The database was migrated while it was read: make the backup again.')
  const now = new Set((await backedTables(client)).map(nameOf))
  const gone = shape.tables.find((table) => !now.has(nameOf(table)))
  if (gone !== undefined)
    throw new BackupFault(`${nameOf(gone)} was removed while the database was read: make the backup again.`)
}

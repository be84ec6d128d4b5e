import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { idMaker } from '@budeng/kernel'
import { migrate, openStorage, type Storage } from '@budeng/storage'
import { startEmbedded } from '@budeng/storage/embedded'
import { Client } from 'pg'
import { newDataDir } from '../../house.ts'
import { seconds } from '../table.ts'
import { LEDGER, RECORDS, TREE } from './ground-sql.ts'

/** A database with our tables, into which records are put by plain SQL. */
export interface Ground {
  /** As the API asks: its role, under row-level security. */
  readonly app: Storage
  readonly superuser: Client
}

/** Steps that take longer are told. */
const TOLD_FROM_MS = 5_000

const SETTINGS = [
  // triggers and foreign keys rest while rows are made that are right by themselves
  'set session_replication_role = replica',
  `set maintenance_work_mem = '1GB'`,
  `set work_mem = '256MB'`,
  `alter system set max_wal_size = '16GB'`,
  `alter system set checkpoint_timeout = '1h'`,
  'select pg_reload_conf()',
]

/** Every table that grows with the records. */
const GROWING = [
  'journal_record',
  'transaction',
  'record_line',
  'batch',
  'batch_total',
  'consistency_proof',
  'open_difference',
  'ledger_entry',
  'ledger_posting',
  'file_line',
  'host_record',
] as const

/** Those whose keys are taken away while they are filled: nothing refers to them. */
const KEYED = [
  'journal_record',
  'transaction',
  'record_line',
  'ledger_entry',
  'ledger_posting',
  'file_line',
  'host_record',
]

/** A server with a database for each number of records. */
export interface Grounds {
  /** Holds so many records; from an earlier run when its folder was kept. */
  open(records: number): Promise<Ground>
  close(): Promise<void>
}

/** With a folder the databases stay there, for the next run and for whoever else wants to read much. */
export async function openGrounds(kept: string | undefined): Promise<Grounds> {
  const folder = kept ?? newDataDir()
  const server = await startEmbedded({ dataDir: join(folder, 'postgres'), fsync: false, log: () => {} })
  const closing: (() => Promise<void>)[] = []
  return {
    open: async (records) => {
      const name = `plans_${records}`
      const isFresh = await makeDatabase(server.url, name)
      const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href
      await migrate(url)
      const superuser = new Client({ connectionString: url })
      await superuser.connect()
      closing.push(() => superuser.end())
      if (isFresh) await fill(superuser, records)
      const clock = { now: Date.now }
      const newId = idMaker(clock.now, randomBytes)
      const app = await openStorage({ url, role: 'app', clock, newId, poolMax: 1 })
      closing.push(() => app.close())
      return { app, superuser }
    },
    close: async () => {
      for (const close of closing) await close()
      await server.stop()
      if (kept === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** False: it was there, filled to the end. One that was left half filled is made anew. */
async function makeDatabase(url: string, name: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ filled: boolean }>(
      `select shobj_description(oid, 'pg_database') = '${FILLED}' as filled from pg_database where datname = $1`,
      [name],
    )
    if (rows[0]?.filled === true) return false
    await client.query(`drop database if exists ${name}`)
    await client.query(`create database ${name}`)
    return true
  } finally {
    await client.end()
  }
}

const FILLED = 'filled'

async function fill(superuser: Client, records: number): Promise<void> {
  await superuser.query(TREE)
  for (const setting of SETTINGS) await superuser.query(setting)
  await superuser.query(LEDGER)
  const indexes = await dropIndexes(superuser)
  const name = `comment on database plans_${records} is '${FILLED}'`
  for (const statement of [...RECORDS(records), ...indexes, 'vacuum analyze', name]) {
    const startedAt = performance.now()
    await superuser.query(statement)
    const tookMs = performance.now() - startedAt
    if (tookMs > TOLD_FROM_MS) console.error(`${seconds(tookMs)} ${statement.slice(0, 80)}`)
  }
}

/** Takes indexes away, and answers how to make them again: filled first and sorted once is several times as fast. */
async function dropIndexes(superuser: Client): Promise<readonly string[]> {
  const { rows: indexes } = await superuser.query<{ drop: string; make: string }>(
    `select format('drop index %s', i.indexrelid::regclass) as drop, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as make
     from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
     where n.nspname = 'public' and t.relname = any($1) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [GROWING],
  )
  const { rows: keys } = await superuser.query<{ drop: string; make: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
       format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as make
     from pg_constraint where contype in ('p', 'u') and conrelid = any($1::text[]::regclass[])`,
    [KEYED],
  )
  const all = [...indexes, ...keys]
  for (const { drop } of all) await superuser.query(drop)
  return all.map(({ make }) => make)
}

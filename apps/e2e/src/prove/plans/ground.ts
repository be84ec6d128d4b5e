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
  /** Holds so many records then, and nothing of those before; the indexes are made anew afterwards. */
  fill(records: number): Promise<void>
  close(): Promise<void>
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

export async function openGround(): Promise<Ground> {
  const folder = newDataDir()
  const server = await startEmbedded({ dataDir: join(folder, 'postgres'), fsync: false, log: () => {} })
  await migrate(server.url)
  const superuser = new Client({ connectionString: server.url })
  await superuser.connect()
  for (const setting of SETTINGS) await superuser.query(setting)
  await superuser.query(TREE)
  await superuser.query(LEDGER)
  const clock = { now: Date.now }
  const app = await openStorage({
    url: server.url,
    role: 'app',
    clock,
    newId: idMaker(clock.now, randomBytes),
    poolMax: 1,
  })
  return {
    app,
    superuser,
    fill: async (records) => {
      await superuser.query(`truncate ${[...GROWING, 'ledger_pending'].join(', ')} cascade`)
      const indexes = await dropIndexes(superuser)
      for (const statement of [...RECORDS(records), ...indexes, 'vacuum analyze']) {
        const startedAt = performance.now()
        await superuser.query(statement)
        const tookMs = performance.now() - startedAt
        if (tookMs > TOLD_FROM_MS) console.error(`${seconds(tookMs)} ${statement.slice(0, 80)}`)
      }
    },
    close: async () => {
      await app.close()
      await superuser.end()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
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

import { Fault } from '@budeng/kernel'
import type { Client } from 'pg'

/** A table that holds rows itself: a plain one, or one partition. */
export interface BackedTable {
  readonly schema: 'public' | 'partition'
  readonly name: string
  /** In the order of the COPY; what the database reckons itself is left out. */
  readonly columns: readonly string[]
}

/** A counter of the database; null: nothing was taken from it. */
export interface BackedSequence {
  readonly name: string
  readonly last: number | null
}

/** What a database was when its snapshot was taken; with this and its rows it can be made again. */
export interface BackedSchema {
  /** Migrations that it had seen. */
  readonly migrations: readonly string[]
  readonly tables: readonly BackedTable[]
  readonly sequences: readonly BackedSequence[]
}

/** A backup that cannot be made, or not be played back, told in one sentence with what to do. Names no secret. */
export class BackupFault extends Fault {
  override name = 'BackupFault'
}

/** Another one is being made; nothing is wrong. */
export class BackupBusy extends BackupFault {
  override name = 'BackupBusy'
}

/** Life signs are of processes that are not there after a restore. */
const LEFT_OUT: readonly string[] = ['public.process']

/** Text of COPY depends on these: the same on both sides, or the same rows would have another hash. */
export const COPY_SETTINGS = `
  set timezone to 'UTC'; set datestyle to 'ISO, MDY'; set intervalstyle to 'postgres'; set extra_float_digits to 1;
  set bytea_output to 'hex'; set client_encoding to 'UTF8'; set max_parallel_workers_per_gather to 0;`

export const OURS = `n.nspname in ('public', 'partition')
  and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`

/** Tables with rows of their own, in the order of their names. */
export async function backedTables(client: Client): Promise<BackedTable[]> {
  const { rows } = await client.query<BackedTable>(
    `select n.nspname as schema, c.relname as name, (
       select array_agg(a.attname::text order by a.attnum) from pg_attribute a
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and ${OURS} order by n.nspname collate "C", c.relname collate "C"`,
  )
  return rows.filter((table) => !LEFT_OUT.includes(nameOf(table)))
}

export async function backedSequences(client: Client): Promise<BackedSequence[]> {
  const { rows } = await client.query<{ name: string; last: string | null }>(
    `select schemaname || '.' || sequencename as name, last_value::text as last
     from pg_sequences where schemaname in ('public', 'partition') order by 1`,
  )
  return rows.map(({ name, last }) => ({ name, last: last === null ? null : Number(last) }))
}

export function nameOf({ schema, name }: Pick<BackedTable, 'schema' | 'name'>): string {
  return `${schema}.${name}`
}

/** For SQL: names come from a catalogue or from a file that somebody may have written by hand. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function quotedTable({ schema, name }: Pick<BackedTable, 'schema' | 'name'>): string {
  return `${quoted(schema)}.${quoted(name)}`
}

export function columnsOf({ columns }: BackedTable): string {
  return columns.map(quoted).join(', ')
}

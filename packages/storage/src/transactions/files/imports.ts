import {
  columnList,
  type CsvMappingRow,
  csvMappingTable,
  type FileImportRow,
  fileImportTable,
  type FileLineRow,
  fileLineTable,
  unnestInsert,
  unnestUpdate,
} from '../../rows/index.ts'
import { FILE_MONTHS_AHEAD, FILE_MONTHS_KEPT } from '../../limits.ts'
import { monthMaker } from '../../months.ts'
import type { Scoped, Unit } from '../../unit.ts'

const IMPORT = columnList(fileImportTable, 'f')
const LINE = columnList(fileLineTable, 'l')
const MAPPING = columnList(csvMappingTable, 'm')

/** A file that was received whole, before anything of it is read. */
export type NewImport = Pick<
  FileImportRow,
  | 'id'
  | 'acquirerId'
  | 'name'
  | 'format'
  | 'mapping'
  | 'mappingId'
  | 'businessDate'
  | 'originalSha256'
  | 'originalBytes'
  | 'storedSha256'
  | 'storedBytes'
  | 'createdBy'
>

/** The import of these very bytes, if there is one. */
export async function importOfBytes(db: Scoped, acquirerId: string, sha256: Buffer): Promise<FileImportRow | null> {
  const [row] = await db.query<FileImportRow>(
    `select ${IMPORT} from file_import f where f.acquirer_id = $1 and f.original_sha256 = $2`,
    [acquirerId, sha256],
  )
  return row ?? null
}

/** Notes a received file for the worker; false when the same bytes are there already. */
export async function insertImport(unit: Unit, made: NewImport): Promise<boolean> {
  const createdAt = unit.clock.now()
  const row = { ...made, path: made.acquirerId, state: 'WAITING' as const, createdAt }
  const count = await unnestInsert(unit, fileImportTable, [row], {
    properties: [...Object.keys(row)] as (keyof FileImportRow & string)[],
    onConflict: 'on conflict (acquirer_id, original_sha256) do nothing',
  })
  if (count === 0) return false
  const { id, acquirerId, name, format, businessDate, originalBytes, originalSha256 } = made
  const data = { name, format, businessDate, bytes: originalBytes, sha256: originalSha256.toString('hex') }
  unit.append([{ type: 'FileReceived', subject: id, path: acquirerId, at: createdAt, data }])
  return true
}

export async function importsByIds(db: Scoped, ids: readonly string[]): Promise<FileImportRow[]> {
  return await db.query<FileImportRow>(`select ${IMPORT} from file_import f where f.id = any($1::text[])`, [ids])
}

/** One import, locked; null when it is not there. */
export async function lockImport(unit: Unit, id: string): Promise<FileImportRow | null> {
  const [row] = await unit.query<FileImportRow>(
    `select ${IMPORT} from file_import f where f.id = $1 for no key update`,
    [id],
  )
  return row ?? null
}

/** Imports of an acquirer, the newest first. */
export async function listImports(
  db: Scoped,
  acquirerId: string,
  before: { readonly createdAt: number; readonly id: string } | null,
  limit: number,
): Promise<FileImportRow[]> {
  return await db.query<FileImportRow>(
    `select ${IMPORT} from file_import f where f.acquirer_id = $1
       and ($2::timestamptz is null or (f.created_at, f.id) < ($2::timestamptz, $3::text)) order by f.created_at desc, f.id desc limit $4`,
    [acquirerId, before === null ? null : new Date(before.createdAt), before?.id ?? null, limit],
  )
}

/** The oldest import that is not at its end, locked; null when there is none, or another one holds it. */
export async function takeImport(unit: Unit): Promise<FileImportRow | null> {
  const [row] = await unit.query<FileImportRow>(
    `select ${IMPORT} from file_import f where f.state in ('WAITING', 'READING', 'MATCHING') order by f.created_at, f.id limit 1
     for no key update skip locked`,
  )
  return row ?? null
}

/** Lines of a file, in the transaction that moves its position: after a fall they are read again and never twice. */
export async function insertFileLines(unit: Unit, lines: readonly FileLineRow[]): Promise<number> {
  return await unnestInsert(unit, fileLineTable, lines, { onConflict: 'on conflict do nothing' })
}

// what lines came to is counted where that is found
const MOVING = [
  'state',
  'mapping',
  'position',
  'line',
  'rows',
  'badRows',
  'unknownTerminals',
  'problem',
  'startedAt',
  'finishedAt',
  'version',
] as const satisfies readonly (keyof FileImportRow)[]

/** How far an import is now. Under its lock. */
export async function saveImport(unit: Unit, row: FileImportRow): Promise<void> {
  await unnestUpdate(unit, fileImportTable, [row], MOVING)
}

/** Lines of an import in one state, or in any, in the order of the file. */
export async function fileLines(
  db: Scoped,
  { importId, businessDate }: { readonly importId: string; readonly businessDate: string },
  {
    state,
    afterLine,
    limit,
  }: { readonly state: FileLineRow['state'] | null; readonly afterLine: number; readonly limit: number },
): Promise<FileLineRow[]> {
  return await db.query<FileLineRow>(
    `select ${LINE} from file_line l where l.import_id = $1 and l.business_date = $2::date and l.line > $4 ${state === null ? 'and $3::text is null' : 'and l.state = $3'}
     order by l.line limit $5`,
    [importId, businessDate, state, afterLine, limit],
  )
}

/** Names a line. */
export interface FileLinePlace {
  readonly importId: string
  readonly line: number
}

export async function fileLinesAt(db: Scoped, places: readonly FileLinePlace[]): Promise<FileLineRow[]> {
  return await db.query<FileLineRow>(
    `select ${LINE} from unnest($1::text[], $2::int[]) as p (import_id, line) join file_import f on f.id = p.import_id
     join file_line l on l.import_id = p.import_id and l.line = p.line and l.business_date = f.business_date`,
    [places.map(({ importId }) => importId), places.map(({ line }) => line)],
  )
}

/** What acquirers' files say of these transactions. */
export async function fileLinesOf(db: Scoped, transactionIds: readonly string[]): Promise<FileLineRow[]> {
  return await db.query<FileLineRow>(
    `select ${LINE} from file_line l where l.transaction_id = any($1::text[]) order by l.business_date, l.import_id, l.line`,
    [transactionIds],
  )
}

export async function mappingsOf(db: Scoped, acquirerId: string): Promise<CsvMappingRow[]> {
  return await db.query<CsvMappingRow>(
    `select ${MAPPING} from csv_mapping m where m.acquirer_id = $1 order by m.name`,
    [acquirerId],
  )
}

export async function mappingsByIds(db: Scoped, ids: readonly string[]): Promise<CsvMappingRow[]> {
  return await db.query<CsvMappingRow>(`select ${MAPPING} from csv_mapping m where m.id = any($1::text[])`, [ids])
}

export async function mappingById(db: Scoped, id: string): Promise<CsvMappingRow | null> {
  const [row] = await db.query<CsvMappingRow>(`select ${MAPPING} from csv_mapping m where m.id = $1`, [id])
  return row ?? null
}

/** Keeps a mapping under its name; the version rises with each change. */
export async function saveMapping(
  unit: Unit,
  {
    id,
    acquirerId,
    name,
    mapping,
    createdBy,
    expectedVersion,
  }: Pick<CsvMappingRow, 'id' | 'acquirerId' | 'name' | 'mapping' | 'createdBy'> & { readonly expectedVersion: number },
): Promise<CsvMappingRow | null> {
  const at = unit.clock.now()
  const [row] = await unit.query<CsvMappingRow>(
    `insert into csv_mapping as m (id, acquirer_id, path, name, mapping, created_by, created_at, changed_at)
     values ($1, $2::text, $2::ltree, $3, $4::jsonb, $5, $6, $6)
     on conflict (acquirer_id, name) do update set mapping = excluded.mapping, changed_at = excluded.changed_at, version = m.version + 1
     where m.version = $7
     returning ${MAPPING}`,
    [id, acquirerId, name, JSON.stringify(mapping), createdBy, new Date(at), expectedVersion],
  )
  if (row === undefined || row.version !== expectedVersion + 1) return null
  unit.append([
    { type: 'CsvMappingSaved', subject: row.id, path: acquirerId, at, data: { name, version: row.version, mapping } },
  ])
  return row
}

export const makeFileMonths = monthMaker('file', FILE_MONTHS_AHEAD)

/** Removes the oldest month of lines that is past its life, with an event to each acquirer; answers how many lines went. */
export async function removeFileMonth(unit: Unit): Promise<number> {
  const [oldest] = await unit.query<{ month: string | null }>(
    `select min(replace(substr(c.relname, 11), '_', '-')) as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'file_line'::regclass and c.relname ~ '^file_line_\\d{4}_\\d\\d$'
       and c.relname <= 'file_line_' || to_char(clock_timestamp() - ($1 + 1) * interval '1 month', 'YYYY_MM')`,
    [FILE_MONTHS_KEPT],
  )
  if (oldest?.month == null) return 0
  const [removed] = await unit.query<{ lines: number | null }>('select file_month_remove($1::date) as lines', [
    `${oldest.month}-01`,
  ])
  if (removed?.lines == null) return 0
  const at = unit.clock.now()
  const acquirers = await unit.query<{ id: string }>(`select id from node where kind = 'ACQUIRER'`)
  const data = { month: oldest.month, lines: removed.lines }
  unit.append(acquirers.map(({ id }) => ({ type: 'FileLinesRemoved', subject: id, path: id, at, data })))
  return removed.lines
}

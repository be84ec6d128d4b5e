import { type Level, Params, standsAt } from '../../lists/level.ts'
import {
  columnList,
  type ExportJobRow,
  exportJobTable,
  type TransactionRow,
  transactionTable,
  unnestInsert,
  unnestUpdate,
} from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'

const JOB = columnList(exportJobTable, 'e')

export type NewExport = Pick<
  ExportJobRow,
  'id' | 'personId' | 'sessionId' | 'acquirerId' | 'path' | 'kind' | 'format' | 'filter' | 'language' | 'expiresAt'
>

/** Notes a wish for the worker, with its event: that something was taken out is itself a fact. */
export async function insertExport(unit: Unit, wish: NewExport): Promise<void> {
  const createdAt = unit.clock.now()
  const row = { ...wish, state: 'WAITING' as const, createdAt }
  await unnestInsert(unit, exportJobTable, [row], { properties: Object.keys(row) as (keyof ExportJobRow & string)[] })
  const { id, path, kind, format, filter } = wish
  unit.append([{ type: 'ExportStarted', subject: id, path, at: createdAt, data: { kind, format, filter } }])
}

export async function exportById(db: Scoped, id: string): Promise<ExportJobRow | null> {
  const [row] = await db.query<ExportJobRow>(`select ${JOB} from export_job e where e.id = $1`, [id])
  return row ?? null
}

/** What a person took out, the newest first. */
export async function exportsOfPerson(db: Scoped, personId: string, limit: number): Promise<ExportJobRow[]> {
  return await db.query<ExportJobRow>(
    `select ${JOB} from export_job e where e.person_id = $1 order by e.created_at desc, e.id desc limit $2`,
    [personId, limit],
  )
}

/** The oldest wish that is not at its end, locked. */
export async function takeExport(unit: Unit): Promise<ExportJobRow | null> {
  const [row] = await unit.query<ExportJobRow>(
    `select ${JOB} from export_job e where e.state in ('WAITING', 'WRITING') order by e.created_at, e.id limit 1 for no key update skip locked`,
  )
  return row ?? null
}

/** Files that are past their time, locked. */
export async function takeEndedExports(unit: Unit, limit: number): Promise<ExportJobRow[]> {
  return await unit.query<ExportJobRow>(
    `select ${JOB} from export_job e where e.expires_at < $1 and e.state <> 'EXPIRED' order by e.expires_at limit $2 for no key update skip locked`,
    [new Date(unit.clock.now()), limit],
  )
}

const MOVING = ['state', 'rows', 'bytes', 'cursor', 'sha256', 'problem', 'finishedAt', 'downloads', 'version'] as const

export async function saveExport(unit: Unit, row: ExportJobRow): Promise<void> {
  await unnestUpdate(unit, exportJobTable, [{ ...row, version: row.version + 1 }], MOVING)
}

/** The level of a place by its last node; null when it is gone. */
export async function levelAt(db: Scoped, path: string): Promise<Level | null> {
  const id = path.split('.').at(-1) ?? ''
  const [row] = await db.query<Level>(`select id, kind, $2::text as path from node where id = $1`, [id, path])
  return row ?? null
}

export interface TransactionExportKey {
  readonly at: number
  readonly id: string
}

/** Transactions under a place in a span of time, the oldest first, a page at a time. */
export async function transactionsToExport(
  db: Scoped,
  level: Level,
  { since, until, terminalId }: { readonly since: number; readonly until: number; readonly terminalId: string | null },
  after: TransactionExportKey | null,
  limit: number,
): Promise<(TransactionRow & { readonly at: number })[]> {
  const params = new Params()
  const lanes = {
    ACQUIRER: () => `(select ${params.add(level.id)}::text as id) as lane`,
    AGENT: () => `(select id from node where kind = 'AGENT' and ${standsAt(params.add(level.path))}) as lane`,
    MERCHANT: () => `(select ${params.add(level.id)}::text as id) as lane`,
    STORE: () => `(select ${params.add(level.id)}::text as id) as lane`,
  }[level.kind]()
  const column = { ACQUIRER: 'acquirer_id', AGENT: 'agent_id', MERCHANT: 'merchant_id', STORE: 'store_id' }[level.kind]
  const conditions = [
    `l.${column} = lane.id`,
    `l.path <@ ${params.add(level.path)}::ltree`,
    `l.at >= ${params.add(new Date(since))}`,
    `l.at < ${params.add(new Date(until))}`,
  ]
  if (terminalId !== null) conditions.push(`l.terminal_id = ${params.add(terminalId)}`)
  if (after !== null) conditions.push(`(l.at, l.id) > (${params.add(new Date(after.at))}, ${params.add(after.id)})`)
  const max = params.add(limit)
  return await db.query(
    `select page.at, ${columnList(transactionTable, 't')} from (
       select mine.* from ${lanes} cross join lateral (
         select l.at, l.id from record_line l where ${conditions.join(' and ')} order by l.at, l.id limit ${max}
       ) as mine order by mine.at, mine.id limit ${max}
     ) as page join transaction t on t.id = page.id order by page.at, page.id`,
    params.values,
  )
}

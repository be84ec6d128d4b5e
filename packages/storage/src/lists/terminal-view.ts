import { columnList, type HeartbeatRow, heartbeatTable, type TerminalRow, terminalTable } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import type { Level } from './level.ts'

/** What lists and pages show of a terminal row. */
const SHOWN = [
  'id',
  'acquirerId',
  'agentId',
  'merchantId',
  'storeId',
  'path',
  'acquirerCode',
  'tid',
  'mid',
  'state',
  'model',
  'level',
  'heartbeatIntervalMs',
  'presence',
  'presenceSince',
  'signOn',
  'signOnSince',
  'hostResponseCode',
  'batchNo',
  'locked',
  'faults',
  'backupAt',
  'slotCommandId',
  'openCommands',
  'changedAt',
  'version',
] as const satisfies readonly (keyof TerminalRow)[]

export type TerminalView = Pick<TerminalRow, (typeof SHOWN)[number]>

/** The columns of a view, of the table under that alias. */
export const terminalColumns = (alias: string) => columnList(terminalTable, alias, SHOWN)

/** Terminals by id, as far as they are in scope; in no particular order. */
export async function terminalsByIds(db: Scoped, ids: readonly string[]): Promise<TerminalView[]> {
  return await db.query<TerminalView>(`select ${terminalColumns('terminal')} from terminal where id = any($1)`, [ids])
}

/** By the acquirer's own number for it. */
export async function terminalByTid(db: Scoped, acquirerId: string, tid: string): Promise<TerminalView | null> {
  const [row] = await db.query<TerminalView>(
    `select ${terminalColumns('terminal')} from terminal where acquirer_id = $1 and tid = $2`,
    [acquirerId, tid],
  )
  return row ?? null
}

/** Terminals of that number at the acquirer of an organisation, as far as they are in scope. */
export async function terminalIdsByTid(db: Scoped, { path }: Pick<Level, 'path'>, tid: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from terminal where acquirer_id = subpath($1::ltree, 0, 1)::text and tid = $2`,
    [path, tid],
  )
  return rows.map(({ id }) => id)
}

/** Connection and newest heartbeat of a terminal: what changes too often to stand in its row. */
export interface LinkView {
  readonly terminalId: string
  readonly connected: boolean
  readonly heartbeat: HeartbeatRow | null
}

export async function linksOf(db: Scoped, terminalIds: readonly string[]): Promise<LinkView[]> {
  const rows = await db.query<HeartbeatRow & { ownerId: string; connected: boolean }>(
    `select wanted.id as "ownerId", coalesce(connection.connected, false) as connected, ${columnList(heartbeatTable, 'heartbeat')}
     from unnest($1::text[]) as wanted (id)
     left join connection on connection.terminal_id = wanted.id
     left join heartbeat on heartbeat.terminal_id = wanted.id`,
    [terminalIds],
  )
  return rows.map(({ ownerId, connected, ...heartbeat }) => ({
    terminalId: ownerId,
    connected,
    heartbeat: heartbeat.terminalId === null ? null : heartbeat,
  }))
}

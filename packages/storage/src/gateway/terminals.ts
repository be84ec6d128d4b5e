import type { Scoped, TerminalScope, Unit } from '../unit.ts'
import { type TerminalRow, terminalTable } from '../rows/terminal.ts'
import { columnList, updateSet } from '../rows/unnest.ts'

const PRESENT_STATE = [
  'id',
  'acquirerId',
  'agentId',
  'merchantId',
  'storeId',
  'path',
  'heartbeatIntervalMs',
  'journalEpoch',
  'presence',
  'presenceSince',
  'signOn',
  'signOnSince',
  'signOnLockedUntil',
  'signOnFailures',
  'hostResponseCode',
  'batchNo',
  'keyCheck',
  'locked',
  'faults',
  'faultMark',
  'version',
] as const satisfies readonly (keyof TerminalRow)[]

/** What a gateway may change of a terminal's row, with what it needs to write the event. */
export type PresentState = Pick<TerminalRow, (typeof PRESENT_STATE)[number]>

/** Rows of terminals, locked in key order until the transaction ends. */
export async function lockTerminals(
  unit: Unit,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, PresentState>> {
  const rows = await unit.prepared<PresentState>('lock-terminals', LOCK_TERMINALS, [terminalIds])
  return new Map(rows.map((row) => [row.id, row]))
}

const LOCK_TERMINALS = `select ${columnList(terminalTable, 'terminal', PRESENT_STATE)} from terminal where id = any($1::text[]) order by id for no key update`

const WRITTEN = [
  'presence',
  'presenceSince',
  'signOn',
  'signOnSince',
  'signOnLockedUntil',
  'signOnFailures',
  'hostResponseCode',
  'batchNo',
  'keyCheck',
  'locked',
  'faults',
  'faultMark',
  'changedAt',
  'version',
] as const satisfies readonly (keyof TerminalRow)[]

/** Writes rows that `lockTerminals` gave, changed; their version rises. */
export async function saveTerminals(unit: Unit, rows: readonly PresentState[]): Promise<void> {
  const changedAt = unit.clock.now()
  const written = rows.map((row) => ({
    ...row,
    faultMark: row.faultMark || row.faults.length > 0,
    changedAt,
    version: row.version + 1,
  }))
  const { sql, params } = updateSet(terminalTable, written, WRITTEN)
  await unit.prepared('save-terminals', sql, params)
}

/** The scope that its events carry. */
export function scopeOf({ id, acquirerId, agentId, merchantId, storeId, path }: PresentState): TerminalScope {
  return { terminalId: id, acquirerId, agentId, merchantId, storeId, path }
}

/** What a heartbeat says of the terminal's own row. */
export type HeartbeatState = Pick<TerminalRow, 'id' | 'signOn' | 'locked' | 'batchNo'>

/** Those whose row says something else. Few; in quiet times none. */
export async function changedByHeartbeats(db: Scoped, states: readonly HeartbeatState[]): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(
    `select t.id from terminal t join unnest($1::text[], $2::text[], $3::boolean[], $4::text[]) as n (id, sign_on, locked, batch_no) on t.id = n.id
     where t.presence <> 'ONLINE' or t.sign_on <> n.sign_on or t.locked <> n.locked or coalesce(n.batch_no, t.batch_no) is distinct from t.batch_no`,
    [
      states.map(({ id }) => id),
      states.map(({ signOn }) => signOn),
      states.map(({ locked }) => locked),
      states.map(({ batchNo }) => batchNo),
    ],
  )
  return rows.map(({ id }) => id)
}

import { arrayParam } from '../../rows/arrays.ts'
import { type RecordLineRow, recordLineTable, type TransactionRow } from '../../rows/transaction.ts'
import type { ColumnType } from '../../rows/table.ts'
import { unnestInsert } from '../../rows/unnest.ts'
import type { Unit } from '../../unit.ts'

/** The line of a transaction in lists: at the time when it happened, else when it came. */
function lineOf(row: TransactionRow): RecordLineRow {
  return {
    terminalId: row.terminalId,
    acquirerId: row.acquirerId,
    agentId: row.agentId,
    merchantId: row.merchantId,
    storeId: row.storeId,
    path: row.path,
    at: row.occurredAt ?? row.recordedAt,
    id: row.id,
    batchNo: row.batchNo,
    stan: row.stan,
    rrn: row.rrn,
    first6: row.panMasked?.slice(0, 6) ?? null,
    last4: row.panMasked?.slice(-4) ?? null,
    type: row.type,
    authState: row.authState,
    reversalState: row.reversalState,
    followUpState: row.followUpState,
    settlementState: row.settlementState,
    amount: row.amount,
    currency: row.currency,
    exponent: row.exponent,
    late: row.late,
    recordedAt: row.recordedAt,
  }
}

export async function insertLines(unit: Unit, rows: readonly TransactionRow[]): Promise<void> {
  await unnestInsert(unit, recordLineTable, rows.map(lineOf))
}

const CHANGING: readonly (readonly [keyof RecordLineRow & string, string, ColumnType, string])[] = [
  ['at', 'at', 'instant', 'timestamptz'],
  ['rrn', 'rrn', 'text', 'text'],
  ['first6', 'first6', 'text', 'text'],
  ['last4', 'last4', 'text', 'text'],
  ['type', 'type', 'text', 'text'],
  ['authState', 'auth_state', 'text', 'text'],
  ['reversalState', 'reversal_state', 'text', 'text'],
  ['followUpState', 'follow_up_state', 'text', 'text'],
  ['settlementState', 'settlement_state', 'text', 'text'],
  ['amount', 'amount', 'minor', 'bigint'],
  ['currency', 'currency', 'text', 'text'],
  ['exponent', 'exponent', 'int', 'int'],
  ['late', 'late', 'boolean', 'boolean'],
]

const UPDATE = `
  update record_line l set ${CHANGING.map(([, name]) => `${name} = n.${name === 'at' ? 'new_at' : name}`).join(', ')}
  from unnest($1::text[], $2::timestamptz[], ${CHANGING.map(([, , , type], place) => `$${place + 3}::${type}[]`).join(', ')})
    as n (id, was_at, ${CHANGING.map(([, name]) => (name === 'at' ? 'new_at' : name)).join(', ')})
  where l.at = n.was_at and l.id = n.id`

/**
 * Lines of transactions that are otherwise now. A line stands where its transaction was first heard of, until the record
 * comes that founds it and says when it happened; then it moves.
 */
export async function updateLines(
  unit: Unit,
  changed: readonly { readonly was: TransactionRow; readonly row: TransactionRow }[],
): Promise<void> {
  // what a list does not show changes no line
  const moved = changed
    .map(({ was, row }) => ({ was, before: lineOf(was), line: lineOf(row) }))
    .filter(({ before, line }) => CHANGING.some(([property]) => before[property] !== line[property]))
  if (moved.length === 0) return
  const lines = moved.map(({ line }) => line)
  await unit.prepared('update-record-lines', UPDATE, [
    arrayParam(
      'text',
      lines.map(({ id }) => id),
    ),
    arrayParam(
      'instant',
      moved.map(({ before }) => before.at),
    ),
    ...CHANGING.map(([property, , type]) =>
      arrayParam(
        type,
        lines.map((line) => line[property]),
      ),
    ),
  ])
}

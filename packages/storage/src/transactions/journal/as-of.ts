import {
  applyRecords,
  axesOf,
  type Axes,
  parseRecord,
  type PlacedRecord,
  stanKeyText,
  type TransactionFacts,
} from '@budeng/transactions'
import type { Instant } from '@budeng/kernel'
import type { JournalRecordRow, TransactionRow } from '../../rows/index.ts'
import { journalRecordTable } from '../../rows/journal.ts'
import { transactionTable } from '../../rows/transaction.ts'
import { columnList } from '../../rows/unnest.ts'
import { type Level, Params, scopeLanes } from '../../lists/level.ts'
import type { Scoped } from '../../unit.ts'

/** A transaction as it was known at a moment. */
export interface TransactionAsOf {
  readonly row: TransactionRow
  /** The records that had come by then, in the order of their numbers. */
  readonly records: readonly JournalRecordRow[]
  /** Null: nothing was known of it yet. */
  readonly facts: TransactionFacts | null
  readonly axes: Axes | null
}

/**
 * What was known of a transaction at a moment of recording, from the records themselves: those that had come by then, and
 * nothing that is known only since. Null: there is no such transaction for whoever asks.
 */
export async function transactionAsOf(db: Scoped, id: string, recordedAt: Instant): Promise<TransactionAsOf | null> {
  const [row] = await db.query<TransactionRow>(
    `select ${columnList(transactionTable, 't')} from transaction t where id = $1`,
    [id],
  )
  if (row === undefined) return null
  const records = await db.query<JournalRecordRow>(
    `select ${columnList(journalRecordTable, 'r')} from journal_record r
     where terminal_id = $1 and epoch = $2 and seq = any($3::bigint[]) and received_at <= $4 order by seq`,
    [row.terminalId, row.epoch, row.seqs, new Date(recordedAt)],
  )
  const placed = records.flatMap(({ seq, state, body }): PlacedRecord[] => {
    const parsed = state === 'TAKEN' && body !== null ? parseRecord(body) : null
    return parsed?.ok === true ? [{ seq, record: parsed.record }] : []
  })
  const key = { batch: row.batchNo, stan: row.stan, msgClass: row.msgClass as TransactionFacts['key']['msgClass'] }
  const facts = applyRecords(new Map(), placed).book.get(stanKeyText(key)) ?? null
  return { row, records, facts, axes: facts === null ? null : axesOf(facts) }
}

/** What a sum covers: when it occurred, and if named, by when it was recorded and on which days it counts. */
export interface AsOf {
  readonly occurred: { readonly from: Instant; readonly to: Instant }
  readonly recordedThrough?: Instant
  readonly effective?: { readonly from: string; readonly to: string }
}

export interface SumAsOf {
  readonly currency: string
  readonly exponent: number
  readonly type: string
  readonly count: number
  readonly amount: bigint
}

/** Counts and amounts of what was founded under an organisation, by type and currency, as of the three times. */
export async function sumsAsOf(
  db: Scoped,
  level: Level,
  { occurred, recordedThrough, effective }: AsOf,
): Promise<readonly SumAsOf[]> {
  const params = new Params()
  const lanes = scopeLanes(level)
  params.add(lanes.param)
  const conditions = [
    `l.${lanes.column} in (select scope_id from ${lanes.sql})`,
    `l.at >= ${params.add(new Date(occurred.from))} and l.at < ${params.add(new Date(occurred.to))}`,
    'l.type is not null and l.amount is not null',
  ]
  if (recordedThrough !== undefined) conditions.push(`l.recorded_at <= ${params.add(new Date(recordedThrough))}`)
  if (effective !== undefined)
    conditions.push(
      `t.effective_date between ${params.add(effective.from)}::date and ${params.add(effective.to)}::date`,
    )
  const source = effective === undefined ? 'record_line l' : 'record_line l join transaction t on t.id = l.id'
  return await db.query<SumAsOf>(
    `select l.currency, l.exponent, l.type, count(*)::int as count, sum(l.amount)::numeric as amount from ${source}
     where ${conditions.join(' and ')} group by 1, 2, 3 order by 1, 2, 3`,
    params.values,
  )
}

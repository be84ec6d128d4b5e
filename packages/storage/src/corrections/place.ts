import type { Target } from '@budeng/corrections'
import {
  msgClassOf,
  type RecordType,
  type StanKey,
  stanKeyText,
  tombstone,
  type TransactionFacts,
} from '@budeng/transactions'
import { columnList, transactionTable, type TransactionRow } from '../rows/index.ts'
import { fromStoredFacts } from '../transactions/journal/facts-text.ts'
import type { Scoped, TerminalScope } from '../unit.ts'

/** Where a correction is made: a terminal as it stands, and the days of its acquirer. */
export interface CorrectionPlace {
  readonly scope: TerminalScope
  readonly tid: string
  readonly timeZone: string
  /** The terminal's epoch now. */
  readonly epoch: number
  readonly isRetired: boolean
}

/** The place of a terminal; null when it is not in scope. */
export async function placeOfTerminal(db: Scoped, terminalId: string): Promise<CorrectionPlace | null> {
  const [row] = await db.query<TerminalScope & Omit<CorrectionPlace, 'scope'>>(
    `select t.id as "terminalId", t.acquirer_id as "acquirerId", t.agent_id as "agentId", t.merchant_id as "merchantId", t.store_id as "storeId",
       t.path, t.tid, t.journal_epoch as epoch, t.state = 'RETIRED' as "isRetired",
       booking_zone(t.id) as "timeZone"
     from terminal t where t.id = $1`,
    [terminalId],
  )
  if (row === undefined) return null
  const { tid, timeZone, epoch, isRetired, ...scope } = row
  return { scope, tid, timeZone, epoch, isRetired }
}

/** Where a transaction stood when it was founded, and its place in the journal; null when it is not in scope. */
export async function targetOfTransaction(
  db: Scoped,
  transactionId: string,
): Promise<{ readonly row: TransactionRow; readonly target: Target; readonly postedVersion: number } | null> {
  const [row] = await db.query<TransactionRow>(
    `select ${columnList(transactionTable, 't')} from transaction t where t.id = $1`,
    [transactionId],
  )
  if (row === undefined) return null
  const key = keyOfRow(row)
  const facts = fromStoredFacts(row.facts, tombstone(key))
  const seq = row.seq ?? (facts.founding?.seq || null)
  const [record] =
    seq === null
      ? []
      : await db.query<{ leaf: Buffer }>(
          'select leaf from journal_record where terminal_id = $1 and epoch = $2 and seq = $3',
          [row.terminalId, row.epoch, seq],
        )
  const target: Target = {
    terminalId: row.terminalId,
    epoch: row.epoch,
    key,
    seq: record === undefined ? null : seq,
    leaf: record?.leaf.toString('hex') ?? null,
    type: (row.type ?? facts.founding?.type ?? 'PURCHASE') as RecordType,
  }
  return { row, target, postedVersion: facts.postedVersion }
}

/** What a row knows of its transaction, all versions included. */
export function baseFactsOf(row: TransactionRow): TransactionFacts {
  return fromStoredFacts(row.facts, tombstone(keyOfRow(row)))
}

/** The target of a record that is to be inserted: a key that nobody holds yet. */
export function targetOfKey(
  terminalId: string,
  epoch: number,
  record: { readonly batch: string; readonly stan: string; readonly type: RecordType },
): Target {
  const { batch, stan, type } = record
  return { terminalId, epoch, key: { batch, stan, msgClass: msgClassOf(type) }, seq: null, leaf: null, type }
}

export function keyOfRow({ batchNo, stan, msgClass }: TransactionRow): StanKey {
  return { batch: batchNo, stan, msgClass: msgClass as StanKey['msgClass'] }
}

export const keyTextOfRow = (row: TransactionRow): string => stanKeyText(keyOfRow(row))

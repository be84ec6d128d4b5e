import { correctionLines, type CorrectionLines } from '@budeng/corrections'
import { addTotals, tombstone, type Totals, type TransactionFacts } from '@budeng/transactions'
import { columnList, transactionTable, type TransactionRow } from '../rows/index.ts'
import { fromStoredFacts } from '../transactions/journal/facts-text.ts'
import type { JournalKey } from '../transactions/journal/arrivals.ts'
import type { Scoped } from '../unit.ts'
import { keyOfRow } from './place.ts'

export function factsOfRow(row: TransactionRow): TransactionFacts {
  return fromStoredFacts(row.facts, tombstone(keyOfRow(row)))
}

/** Transactions of a journal that were corrected, as they stand. */
export async function correctedFacts(db: Scoped, { terminalId, epoch }: JournalKey): Promise<TransactionFacts[]> {
  const rows = await db.query<TransactionRow>(
    `select ${columnList(transactionTable, 't')} from transaction t
     where t.terminal_id = $1 and t.epoch = $2 and t.id in (select transaction_id from correction c
       where c.terminal_id = $1 and c.epoch = $2 and c.posted_at is not null and c.transaction_id is not null) order by t.id`,
    [terminalId, epoch],
  )
  return rows.map(factsOfRow)
}

/** What corrections move in a batch, by correction, the oldest version first. */
export function linesInBatch(corrected: readonly TransactionFacts[], batch: string): CorrectionLines[] {
  return corrected.flatMap((facts) => correctionLines(facts, batch))
}

/** The same in one sum. */
export function movedInBatch(corrected: readonly TransactionFacts[], batch: string): Totals {
  return addTotals(linesInBatch(corrected, batch).flatMap(({ lines }) => lines))
}

/** All batches in which it counted in any of its versions. */
export function batchesOfFacts({ key, amendments }: TransactionFacts): readonly string[] {
  return [...new Set([key.batch, ...amendments.flatMap(({ patch }) => patch.batch ?? [])])]
}

import { twinTotals, type TwinTotals } from '@budeng/corrections'
import {
  addTotals,
  batchOf,
  batchTotals,
  factsInVersion,
  type Totals,
  type TransactionFacts,
} from '@budeng/transactions'
import { type BatchRow, batchTable, columnList, type TransactionRow, transactionTable } from '../rows/index.ts'
import type { BatchAdjustmentRow } from '../rows/batch.ts'
import { readBatchTotals } from '../transactions/journal/batch-rows.ts'
import type { Scoped } from '../unit.ts'
import { correctedFacts, factsOfRow, linesInBatch } from './corrected-facts.ts'

/**
 * A batch's two totals: as recorded, which is what its root was frozen with, and as its transactions stand, with every
 * correction between them. Null when it is not in scope.
 */
export async function twinTotalsOf(db: Scoped, batchId: string): Promise<TwinTotals | null> {
  const [batch] = await db.query<BatchRow>(`select ${columnList(batchTable, 'b')} from batch b where b.id = $1`, [
    batchId,
  ])
  if (batch === undefined) return null
  const corrected = await correctedFacts(db, batch)
  const own = await transactionsOf(db, batch)
  const known = new Set(own.map(({ key }) => key))
  const moved = corrected.filter(({ key }) => !known.has(key) && key.batch !== batch.batchNo)
  const effective = batchTotals([...own, ...moved].filter((facts) => batchOf(facts) === batch.batchNo))
  const late = await lateTotals(db, batchId)
  const recorded = batch.comparedAt === null ? recordedTotals(own) : await keptTotals(db, batchId)
  return twinTotals(recorded, effective, linesInBatch(corrected, batch.batchNo), batch.comparedAt === null ? [] : late)
}

async function transactionsOf(db: Scoped, { terminalId, epoch, batchNo }: BatchRow): Promise<TransactionFacts[]> {
  const rows = await db.query<TransactionRow>(
    `select ${columnList(transactionTable, 't')} from transaction t where t.terminal_id = $1 and t.epoch = $2 and t.batch_no = $3 order by t.id`,
    [terminalId, epoch, batchNo],
  )
  return rows.map(factsOfRow)
}

/** As the journal says it, before any correction. */
function recordedTotals(own: readonly TransactionFacts[]): Totals {
  return batchTotals(own.map((facts) => factsInVersion(facts, 0)))
}

/** As they were compared: a correction changes none of them any more. */
async function keptTotals(db: Scoped, batchId: string): Promise<Totals> {
  const rows = await readBatchTotals(db, [batchId])
  return addTotals(
    rows.map(({ currency, exponent, cardScope, side, count, amount }) => ({
      ...{ currency, exponent, count, minor: amount },
      scope: cardScope as Totals[number]['scope'],
      side: side as Totals[number]['side'],
    })),
  )
}

async function lateTotals(db: Scoped, batchId: string): Promise<Totals> {
  const rows = await db.query<BatchAdjustmentRow>(
    `select currency, exponent, card_scope as "cardScope", side, count, amount::numeric as amount from batch_adjustment
     where batch_id = $1 and currency is not null`,
    [batchId],
  )
  return addTotals(
    rows.flatMap(({ currency, exponent, cardScope, side, count, amount }) =>
      currency === null || exponent === null || cardScope === null || side === null
        ? []
        : [
            {
              ...{ currency, exponent, count, minor: amount },
              scope: cardScope as Totals[number]['scope'],
              side: side as Totals[number]['side'],
            },
          ],
    ),
  )
}

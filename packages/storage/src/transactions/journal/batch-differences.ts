import { equalTotals } from '@budeng/transactions'
import { type BatchRow, batchTable, columnList } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import type { BatchKey } from './batch-rows.ts'
import { closeDifferences } from './differences.ts'
import { type Figured, figuresOf, loadSaid } from './figures.ts'

/**
 * Sums of a closed batch are no difference any more when they are those that the terminal said, with what was corrected in
 * for what nobody could read.
 */
export async function endFilledTotals(unit: Unit, key: BatchKey, proofId: string | null): Promise<void> {
  const row = await comparedBatch(unit, key)
  if (row === null) return
  const step: Figured = { row, said: [], own: null }
  await loadSaid(unit, [step])
  const { filled } = await figuresOf(unit, key, row)
  if (equalTotals(step.said, filled.totals)) await endTotals(unit, row, proofId)
}

/** A checker has seen to it that a batch was closed with other sums: no later word of its terminal could end that. */
export async function endSeenTotals(unit: Unit, key: BatchKey): Promise<void> {
  const row = await comparedBatch(unit, key)
  if (row !== null) await endTotals(unit, row, null)
}

async function comparedBatch(unit: Unit, { terminalId, epoch, batchNo }: BatchKey): Promise<BatchRow | null> {
  const [row] = await unit.query<BatchRow>(
    `select ${columnList(batchTable, 'b')} from batch b where terminal_id = $1 and epoch = $2 and batch_no = $3 and compared_at is not null`,
    [terminalId, epoch, batchNo],
  )
  return row ?? null
}

async function endTotals(unit: Unit, row: BatchRow, proofId: string | null): Promise<void> {
  const own = { fromSeq: row.openSeq ?? 1, throughSeq: row.throughSeq ?? 0 }
  await closeDifferences(unit, row, { ...own, kinds: ['TOTALS'], proofId })
}

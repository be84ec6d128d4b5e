import { type MovedLines, movedLines } from '@budeng/corrections'
import { stanKeyText, type TransactionFacts } from '@budeng/transactions'
import { correctionAdjustmentTable, type CorrectionAdjustmentRow, unnestInsert } from '../rows/index.ts'
import type { TerminalScope, Unit } from '../unit.ts'
import { batchKeyText, openBatchesAt, readBatchIds } from './journal/batch-rows.ts'
import type { TransactionChange } from './journal/transactions.ts'

/** Something of a moved transaction changed in one moment twice: one line. */
const SUMMED = `on conflict (correction_id, batch_id, terminal_id, at, currency, exponent, card_scope, side)
  do update set count = correction_adjustment.count + excluded.count, amount = correction_adjustment.amount + excluded.amount`

export interface MovedBy {
  readonly correctionId: string
  /** Where a terminal stood when it was booked there. */
  readonly scopeOf: (terminalId: string) => TerminalScope
  readonly batchId: (batch: string) => string
  readonly openBatchId: (terminalId: string) => string | null
}

/** Rows of what counts elsewhere: on both sides, tied to the batch that recorded it. */
export function movedRows(moves: readonly MovedLines[], by: MovedBy, at: number): CorrectionAdjustmentRow[] {
  return moves.flatMap(({ terminalId, batch, links, lines }) =>
    lines.map(({ currency, exponent, scope, side, count, minor }) => ({
      ...by.scopeOf(terminalId),
      correctionId: by.correctionId,
      batchId: by.batchId(batch),
      openBatchId: by.openBatchId(terminalId),
      ...{ currency, exponent, cardScope: scope, side, count, amount: minor },
      links,
      at,
    })),
  )
}

export async function writeAdjustments(unit: Unit, rows: readonly CorrectionAdjustmentRow[]): Promise<void> {
  await unnestInsert(unit, correctionAdjustmentTable, rows, { onConflict: SUMMED })
}

/** A change of a transaction that counts elsewhere, with where that is. */
export interface ChangeElsewhere {
  readonly change: TransactionChange & { readonly before: TransactionFacts }
  readonly place: TerminalScope
}

/** What was moved and is voided or completed since, by its own journal: both sides follow, under the correction that moved it. */
export async function followMoved(unit: Unit, changes: readonly ChangeElsewhere[]): Promise<void> {
  if (changes.length === 0) return
  const by = await correctionsThatMoved(
    unit,
    changes.map(({ change }) => change.row.id),
  )
  const open = await openBatchesAt(
    unit,
    changes.flatMap(({ change, place }) => [change.row.terminalId, place.terminalId]),
  )
  const batchIds = await readBatchIds(
    unit,
    changes.map(({ change }) => change.row),
  )
  const rows = changes.flatMap(({ change: { before, after, row }, place }) => {
    const correctionId = by.get(row.id)
    if (correctionId === undefined) return []
    const key = stanKeyText(after.key)
    const { terminalId, acquirerId, agentId, merchantId, storeId, path } = row
    const own = { terminalId, acquirerId, agentId, merchantId, storeId, path }
    const standing = {
      standsAt: () => place.terminalId,
      openBatchAt: (id: string) => open.get(id)?.batchNo ?? null,
    }
    const moves = movedLines([{ key, before, after }], standing, { terminalId, moveTo: null, key })
    const scopeOf = (id: string) => (id === terminalId ? own : place)
    const batchId = (batch: string) =>
      batchIds.get(batchKeyText({ terminalId, epoch: row.epoch, batchNo: batch })) ?? ''
    return movedRows(
      moves,
      { correctionId, scopeOf, batchId, openBatchId: (id) => open.get(id)?.id ?? null },
      unit.clock.now(),
    )
  })
  await writeAdjustments(unit, rows)
}

async function correctionsThatMoved(
  unit: Unit,
  transactionIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await unit.query<{ id: string; transactionId: string }>(
    `select c.id, c.transaction_id as "transactionId" from correction c where c.transaction_id = any($1::text[]) and c.posted_at is not null
       and c.facts->>'moveTo' is not null order by c.base_version`,
    [transactionIds],
  )
  return new Map(rows.map(({ id, transactionId }) => [transactionId, id]))
}

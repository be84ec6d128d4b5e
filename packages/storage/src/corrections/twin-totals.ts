import { type CorrectionLines, movedAway, twinTotals, type TwinTotals } from '@budeng/corrections'
import {
  addTotals,
  batchOf,
  batchTotals,
  factsInVersion,
  type MsgClass,
  type Scope,
  type Side,
  stanKeyText,
  type Totals,
  type TotalsLine,
  type TransactionFacts,
} from '@budeng/transactions'
import { type BatchRow, batchTable, columnList, type TransactionRow, transactionTable } from '../rows/index.ts'
import type { BatchAdjustmentRow } from '../rows/batch.ts'
import type { CorrectionAdjustmentRow } from '../rows/correction.ts'
import { readBatchTotals } from '../transactions/journal/batch-rows.ts'
import type { Scoped } from '../unit.ts'
import { correctedFacts, factsOfRow, linesInBatch } from './corrected-facts.ts'

/** A batch's two totals, and what it carries for others: of settled batches, and of what was moved here. */
export interface BatchTwin extends TwinTotals {
  readonly carried: readonly CorrectionLines[]
}

/**
 * A batch's two totals: as recorded, which is what its root was frozen with, and as its transactions stand, with every
 * correction between them. Null when it is not in scope.
 */
export async function twinTotalsOf(db: Scoped, batchId: string): Promise<BatchTwin | null> {
  const [batch] = await db.query<BatchRow>(`select ${columnList(batchTable, 'b')} from batch b where b.id = $1`, [
    batchId,
  ])
  if (batch === undefined) return null
  const corrected = await correctedFacts(db, batch)
  const own = await transactionsOf(db, batch)
  const known = new Set(own.map(({ key }) => key))
  const moved = corrected.filter(({ key }) => !known.has(key) && key.batch !== batch.batchNo)
  const here = [...own, ...moved].filter((facts) => batchOf(facts) === batch.batchNo)
  const gone = await goneElsewhere(db, batch)
  const by = (facts: TransactionFacts) => gone.get(stanKeyText(facts.key))
  const effective = batchTotals(here.filter((facts) => by(facts) === undefined))
  const away = here.flatMap((facts) => movedAway(facts, by(facts) ?? '', batch.batchNo).filter(() => by(facts)))
  const late = await lateTotals(db, batchId)
  const recorded = batch.comparedAt === null ? recordedTotals(own) : await keptTotals(db, batchId)
  const adjustments = [...linesInBatch(corrected, batch.batchNo), ...away]
  const twin = twinTotals(recorded, effective, adjustments, batch.comparedAt === null ? [] : late)
  return { ...twin, carried: await carriedBy(db, batchId) }
}

/** Transactions of a journal that count at another terminal by now, with the correction that moved them there. */
async function goneElsewhere(db: Scoped, { terminalId, epoch }: BatchRow): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ id: string; batch: string; stan: string; msgClass: MsgClass; moveTo: string }>(
    `select id, batch_no as batch, stan, msg_class as "msgClass", facts->>'moveTo' as "moveTo" from correction
     where terminal_id = $1 and epoch = $2 and posted_at is not null and facts->>'moveTo' is not null order by base_version`,
    [terminalId, epoch],
  )
  const last = new Map(rows.map(({ batch, stan, msgClass, ...row }) => [stanKeyText({ batch, stan, msgClass }), row]))
  return new Map([...last].flatMap(([key, { id, moveTo }]) => (moveTo === terminalId ? [] : [[key, id]])))
}

async function carriedBy(db: Scoped, batchId: string): Promise<CorrectionLines[]> {
  const rows = await db.query<CorrectionAdjustmentRow>(
    `select correction_id as "correctionId", currency, exponent, card_scope as "cardScope", side, count, amount::numeric as amount
     from correction_adjustment where open_batch_id = $1 order by at, correction_id`,
    [batchId],
  )
  return [...Map.groupBy(rows, ({ correctionId }) => correctionId)].flatMap(([correctionId, lines]) => {
    const sum = addTotals(lines.map(lineOf))
    return sum.length === 0 ? [] : [{ correctionId, lines: sum }]
  })
}

type StoredLine = Pick<CorrectionAdjustmentRow, 'currency' | 'exponent' | 'cardScope' | 'side' | 'count' | 'amount'>

function lineOf({ currency, exponent, cardScope, side, count, amount }: StoredLine): TotalsLine {
  return { currency, exponent, scope: cardScope as Scope, side: side as Side, count, minor: amount }
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
  return addTotals(rows.map(lineOf))
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
        : [lineOf({ currency, exponent, cardScope, side, count, amount })],
    ),
  )
}

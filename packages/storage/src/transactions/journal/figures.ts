import {
  applyRecords,
  batchTotals,
  parseRecord,
  type PlacedRecord,
  recordOfTexts,
  type Patch,
  type Totals,
} from '@budeng/transactions'
import type { BatchRow, BatchTotalRow } from '../../rows/batch.ts'
import type { Scoped, Unit } from '../../unit.ts'
import type { JournalKey } from './arrivals.ts'
import { readBatchTotals, replaceBatchTotals } from './batch-rows.ts'
import { totalRow } from './batches.ts'

/** A batch with the totals of both sides. */
export interface Figured {
  readonly row: BatchRow
  said: Totals
  /** Null: not compared yet, what was kept up stands. */
  readonly own: Totals | null
}

/** What terminals said of totals when they closed. */
export async function loadSaid(db: Scoped, steps: readonly Figured[]): Promise<void> {
  if (steps.length === 0) return
  const rows = await readBatchTotals(
    db,
    steps.map(({ row }) => row.id),
  )
  const byBatch = Map.groupBy(rows, ({ batchId }) => batchId)
  for (const step of steps)
    step.said = (byBatch.get(step.row.id) ?? []).flatMap(
      ({ currency, exponent, cardScope, side, saidCount, saidAmount }) =>
        saidCount === null || saidAmount === null
          ? []
          : [
              {
                currency,
                exponent,
                scope: cardScope as Totals[number]['scope'],
                side: side as Totals[number]['side'],
                count: saidCount,
                minor: saidAmount,
              },
            ],
    )
}

export interface Figures {
  readonly totals: Totals
  readonly count: number
  /** The same with what was corrected in for what nobody could read. Its terminal has counted that all the time. */
  readonly filled: { readonly totals: Totals; readonly count: number }
  readonly quarantined: number
  readonly conflicts: number
}

/** Our figures of a batch through its closing number, from the records alone, as the terminal makes its own. [P-21.7] */
export async function figuresOf(
  db: Scoped,
  { terminalId, epoch }: JournalKey,
  batch: Pick<BatchRow, 'batchNo' | 'openSeq' | 'throughSeq'>,
): Promise<Figures> {
  const rows = await db.query<{
    seq: number
    state: string
    proven: boolean
    batchNo: string | null
    body: string | null
  }>(
    `select seq, state, proven, batch_no as "batchNo", body from journal_record
     where terminal_id = $1 and epoch = $2 and seq between $3 and $4 order by seq`,
    [terminalId, epoch, batch.openSeq ?? 1, batch.throughSeq],
  )
  const taken = rows.flatMap(({ seq, state, body }): PlacedRecord[] => {
    const parsed = state === 'TAKEN' && body !== null ? parseRecord(body) : null
    return parsed?.ok === true ? [{ seq, record: parsed.record }] : []
  })
  const totals = totalsIn(batch.batchNo, taken)
  const count = rows.filter(({ batchNo }) => batchNo === batch.batchNo).length
  const unread = rows.filter(({ state }) => state === 'QUARANTINED').map(({ seq }) => seq)
  const filling = unread.length === 0 ? [] : await standIns(db, { terminalId, epoch }, batch.batchNo, unread)
  return {
    ...{ totals, count },
    filled:
      filling.length === 0
        ? { totals, count }
        : { totals: totalsIn(batch.batchNo, [...taken, ...filling]), count: count + filling.length },
    quarantined: rows.filter(({ proven }) => !proven).length,
    conflicts: rows.filter(({ state }) => state === 'CONFLICT').length,
  }
}

/** As recorded: an amendment changes no totals of a closing, at neither side. [P-22.9] */
function totalsIn(batchNo: string, records: readonly PlacedRecord[]): Totals {
  const sorted = records.toSorted((a, b) => a.seq - b.seq)
  const { book } = applyRecords(new Map(), sorted)
  return batchTotals([...book.values()].filter(({ key }) => key.batch === batchNo))
}

/** What corrections say stood in a batch, in the places of what nobody could read. */
async function standIns(
  db: Scoped,
  { terminalId, epoch }: JournalKey,
  batchNo: string,
  seqs: readonly number[],
): Promise<PlacedRecord[]> {
  const rows = await db.query<{ patch: Patch }>(
    `select patch from correction where terminal_id = $1 and epoch = $2 and batch_no = $3 and kind = 'MISSING_IN_BACKOFFICE' and posted_at is not null
     order by stan, id limit $4`,
    [terminalId, epoch, batchNo, seqs.length],
  )
  return rows.flatMap(({ patch }, place) => {
    const [read, seq] = [recordOfTexts(patch), seqs[place]]
    return read.ok && seq !== undefined ? [{ seq, record: read.record }] : []
  })
}

/** Ours beside theirs, once both are known. */
export async function saveFigures(unit: Unit, closing: readonly Figured[]): Promise<void> {
  if (closing.length === 0) return
  const current = await readBatchTotals(
    unit,
    closing.map(({ row }) => row.id),
  )
  const byBatch = Map.groupBy(current, ({ batchId }) => batchId)
  await replaceBatchTotals(
    unit,
    closing.map(({ row }) => row.id),
    closing.flatMap((step) => besides(step, byBatch.get(step.row.id) ?? [])),
  )
}

function besides({ row, own, said }: Figured, running: readonly BatchTotalRow[]): BatchTotalRow[] {
  const ours =
    own === null
      ? running.filter(({ count, amount }) => count !== 0 || amount !== 0n)
      : own.map((line) => totalRow(row, line))
  const rows = new Map(ours.map((each) => [kindOf(each), { ...each, saidCount: 0, saidAmount: 0n }]))
  for (const line of said) {
    const theirs = totalRow(row, line)
    const mine = rows.get(kindOf(theirs)) ?? { ...theirs, count: 0, amount: 0n }
    rows.set(kindOf(theirs), { ...mine, saidCount: line.count, saidAmount: line.minor })
  }
  return [...rows.values()]
}

function kindOf({ currency, exponent, cardScope, side }: BatchTotalRow): string {
  return `${currency} ${exponent} ${cardScope} ${side}`
}

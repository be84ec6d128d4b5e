import { type TotalsLine, totalsLineOf, type TransactionFacts } from '@budeng/transactions'
import { type BatchAdjustmentRow, batchAdjustmentTable, type BatchRow, type BatchTotalRow } from '../../rows/batch.ts'
import { unnestInsert } from '../../rows/unnest.ts'
import type { TerminalScope, Unit } from '../../unit.ts'
import type { JournalKey } from './arrivals.ts'
import {
  addBatchTotals,
  batchKeyText,
  lockBatches,
  lockBatchesAtWork,
  type NewBatch,
  openBatches,
  saveBatches,
} from './batch-rows.ts'
import type { TransactionChange } from './transactions.ts'

/** A record that names a batch. */
export interface BatchMember extends JournalKey {
  readonly scope: TerminalScope
  readonly seq: number
  readonly batchNo: string
}

/** The batches of the records of one transaction of ours, as they stood before it. */
export class BatchSheet {
  readonly #rows: Map<string, BatchRow>
  readonly #changed = new Set<string>()

  constructor(rows: ReadonlyMap<string, BatchRow>) {
    this.#rows = new Map(rows)
  }

  get(key: JournalKey & { readonly batchNo: string }): BatchRow | undefined {
    return this.#rows.get(batchKeyText(key))
  }

  change(row: BatchRow): void {
    this.#rows.set(batchKeyText(row), row)
    this.#changed.add(batchKeyText(row))
  }

  changed(): BatchRow[] {
    return [...this.#changed].sort().flatMap((key) => this.#rows.get(key) ?? [])
  }
}

/** Locks the batches that the records name; opens those that nobody has heard of. */
export async function batchesOf(unit: Unit, members: readonly BatchMember[]): Promise<BatchSheet> {
  const firsts = new Map<string, BatchMember>()
  for (const member of members) {
    const first = firsts.get(batchKeyText(member))
    if (first === undefined || member.seq < first.seq) firsts.set(batchKeyText(member), member)
  }
  const found = await lockBatches(unit, [...firsts.values()])
  const opened: NewBatch[] = [...firsts]
    .filter(([key]) => !found.has(key))
    .map(([, { seq, ...member }]) => ({ ...member, openSeq: seq }))
  const made = await openBatches(unit, opened)
  const sheet = new BatchSheet(new Map([...found, ...made.map((row) => [batchKeyText(row), row] as const)]))
  countMembers(sheet, members)
  return sheet
}

/** A record is late when its batch was closed before it came, or closes with a lower number. */
export function isLate({ state, throughSeq }: BatchRow, seq: number): boolean {
  return state === 'CLOSED' || state === 'FORCE_CLOSED' || (throughSeq !== null && seq > throughSeq)
}

function countMembers(sheet: BatchSheet, members: readonly BatchMember[]): void {
  for (const member of members) {
    const row = sheet.get(member)
    if (row === undefined) continue
    if (isLate(row, member.seq)) sheet.change({ ...row, lateCount: row.lateCount + 1 })
    else
      sheet.change({
        ...row,
        recordCount: row.recordCount + 1,
        openSeq: Math.min(row.openSeq ?? member.seq, member.seq),
      })
  }
}

/**
 * Moves the totals of open batches by what became of their transactions. A closed batch keeps its totals: what came late
 * for it is noted as an adjustment of the batch that is open now.
 */
export async function moveBatches(unit: Unit, sheet: BatchSheet, changes: readonly TransactionChange[]): Promise<void> {
  const moved: BatchTotalRow[] = []
  const late: TransactionChange[] = []
  for (const change of changes) {
    const batch = sheet.get(change.row)
    if (change.row.late && change.was?.late !== true) late.push(change)
    if (batch === undefined || batch.throughSeq !== null || change.row.late) continue
    moved.push(...movedLines(batch, change.before, change.after))
  }
  await addBatchTotals(unit, summed(moved))
  await adjust(unit, sheet, late)
  await saveBatches(unit, sheet.changed())
}

function movedLines(batch: BatchRow, before: TransactionFacts | null, after: TransactionFacts): BatchTotalRow[] {
  const gone = before === null ? null : totalsLineOf(before)
  const come = totalsLineOf(after)
  return [
    ...(gone === null ? [] : [totalRow(batch, { ...gone, count: -gone.count, minor: -gone.minor })]),
    ...(come === null ? [] : [totalRow(batch, come)]),
  ]
}

/** A row of ours for a line of the core. */
export function totalRow(
  { id, path }: BatchRow,
  { currency, exponent, scope, side, count, minor }: TotalsLine,
): BatchTotalRow {
  return {
    batchId: id,
    path,
    currency,
    exponent,
    cardScope: scope,
    side,
    count,
    amount: minor,
    saidCount: null,
    saidAmount: null,
  }
}

function summed(rows: readonly BatchTotalRow[]): BatchTotalRow[] {
  const sums = new Map<string, BatchTotalRow>()
  for (const row of rows) {
    const key = `${row.batchId} ${row.currency} ${row.exponent} ${row.cardScope} ${row.side}`
    const sum = sums.get(key)
    sums.set(key, sum === undefined ? row : { ...sum, count: sum.count + row.count, amount: sum.amount + row.amount })
  }
  return [...sums.values()].filter(({ count, amount }) => count !== 0 || amount !== 0n)
}

async function adjust(unit: Unit, sheet: BatchSheet, late: readonly TransactionChange[]): Promise<void> {
  if (late.length === 0) return
  const atWork = await lockBatchesAtWork(
    unit,
    late.map(({ row }) => row),
  )
  const rows = late.flatMap(({ row, after, scope }): BatchAdjustmentRow[] => {
    const batch = sheet.get(row)
    if (batch === undefined || row.seq === null) return []
    const open = atWork
      .filter(
        ({ terminalId, throughSeq, id }) => terminalId === row.terminalId && throughSeq === null && id !== batch.id,
      )
      .at(-1)
    const line = totalsLineOf(after)
    return [
      {
        ...scope,
        epoch: row.epoch,
        seq: row.seq,
        batchId: batch.id,
        openBatchId: open?.id ?? null,
        transactionId: row.id,
        currency: line?.currency ?? null,
        exponent: line?.exponent ?? null,
        cardScope: line?.scope ?? null,
        side: line?.side ?? null,
        count: line?.count ?? 0,
        amount: line?.minor ?? 0n,
        at: unit.clock.now(),
      },
    ]
  })
  await unnestInsert(unit, batchAdjustmentTable, rows, { onConflict: 'on conflict do nothing' })
}

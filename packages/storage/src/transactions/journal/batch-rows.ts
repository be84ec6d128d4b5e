import { type BatchRow, batchTable, type BatchTotalRow, batchTotalTable } from '../../rows/batch.ts'
import { columnList, insertSelect, unnestInsert, unnestUpdate } from '../../rows/unnest.ts'
import type { Scoped, TerminalScope, Unit } from '../../unit.ts'
import type { JournalKey } from './arrivals.ts'

/** Names a batch. */
export interface BatchKey extends JournalKey {
  readonly batchNo: string
}

export function batchKeyText({ terminalId, epoch, batchNo }: BatchKey): string {
  return `${terminalId} ${epoch} ${batchNo}`
}

const COLUMNS = columnList(batchTable, 'b')

/** Rows of batches by their numbers, locked; under the lock of their journals. */
export async function lockBatches(unit: Unit, keys: readonly BatchKey[]): Promise<ReadonlyMap<string, BatchRow>> {
  if (keys.length === 0) return new Map()
  const rows = await unit.prepared<BatchRow>(
    'lock-batches',
    `select ${COLUMNS} from unnest($1::text[], $2::int[], $3::text[]) as n (terminal_id, epoch, batch_no)
     join batch b on b.terminal_id = n.terminal_id and b.epoch = n.epoch and b.batch_no = n.batch_no order by b.id for no key update of b`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ epoch }) => epoch), keys.map(({ batchNo }) => batchNo)],
  )
  return new Map(rows.map((row) => [batchKeyText(row), row]))
}

/** One batch by its id, locked; null when it is not there. */
export async function lockBatch(unit: Unit, id: string): Promise<BatchRow | null> {
  const [row] = await unit.query<BatchRow>(`select ${COLUMNS} from batch b where b.id = $1 for no key update of b`, [
    id,
  ])
  return row ?? null
}

/** Batches of these journals that are not closed, locked. */
export async function lockBatchesAtWork(unit: Unit, keys: readonly JournalKey[]): Promise<readonly BatchRow[]> {
  if (keys.length === 0) return []
  return await unit.prepared<BatchRow>(
    'lock-batches-at-work',
    `select ${COLUMNS} from unnest($1::text[], $2::int[]) as n (terminal_id, epoch)
     join batch b on b.terminal_id = n.terminal_id and b.epoch = n.epoch and b.closed_at is null order by b.id for no key update of b`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ epoch }) => epoch)],
  )
}

/** The batch that is open at each terminal now, as far as the caller sees it. */
export async function openBatchesAt(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, BatchRow>> {
  if (terminalIds.length === 0) return new Map()
  const rows = await db.query<BatchRow>(
    `select ${COLUMNS} from terminal t join batch b on b.terminal_id = t.id and b.epoch = t.journal_epoch
     where t.id = any($1::text[]) and b.state = 'OPEN' order by b.opened_at, b.id`,
    [terminalIds],
  )
  return new Map(rows.map((row) => [row.terminalId, row]))
}

/** Ids of all batches of these journals, by `batchKeyText`. */
export async function readBatchIds(db: Scoped, keys: readonly JournalKey[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<BatchKey & { readonly id: string }>(
    `select distinct b.id, b.terminal_id as "terminalId", b.epoch, b.batch_no as "batchNo" from unnest($1::text[], $2::int[]) as n (terminal_id, epoch)
     join batch b on b.terminal_id = n.terminal_id and b.epoch = n.epoch`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ epoch }) => epoch)],
  )
  return new Map(rows.map((row) => [batchKeyText(row), row.id]))
}

export interface NewBatch extends BatchKey {
  readonly scope: TerminalScope
  readonly openSeq: number
}

/** Opens batches that have no row: with the first that is heard of them. */
export async function openBatches(unit: Unit, opened: readonly NewBatch[]): Promise<readonly BatchRow[]> {
  if (opened.length === 0) return []
  const at = unit.clock.now()
  const rows = opened.map(({ scope, epoch, batchNo, openSeq }) =>
    emptyBatch(scope, unit.newId('batch'), epoch, batchNo, openSeq, at),
  )
  await unnestInsert(unit, batchTable, rows)
  // what came late for earlier batches, or was corrected in them, waited for this one
  for (const table of ['batch_adjustment', 'correction_adjustment'])
    await unit.execute(
      `update ${table} a set open_batch_id = n.id from unnest($1::text[], $2::text[]) as n (id, terminal_id)
     where a.terminal_id = n.terminal_id and a.open_batch_id is null`,
      [rows.map(({ id }) => id), rows.map(({ terminalId }) => terminalId)],
    )
  unit.append(
    rows.map((row, place) => ({
      type: 'BatchOpened',
      subject: row.id,
      ...(opened[place] === undefined ? {} : { terminal: opened[place].scope }),
      path: row.path,
      at,
      data: { terminalId: row.terminalId, epoch: row.epoch, batch: row.batchNo },
    })),
  )
  return rows
}

function emptyBatch(
  scope: TerminalScope,
  id: string,
  epoch: number,
  batchNo: string,
  openSeq: number,
  openedAt: number,
): BatchRow {
  return {
    ...scope,
    id,
    epoch,
    batchNo,
    state: 'OPEN',
    openedAt,
    openSeq,
    closingAt: null,
    throughSeq: null,
    rootTerminal: null,
    countTerminal: null,
    closeTag: null,
    rootHost: null,
    comparedAt: null,
    imbalances: [],
    uploadedThrough: 0,
    closedAt: null,
    closedBy: null,
    reason: null,
    recordCount: 0,
    unprovenCount: 0,
    lateCount: 0,
    settledAt: null,
    archivedAt: null,
    version: 1,
  }
}

/** Writes rows that were locked; their version rises. */
export async function saveBatches(unit: Unit, rows: readonly BatchRow[]): Promise<void> {
  if (rows.length === 0) return
  await unnestUpdate(
    unit,
    batchTable,
    rows.map((row) => ({ ...row, version: row.version + 1 })),
    [
      'state',
      'openSeq',
      'closingAt',
      'throughSeq',
      'rootTerminal',
      'countTerminal',
      'closeTag',
      'rootHost',
      'comparedAt',
      'imbalances',
      'uploadedThrough',
      'closedAt',
      'closedBy',
      'reason',
      'recordCount',
      'unprovenCount',
      'lateCount',
      'settledAt',
      'archivedAt',
      'version',
    ],
  )
}

/** Adds to the running totals of batches, in key order. */
export async function addBatchTotals(unit: Unit, moved: readonly BatchTotalRow[]): Promise<void> {
  if (moved.length === 0) return
  const { sql, params } = insertSelect(batchTotalTable, moved.toSorted(byKey))
  await unit.prepared(
    'add-batch-totals',
    `${sql} on conflict (batch_id, currency, exponent, card_scope, side) do update
       set count = batch_total.count + excluded.count, amount = batch_total.amount + excluded.amount`,
    params,
  )
}

/** Puts final totals in the place of running ones; rows that are in neither are zero on both sides. */
export async function replaceBatchTotals(
  unit: Unit,
  batchIds: readonly string[],
  totals: readonly BatchTotalRow[],
): Promise<void> {
  await unit.execute(
    'update batch_total set count = 0, amount = 0, said_count = null, said_amount = null where batch_id = any($1::text[])',
    [batchIds],
  )
  if (totals.length === 0) return
  const { sql, params } = insertSelect(batchTotalTable, totals.toSorted(byKey))
  await unit.query(
    `${sql} on conflict (batch_id, currency, exponent, card_scope, side) do update
       set count = excluded.count, amount = excluded.amount, said_count = excluded.said_count, said_amount = excluded.said_amount`,
    params,
  )
}

export async function readBatchTotals(db: Scoped, batchIds: readonly string[]): Promise<readonly BatchTotalRow[]> {
  return await db.query<BatchTotalRow>(
    `select ${columnList(batchTotalTable, 't')} from batch_total t where batch_id = any($1::text[]) order by batch_id, currency, exponent, card_scope, side`,
    [batchIds],
  )
}

function byKey(a: BatchTotalRow, b: BatchTotalRow): number {
  const [one, other] = [a, b].map(
    (row) => `${row.batchId} ${row.currency} ${row.exponent} ${row.cardScope} ${row.side}`,
  )
  return (one ?? '') < (other ?? '') ? -1 : 1
}

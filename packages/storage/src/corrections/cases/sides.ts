import { type Place, readPlace } from '@budeng/corrections'
import { hostKeyText, hostRecordsAt } from '../../transactions/files/host-records.ts'
import { placesByTid } from '../../transactions/files/places.ts'
import { journalPlaceText, recordsAt } from '../../lists/journal-views.ts'
import {
  columnList,
  type CorrectionCaseRow,
  type FileLineRow,
  fileLineTable,
  type HostRecordRow,
  type JournalRecordRow,
  type TransactionRow,
  transactionTable,
} from '../../rows/index.ts'
import { CASE_PLACES_MAX, SIDE_ROWS_MAX } from '../../limits.ts'
import type { Scoped } from '../../unit.ts'
import { caseOf } from './stored-case.ts'

/** One transaction of a case, with what each witness has of it. Null and empty: that one has nothing. */
export interface CaseSide extends Place {
  /** TID, batch, STAN and class. */
  readonly place: string
  readonly terminalId: string | null
  readonly transaction: TransactionRow | null
  /** The terminal's own record. */
  readonly record: JournalRecordRow | null
  readonly host: readonly HostRecordRow[]
  readonly lines: readonly FileLineRow[]
}

/** A line of a file that is of nothing of ours, as hits name it. */
export const lineId = (importId: string, line: number): string => `line:${importId}:${line}`
export const hostId = (acquirerId: string, position: number): string => `host:${acquirerId}:${position}`

/** The records of a case side by side, and lines of files that are of nothing that we have. */
export async function sidesOfCase(
  db: Scoped,
  row: CorrectionCaseRow,
): Promise<{ readonly sides: readonly CaseSide[]; readonly lines: readonly FileLineRow[] }> {
  const subjects = [...new Set(caseOf(row).hits.flatMap((hit) => hit.subjects))]
  const places = subjects.flatMap((place) => {
    const read = readPlace(place)
    return read === null ? [] : [{ place, ...read }]
  })
  const shown = places.slice(0, CASE_PLACES_MAX)
  const terminals = await placesByTid(
    db,
    row.acquirerId,
    shown.map(({ tid }) => tid),
  )
  const known = shown.map((each) => ({ ...each, terminalId: terminals.get(each.tid)?.terminalId ?? null }))
  return { sides: await sidesAt(db, known), lines: await looseLines(db, subjects) }
}

type Known = Pick<CaseSide, 'place' | 'tid' | 'key' | 'terminalId'>

async function sidesAt(db: Scoped, known: readonly Known[]): Promise<CaseSide[]> {
  const keys = known.flatMap(({ terminalId, key }) =>
    terminalId === null ? [] : [{ terminalId, batchNo: key.batch, stan: key.stan, msgClass: key.msgClass }],
  )
  const rows = await newestAt(db, keys)
  const records = await recordsAt(
    db,
    rows.flatMap(({ terminalId, epoch, seq }) => (seq === null ? [] : [{ terminalId, epoch, seq }])),
  )
  const byPlace = new Map(records.map((record) => [journalPlaceText(record), record]))
  const told = await hostRecordsAt(db, keys, SIDE_ROWS_MAX)
  const lines = await linesOf(
    db,
    rows.map(({ id }) => id),
  )
  return known.map((each) => {
    const { terminalId, key } = each
    const own = rows.find(
      (row) =>
        row.terminalId === terminalId &&
        row.batchNo === key.batch &&
        row.stan === key.stan &&
        row.msgClass === key.msgClass,
    )
    const text = terminalId === null ? '' : hostKeyText({ terminalId, batchNo: key.batch, stan: key.stan })
    return {
      ...each,
      transaction: own ?? null,
      record: own?.seq == null ? null : (byPlace.get(journalPlaceText({ ...own, seq: own.seq })) ?? null),
      host: told.filter(
        (fact) => fact.terminalId !== null && hostKeyText({ ...fact, terminalId: fact.terminalId }) === text,
      ),
      lines: lines.filter(({ transactionId }) => transactionId === own?.id),
    }
  })
}

/** A transaction by its key without the epoch. */
export interface PlaceKey {
  readonly terminalId: string
  readonly batchNo: string
  readonly stan: string
  readonly msgClass: string
}

/** Transactions at these keys; of numbers that came round again those of the newest epoch. */
export async function newestAt(db: Scoped, keys: readonly PlaceKey[]): Promise<TransactionRow[]> {
  return await db.query<TransactionRow>(
    `select distinct on (t.terminal_id, t.batch_no, t.stan, t.msg_class) ${columnList(transactionTable, 't')}
     from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as k (terminal_id, batch_no, stan, msg_class)
     join transaction t using (terminal_id, stan, batch_no, msg_class)
     order by t.terminal_id, t.batch_no, t.stan, t.msg_class, t.epoch desc`,
    [
      keys.map(({ terminalId }) => terminalId),
      keys.map(({ batchNo }) => batchNo),
      keys.map(({ stan }) => stan),
      keys.map(({ msgClass }) => msgClass),
    ],
  )
}

/** Lines of files that are of these transactions, the oldest file first. */
export async function linesOf(db: Scoped, transactionIds: readonly string[]): Promise<FileLineRow[]> {
  return await db.query<FileLineRow>(
    `select found.* from unnest($1::text[]) as n (id) cross join lateral (
       select ${columnList(fileLineTable, 'l')} from file_line l where l.transaction_id = n.id and l.state not in ('BAD', 'IGNORED')
       order by l.business_date, l.import_id, l.line limit $2
     ) as found`,
    [transactionIds, SIDE_ROWS_MAX],
  )
}

async function looseLines(db: Scoped, subjects: readonly string[]): Promise<FileLineRow[]> {
  const named = subjects.flatMap((text) => {
    const [, importId, line] = /^line:([^:]+):(\d+)$/.exec(text) ?? []
    return importId === undefined ? [] : [{ importId, line: Number(line) }]
  })
  if (named.length === 0) return []
  return await db.query<FileLineRow>(
    `select ${columnList(fileLineTable, 'l')} from unnest($1::text[], $2::int[]) as n (import_id, line)
     join file_line l on l.import_id = n.import_id and l.line = n.line order by l.import_id, l.line limit $3`,
    [named.map(({ importId }) => importId), named.map(({ line }) => line), CASE_PLACES_MAX],
  )
}

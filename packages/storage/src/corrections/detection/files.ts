import type { LooseLine } from '@budeng/corrections'
import {
  currencyExponent,
  type FileRow,
  findingsOf,
  isEffective,
  type MatchFinding,
  msgClassOf,
  type RecordType,
  type Standing,
} from '@budeng/transactions'
import { LOOK_LINES_MAX } from '../../limits.ts'
import { columnList, type FileLineRow, fileLineTable, type RecordMatchRow } from '../../rows/index.ts'
import { matchesOfTransactions } from '../../transactions/files/match-list.ts'
import type { Scoped } from '../../unit.ts'
import { lineId, linesOf, type PlaceKey } from '../cases/sides.ts'
import type { ReadTransaction } from './transactions.ts'

/** What files say of a transaction. */
export interface FileWord {
  readonly rows: readonly FileRow[]
  readonly findings: readonly MatchFinding[]
  readonly inFile: Standing | null
}

/** A line as it was read. */
export function rowOfLine(line: FileLineRow): FileRow {
  const currency = line.currency ?? 'CNY'
  return {
    ...{ tid: line.tid ?? '', mid: line.mid, stan: line.stan, rrn: line.rrn, authCode: line.authCode },
    ...{ responseCode: line.responseCode, panMasked: line.panMasked, type: (line.kind ?? 'PURCHASE') as RecordType },
    ...{ minor: line.amount ?? 0n, currency, exponent: currencyExponent(currency) ?? 2, feeMinor: line.fee },
    ...{ settlementDate: line.settlementDate, localTime: line.localTime, originalStan: null, originalTime: null },
  }
}

const STANDS: Readonly<Partial<Record<RecordMatchRow['state'], Standing>>> = {
  EXPECTED: 'EXPECTED',
  LATE: 'LATE',
  MISSING_THERE: 'MISSING',
}

/** What files say of transactions, by their ids. */
export async function readFileWords(
  db: Scoped,
  read: readonly ReadTransaction[],
): Promise<ReadonlyMap<string, FileWord>> {
  const ids = read.map(({ row }) => row.id)
  const lines = await linesOf(db, ids)
  const notes = (await matchesOfTransactions(db, ids)).filter(({ source }) => source === 'FILE')
  const byId = new Map<string, FileRow[]>()
  for (const line of lines)
    if (line.transactionId !== null && line.state !== 'REPEATED')
      byId.set(line.transactionId, [...(byId.get(line.transactionId) ?? []), rowOfLine(line)])
  const stands = new Map(notes.map(({ transactionId, state }) => [transactionId, STANDS[state] ?? null]))
  return new Map(
    read.map((each) => {
      const rows = byId.get(each.row.id) ?? []
      const inFile = rows.length > 0 ? null : (stands.get(each.row.id) ?? null)
      return [each.row.id, { rows, findings: findingsAgainst(each, rows), inFile }]
    }),
  )
}

function findingsAgainst({ row, facts }: ReadTransaction, rows: readonly FileRow[]): readonly MatchFinding[] {
  if (rows.length === 0 || row.type === null || row.amount === null) return []
  const own = {
    ...{ id: row.id, tid: row.tid, stan: row.stan, rrn: row.rrn, type: row.type as RecordType },
    ...{
      isEffective: isEffective(facts),
      minor: row.amount,
      currency: row.currency ?? '',
      exponent: row.exponent ?? 2,
    },
    businessDay: row.effectiveDate,
  }
  return findingsOf(own, rows)
}

/** Lines of files about these terminals that are of nothing that we have. */
export async function readLooseLines(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<readonly (LooseLine & { readonly terminalId: string })[]> {
  const rows = await db.query<FileLineRow & { note: RecordMatchRow['state'] }>(
    `select page.* from unnest($1::text[]) as n (id) cross join lateral (
       select ${columnList(fileLineTable, 'l')}, m.state as note from record_match m
       join file_line l on l.import_id = m.import_id and l.line = m.line and l.business_date = m.business_date
       where m.terminal_id = n.id and m.state <> 'MATCHED' and m.source = 'FILE' and m.transaction_id is null
       order by m.business_date, m.id limit $2
     ) as page`,
    [terminalIds, LOOK_LINES_MAX],
  )
  return rows.map((line) => ({
    id: lineId(line.importId, line.line),
    terminalId: line.terminalId ?? '',
    row: rowOfLine(line),
    standing: line.note === 'MISSING_HERE' ? 'MISSING' : 'LATE',
  }))
}

/** The numbers under which hosts know what such lines are of: who looks at the one is to see the other. */
export async function keysOfLines(
  db: Scoped,
  lines: readonly (LooseLine & { readonly terminalId: string })[],
): Promise<readonly PlaceKey[]> {
  if (lines.length === 0) return []
  const rows = await db.query<Omit<PlaceKey, 'msgClass'> & { type: string | null }>(
    `select h.terminal_id as "terminalId", h.batch_no as "batchNo", h.stan, h.type from unnest($1::text[], $2::text[]) as n (terminal_id, rrn)
     join host_record h on h.rrn = n.rrn and h.terminal_id = n.terminal_id where h.fact = 'trade' and h.type <> 'REVERSAL'
     union all
     select h.terminal_id, h.batch_no, h.stan, h.type from unnest($1::text[], $2::text[], $3::text[]) as n (terminal_id, rrn, stan)
     join host_record h on h.terminal_id = n.terminal_id and h.stan = n.stan where n.rrn is null and h.fact = 'trade' and h.type <> 'REVERSAL'`,
    [lines.map(({ terminalId }) => terminalId), lines.map(({ row }) => row.rrn), lines.map(({ row }) => row.stan)],
  )
  return rows.map(({ type, ...key }) => ({ ...key, msgClass: msgClassOf((type ?? 'PURCHASE') as RecordType) }))
}

import type { FileRow, RecordType } from '@budeng/transactions'
import { columnList, type FileImportRow, fileImportTable, type FileLineRow, fileLineTable } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { grouped } from '../grouped.ts'
import { matchLines } from './file-matching.ts'

/** A business day of an acquirer whose file was read. */
export interface FiledDay {
  readonly acquirerId: string
  readonly zone: string
  readonly day: string
  /** The next day's file was read too: what was cut off at the end of this day would stand there. */
  readonly hasNext: boolean
}

/** Days since `from` whose files were read. */
export async function filedDays(db: Scoped, from: string): Promise<readonly FiledDay[]> {
  return await db.query<FiledDay>(
    `select f.acquirer_id as "acquirerId", node.time_zone as zone, f.business_date as day,
       exists (select from file_import n where n.acquirer_id = f.acquirer_id and n.business_date = f.business_date + 1 and n.state = 'DONE') as "hasNext"
     from (select distinct acquirer_id, business_date from file_import where business_date >= $1::date and state = 'DONE') f
     join node on node.id = f.acquirer_id order by f.business_date, f.acquirer_id`,
    [from],
  )
}

/** Where a walk over a day goes on. */
export interface MissingKey {
  readonly at: number
  readonly id: string
}

/**
 * Notes transactions of a business day that moved money and stand in no file, a page at a time; answers where to go on,
 * or null at the end. A note that is there is only made graver.
 */
export async function noteMissing(
  unit: Unit,
  { acquirerId, day }: Pick<FiledDay, 'acquirerId' | 'day'>,
  state: 'LATE' | 'MISSING_THERE',
  after: MissingKey | null,
  limit: number,
): Promise<MissingKey | null> {
  const [row] = await unit.query<{ count: number; at: number | null; id: string | null }>(
    `with page as (
       select l.at, l.id from record_line l where l.acquirer_id = $1
         and l.at >= $2::date - interval '1 day' and l.at < $2::date + interval '2 days'
         and (l.at, l.id) > (coalesce($3::timestamptz, '-infinity'), $4::text) order by l.at, l.id limit $5
     ), noted as (
       insert into record_match as m (source, acquirer_id, agent_id, merchant_id, path, business_date, state, terminal_id, transaction_id, amount, currency, at, changed_at)
         select 'FILE', t.acquirer_id, t.agent_id, t.merchant_id, t.path, t.effective_date, $6, t.terminal_id, t.id, t.amount, t.currency, $7, $7
         from page join transaction t on t.id = page.id
         where t.effective_date = $2::date and t.amount is not null and t.type not in ('PREAUTH', 'PREAUTH_VOID', 'BALANCE_INQUIRY', 'OFFLINE_ADJUST', 'TIP_ADJUST')
           and t.auth_state in ('APPROVED', 'OFFLINE_APPROVED', 'ACCEPTED') and t.reversal_state = 'NONE'
       on conflict (transaction_id, source) where transaction_id is not null do update set state = excluded.state, changed_at = excluded.changed_at
         where m.state = 'LATE' and excluded.state = 'MISSING_THERE'
     )
     select (select count(*)::int from page) as count, (select at from page order by at desc, id desc limit 1) as at, (select id from page order by at desc, id desc limit 1) as id`,
    [
      acquirerId,
      day,
      after === null ? null : new Date(after.at),
      after?.id ?? '',
      limit,
      state,
      new Date(unit.clock.now()),
    ],
  )
  return row === undefined || row.at === null || row.id === null || row.count < limit
    ? null
    : { at: row.at, id: row.id }
}

/** Lines without a transaction here whose record has come since, matched now; answers how many were looked at, and the last. */
export async function matchLateRecords(
  unit: Unit,
  from: string,
  afterId: number,
  limit: number,
): Promise<{ readonly lastId: number; readonly looked: number; readonly matched: number }> {
  const rows = await unit.query<FileLineRow & { matchId: number }>(
    `select m.id as "matchId", ${columnList(fileLineTable, 'l')} from record_match m
     join file_line l on l.import_id = m.import_id and l.line = m.line and l.business_date = m.business_date
     where m.state = 'MISSING_HERE' and m.source = 'FILE' and m.business_date >= $1::date and m.id > $2 and l.terminal_id is not null
     order by m.id limit $3`,
    [from, afterId, limit],
  )
  const files = new Map(
    (
      await unit.query<FileImportRow>(
        `select ${columnList(fileImportTable, 'f')} from file_import f where f.id = any($1::text[])`,
        [[...new Set(rows.map(({ importId }) => importId))]],
      )
    ).map((file) => [file.id, file]),
  )
  let matched = 0
  for (const [importId, lines] of grouped(rows, (row) => row.importId)) {
    const file = files.get(importId)
    if (file === undefined) continue
    const judged = await matchLines(
      unit,
      file,
      lines.map((line) => ({ line: line.line, row: rowOf(line) })),
      { isAgain: true },
    )
    for (const [place, line] of judged.entries()) {
      const known = lines[place]
      if (known === undefined || line.transactionId === null) continue
      matched += await moveMatch(unit, known.matchId, line)
    }
  }
  return { lastId: rows.at(-1)?.matchId ?? afterId, looked: rows.length, matched }
}

/** The line belongs to a transaction now; what was noted of the transaction before gives way. */
async function moveMatch(unit: Unit, matchId: number, line: FileLineRow): Promise<number> {
  const at = new Date(unit.clock.now())
  await unit.execute(
    `update file_line set transaction_id = $4, state = $5, problem = $6::jsonb where import_id = $1 and line = $2 and business_date = $3::date`,
    [line.importId, line.line, line.businessDate, line.transactionId, line.state, JSON.stringify(line.problem)],
  )
  const known = await unit.execute(
    `update record_match set state = case when state in ('LATE', 'MISSING_THERE') then $3 else state end, import_id = $4, line = $5, theirs = $6, changed_at = $7
     where transaction_id = $1 and source = 'FILE' and id <> $2`,
    [line.transactionId, matchId, line.state, line.importId, line.line, line.amount?.toString() ?? null, at],
  )
  // both notes would say the same: the stranger's stays as a line that is settled
  await unit.execute(
    known > 0
      ? `update record_match set state = 'MATCHED', changed_at = $2 where id = $1`
      : `update record_match set state = $3, transaction_id = $4, changed_at = $2 where id = $1`,
    known > 0 ? [matchId, at] : [matchId, at, line.state, line.transactionId],
  )
  await unit.execute(
    `update file_import set missing_here = missing_here - 1,
       matched = matched + case when $2 = 'MATCHED' then 1 else 0 end, contradicting = contradicting + case when $2 = 'CONTRADICTING' then 1 else 0 end where id = $1`,
    [line.importId, line.state],
  )
  return 1
}

/** A line as it was read. */
function rowOf(line: FileLineRow): FileRow {
  return {
    ...{ tid: line.tid ?? '', mid: line.mid, stan: line.stan, rrn: line.rrn, authCode: line.authCode },
    ...{ responseCode: line.responseCode, panMasked: line.panMasked, type: (line.kind ?? 'PURCHASE') as RecordType },
    ...{ minor: line.amount ?? 0n, currency: line.currency ?? '', exponent: 0, feeMinor: line.fee },
    ...{ settlementDate: line.settlementDate, localTime: line.localTime, originalStan: null, originalTime: null },
  }
}

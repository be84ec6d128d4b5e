import type { Scoped, Unit } from '../../unit.ts'
import { judgeByFile } from './judge-by-file.ts'

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
 * Holds transactions of a business day that stand in no file against the calendar, a page at a time; answers where to go
 * on, or null at the end. Those of which a file speaks, and those that stand already as they would, are left alone.
 */
export async function judgeUnfiled(
  unit: Unit,
  { acquirerId, day }: Pick<FiledDay, 'acquirerId' | 'day'>,
  state: 'LATE' | 'MISSING_THERE',
  after: MissingKey | null,
  limit: number,
): Promise<MissingKey | null> {
  const page = await unit.query<{ at: number; id: string; isOpen: boolean }>(
    `select page.at, page.id, t.effective_date = $2::date and t.amount is not null and t.type is not null
         and not exists (select from record_match m where m.transaction_id = page.id and m.source = 'FILE'
           and (m.state in ('MATCHED', 'CONTRADICTING', 'MISSING_THERE') or m.state = $6)) as "isOpen"
     from (select l.at, l.id from record_line l where l.acquirer_id = $1
         and l.at >= $2::date - interval '1 day' and l.at < $2::date + interval '2 days'
         and (l.at, l.id) > (coalesce($3::timestamptz, '-infinity'), $4::text) order by l.at, l.id limit $5) as page
     join transaction t on t.id = page.id order by page.at, page.id`,
    [acquirerId, day, after === null ? null : new Date(after.at), after?.id ?? '', limit, state],
  )
  await judgeByFile(
    unit,
    page.filter(({ isOpen }) => isOpen).map(({ id }) => id),
  )
  const last = page.at(-1)
  return last === undefined || page.length < limit ? null : { at: last.at, id: last.id }
}

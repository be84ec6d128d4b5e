import { addDays, businessDay, standingOf, UNIONPAY_CALENDAR } from '@budeng/transactions'
import { columnList, type FileScheduleRow, type MissingFileRow, missingFileTable } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'

const ROW = columnList(missingFileTable, 'm')

interface DueDay {
  readonly acquirerId: string
  readonly day: string
}

/**
 * Notes business days that had trade and whose file is not there though it is due, at acquirers that have sent one before;
 * and have promised none by a schedule; and ends notes of days whose file came. Answers how many of both there were.
 */
export async function noteMissingFiles(unit: Unit, daysBack: number): Promise<number> {
  return (await endNotes(unit)) + (await openNotes(unit, await dueDays(unit, daysBack)))
}

/** Days of the last ones that are due and have no file that was read. */
async function dueDays(unit: Unit, daysBack: number): Promise<readonly DueDay[]> {
  const now = unit.clock.now()
  const acquirers = await unit.query<{ id: string; zone: string; first: string }>(
    `select f.acquirer_id as id, node.time_zone as zone, min(f.business_date) as first from file_import f
     join node on node.id = f.acquirer_id where f.state = 'DONE'
       and not exists (select from file_schedule s where s.acquirer_id = f.acquirer_id and s.ended_at is null) group by 1, 2`,
  )
  const due = acquirers.flatMap(({ id, zone, first }) => {
    const calendar = { ...UNIONPAY_CALENDAR, zone }
    const today = businessDay(now, calendar)
    return Array.from({ length: daysBack }, (_, back) => addDays(today, -back - 1))
      .filter((day) => day >= first && standingOf(day, today, calendar) !== 'EXPECTED')
      .map((day) => ({ acquirerId: id, day }))
  })
  return await unit.query<DueDay>(
    `select n.acquirer_id as "acquirerId", n.day from unnest($1::text[], $2::date[]) as n (acquirer_id, day)
     join node on node.id = n.acquirer_id
     where not exists (select from file_import f where f.acquirer_id = n.acquirer_id and f.business_date = n.day and f.state = 'DONE')
       and not exists (select from missing_file m where m.acquirer_id = n.acquirer_id and m.business_date = n.day and m.schedule_id = '')
       and exists (select from record_line l where l.acquirer_id = n.acquirer_id
         and l.at >= (n.day::timestamp - interval '1 day' + $3::int * interval '1 minute') at time zone node.time_zone
         and l.at < (n.day::timestamp + $3::int * interval '1 minute') at time zone node.time_zone)
     order by n.day, n.acquirer_id`,
    [due.map(({ acquirerId }) => acquirerId), due.map(({ day }) => day), UNIONPAY_CALENDAR.cutOffMin],
  )
}

async function openNotes(unit: Unit, days: readonly DueDay[]): Promise<number> {
  if (days.length === 0) return 0
  const at = unit.clock.now()
  const made = await unit.query<DueDay>(
    `insert into missing_file (acquirer_id, business_date, path, noted_at)
     select acquirer_id, day, acquirer_id::ltree, $3 from unnest($1::text[], $2::date[]) as n (acquirer_id, day)
     on conflict do nothing returning acquirer_id as "acquirerId", business_date as day`,
    [days.map(({ acquirerId }) => acquirerId), days.map(({ day }) => day), new Date(at)],
  )
  unit.append(
    made.map(({ acquirerId, day }) => ({
      ...{ type: 'FileMissing', subject: acquirerId, path: acquirerId, at },
      data: { businessDate: day },
    })),
  )
  return made.length
}

async function endNotes(unit: Unit): Promise<number> {
  const at = unit.clock.now()
  const ended = await unit.query<DueDay & { importId: string }>(
    `update missing_file m set ended_at = $1, import_id = came.id from (
       select open.acquirer_id, open.business_date, min(f.id) as id from missing_file open
       join file_import f on f.acquirer_id = open.acquirer_id and f.business_date = open.business_date and f.state = 'DONE'
       where open.ended_at is null and open.schedule_id = '' group by 1, 2) as came
     where m.acquirer_id = came.acquirer_id and m.business_date = came.business_date and m.schedule_id = ''
     returning m.acquirer_id as "acquirerId", m.business_date as day, m.import_id as "importId"`,
    [new Date(at)],
  )
  unit.append(
    ended.map(({ acquirerId, day, importId }) => ({
      ...{ type: 'MissingFileCame', subject: acquirerId, path: acquirerId, at },
      data: { businessDate: day, importId },
    })),
  )
  return ended.length
}

/** A file that is due and not there, and of which kind it is where that was promised. */
export type MissingFile = MissingFileRow & {
  readonly format: FileScheduleRow['format'] | null
  readonly mappingId: string | null
}

/** Business days of an acquirer whose file is due and not there, the newest first. */
export async function missingFiles(db: Scoped, acquirerId: string, limit: number): Promise<MissingFile[]> {
  return await db.query<MissingFile>(
    `select ${ROW}, s.format, s.mapping_id as "mappingId" from missing_file m left join file_schedule s on s.id = m.schedule_id
     where m.acquirer_id = $1 and m.ended_at is null order by m.business_date desc, m.schedule_id limit $2`,
    [acquirerId, limit],
  )
}

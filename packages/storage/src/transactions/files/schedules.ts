import type { Instant } from '@budeng/kernel'
import {
  addDays,
  bookingDay,
  fileDueAt,
  type FileSchedule,
  fileStanding,
  type FileStanding,
} from '@budeng/transactions'
import {
  columnList,
  type FileImportRow,
  type FileScheduleRow,
  fileScheduleTable,
  unnestInsert,
  unnestUpdate,
} from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'

const SCHEDULE = columnList(fileScheduleTable, 's')

/** Which files a schedule is about. */
export type FileKind = Pick<FileScheduleRow, 'acquirerId' | 'format' | 'mappingId'>

/** Schedules of an acquirer that stand, in the order of declaring. */
export async function fileSchedulesOf(db: Scoped, acquirerId: string): Promise<FileScheduleRow[]> {
  return await db.query<FileScheduleRow>(
    `select ${SCHEDULE} from file_schedule s where s.acquirer_id = $1 and s.ended_at is null order by s.declared_at, s.id`,
    [acquirerId],
  )
}

/** The schedule of a kind of file, which nobody else declares until the end of the transaction; null: there is none yet. */
export async function holdFileKind(
  unit: Unit,
  { acquirerId, format, mappingId }: FileKind,
): Promise<FileScheduleRow | null> {
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`files:${acquirerId}`])
  const [row] = await unit.query<FileScheduleRow>(
    `select ${SCHEDULE} from file_schedule s where s.acquirer_id = $1 and s.format = $2 and s.mapping_id is not distinct from $3
       and s.ended_at is null`,
    [acquirerId, format, mappingId],
  )
  return row ?? null
}

/** A schedule that stands, under lock; null for any other. */
export async function lockFileSchedule(unit: Unit, id: string): Promise<FileScheduleRow | null> {
  const [row] = await unit.query<FileScheduleRow>(
    `select ${SCHEDULE} from file_schedule s where s.id = $1 and s.ended_at is null for no key update`,
    [id],
  )
  return row ?? null
}

/** Keeps what an acquirer promised. Under `holdFileKind`. */
export async function declareFileSchedule(
  unit: Unit,
  known: FileScheduleRow | null,
  kind: FileKind,
  { terms, by }: { readonly terms: FileSchedule; readonly by: string },
): Promise<FileScheduleRow> {
  const at = unit.clock.now()
  const made = { id: unit.newId('fileSchedule'), path: kind.acquirerId, declaredAt: at, endedAt: null, version: 0 }
  const { acquirerId, format, mappingId } = kind
  const before = known ?? { ...made, acquirerId, format, mappingId }
  const row: FileScheduleRow = { ...before, terms, declaredBy: by, changedAt: at, version: before.version + 1 }
  if (known === null) await unnestInsert(unit, fileScheduleTable, [row])
  else await unnestUpdate(unit, fileScheduleTable, [row], ['terms', 'declaredBy', 'changedAt', 'version'])
  const data = { format, mappingId, terms, version: row.version }
  unit.append([{ type: 'FileScheduleDeclared', subject: row.id, path: row.path, at, data }])
  return row
}

/** Nothing is expected by this schedule any more. Under `lockFileSchedule`. */
export async function endFileSchedule(unit: Unit, row: FileScheduleRow, reason: string): Promise<void> {
  const at = unit.clock.now()
  const ended: FileScheduleRow = { ...row, endedAt: at, changedAt: at, version: row.version + 1 }
  await unnestUpdate(unit, fileScheduleTable, [ended], ['endedAt', 'changedAt', 'version'])
  const data = { format: row.format, mappingId: row.mappingId, reason }
  unit.append([{ type: 'FileScheduleEnded', subject: row.id, path: row.path, at, data }])
}

/** How it stands with the file of one business day. */
export interface FileDay {
  readonly businessDate: string
  readonly standing: FileStanding
  readonly dueAt: Instant | null
  readonly arrivedAt: Instant | null
  readonly importId: string | null
}

/** The last business days of a schedule, the newest first: today too, whose file is not due yet. */
export async function fileDays(
  db: Scoped,
  { acquirerId, format, mappingId, terms }: FileKind & Pick<FileScheduleRow, 'terms'>,
  { zone, days, now }: { readonly zone: string; readonly days: number; readonly now: Instant },
): Promise<FileDay[]> {
  const today = bookingDay(now, zone)
  const wanted = Array.from({ length: days }, (_, back) => addDays(today, -back)).filter((day) => day >= terms.firstDay)
  const rows = await db.query<Pick<FileImportRow, 'id' | 'createdAt' | 'businessDate'>>(
    `select distinct on (f.business_date) f.id, f.created_at as "createdAt", f.business_date as "businessDate" from file_import f
     where f.acquirer_id = $1 and f.format = $2 and ($3::text is null or f.mapping_id = $3) and f.business_date = any($4::date[])
       and f.state not in ('FAILED', 'CANCELLED') order by f.business_date, f.created_at, f.id`,
    [acquirerId, format, mappingId, wanted],
  )
  const came = new Map(rows.map((row) => [row.businessDate, row]))
  return wanted.map((businessDate) => {
    const file = came.get(businessDate)
    const dueAt = fileDueAt(terms, businessDate, zone)
    const arrivedAt = file?.createdAt ?? null
    return { businessDate, standing: fileStanding(dueAt, arrivedAt, now), dueAt, arrivedAt, importId: file?.id ?? null }
  })
}

import { addDays, bookingDay, fileDueAt, fileStanding } from '@budeng/transactions'
import {
  columnList,
  type FileScheduleRow,
  fileScheduleTable,
  type MissingFileRow,
  missingFileTable,
} from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'

type Promised = FileScheduleRow & { readonly zone: string }
type Note = MissingFileRow

/** What came of one business day: since when, and which was read to its end. */
interface Came {
  readonly scheduleId: string
  readonly businessDate: string
  readonly at: number
  readonly readId: string | null
}

/**
 * Notes promised files that are due and have not come, each once, and ends notes: when the file was read, and when it is
 * not promised any more. Answers how many notes changed.
 */
export async function notePromisedFiles(unit: Unit, daysBack: number): Promise<number> {
  const now = unit.clock.now()
  const schedules = await standing(unit)
  const notes = await notesSince(unit, addDays(bookingDay(now, 'UTC'), -daysBack - 1))
  if (schedules.length === 0 && notes.length === 0) return 0
  const came = await cameSince(unit, schedules, notes, now, daysBack)
  const known = new Map(notes.map((note) => [keyOf(note.scheduleId, note.businessDate), note]))
  const missing = schedules.flatMap((schedule) =>
    daysOf(schedule, now, daysBack).flatMap((businessDate) => {
      const key = keyOf(schedule.id, businessDate)
      const dueAt = fileDueAt(schedule.terms, businessDate, schedule.zone)
      const note = known.get(key)
      const isNew = note === undefined || (note.endedAt !== null && note.importId === null)
      if (!isNew || fileStanding(dueAt, came.get(key)?.at ?? null, now) !== 'MISSING') return []
      return [{ schedule, businessDate, dueAt }]
    }),
  )
  const byId = new Map(schedules.map((schedule) => [schedule.id, schedule]))
  const over = notes.flatMap((note) => {
    if (note.endedAt !== null) return []
    const readId = came.get(keyOf(note.scheduleId, note.businessDate))?.readId ?? null
    return readId !== null || !isStillDue(byId.get(note.scheduleId), note, now) ? [{ note, readId }] : []
  })
  await open(unit, missing)
  await end(unit, over)
  return missing.length + over.length
}

function isStillDue(schedule: Promised | undefined, { businessDate }: Note, now: number): boolean {
  if (schedule === undefined) return false
  return fileStanding(fileDueAt(schedule.terms, businessDate, schedule.zone), null, now) === 'MISSING'
}

const keyOf = (scheduleId: string, businessDate: string) => `${scheduleId} ${businessDate}`

/** Today too: a file may be due on the very day. */
function daysOf({ zone, terms }: Promised, now: number, daysBack: number): string[] {
  const today = bookingDay(now, zone)
  return Array.from({ length: daysBack + 1 }, (_, back) => addDays(today, -back)).filter((day) => day >= terms.firstDay)
}

async function standing(db: Scoped): Promise<Promised[]> {
  return await db.query<Promised>(
    `select ${columnList(fileScheduleTable, 's')}, node.time_zone as zone from file_schedule s join node on node.id = s.acquirer_id
     where s.ended_at is null order by s.id`,
  )
}

/** Notes of promised files: all that stand, and those of the last days. */
async function notesSince(db: Scoped, from: string): Promise<Note[]> {
  return await db.query<Note>(
    `select ${columnList(missingFileTable, 'm')} from missing_file m
     where m.schedule_id <> '' and (m.ended_at is null or m.business_date >= $1::date)`,
    [from],
  )
}

async function cameSince(
  db: Scoped,
  schedules: readonly Promised[],
  notes: readonly Note[],
  now: number,
  daysBack: number,
): Promise<ReadonlyMap<string, Came>> {
  const standingDays = notes.filter(({ endedAt }) => endedAt === null).map(({ businessDate }) => businessDate)
  const from = [addDays(bookingDay(now, 'UTC'), -daysBack - 1), ...standingDays].sort()[0]
  const rows = await db.query<Came>(
    `select s.id as "scheduleId", f.business_date as "businessDate", min(f.created_at) as at,
       min(f.id) filter (where f.state = 'DONE') as "readId"
     from file_schedule s join file_import f on f.acquirer_id = s.acquirer_id and f.format = s.format
       and (s.mapping_id is null or f.mapping_id = s.mapping_id)
     where s.id = any($1::text[]) and f.business_date >= $2::date and f.state not in ('FAILED', 'CANCELLED') group by 1, 2`,
    [schedules.map(({ id }) => id), from],
  )
  return new Map(rows.map((row) => [keyOf(row.scheduleId, row.businessDate), row]))
}

interface Missing {
  readonly schedule: Promised
  readonly businessDate: string
  readonly dueAt: number | null
}

async function open(unit: Unit, missing: readonly Missing[]): Promise<void> {
  if (missing.length === 0) return
  const at = unit.clock.now()
  await unit.execute(
    `insert into missing_file (acquirer_id, business_date, schedule_id, path, due_at, noted_at)
     select acquirer_id, day, schedule_id, acquirer_id::ltree, due_at, $5 from unnest($1::text[], $2::date[], $3::text[], $4::timestamptz[])
       as n (acquirer_id, day, schedule_id, due_at)
     on conflict (acquirer_id, business_date, schedule_id) do update set due_at = excluded.due_at, noted_at = excluded.noted_at, ended_at = null`,
    [
      missing.map(({ schedule }) => schedule.acquirerId),
      missing.map(({ businessDate }) => businessDate),
      missing.map(({ schedule }) => schedule.id),
      missing.map(({ dueAt }) => (dueAt === null ? null : new Date(dueAt))),
      new Date(at),
    ],
  )
  unit.append(
    missing.map(({ schedule: { id, acquirerId, format }, businessDate }) => ({
      ...{ type: 'FileMissing', subject: acquirerId, path: acquirerId, at },
      data: { businessDate, format, scheduleId: id },
    })),
  )
}

async function end(
  unit: Unit,
  over: readonly { readonly note: Note; readonly readId: string | null }[],
): Promise<void> {
  if (over.length === 0) return
  const at = unit.clock.now()
  await unit.execute(
    `update missing_file m set ended_at = $4, import_id = n.import_id from unnest($1::text[], $2::date[], $3::text[])
       as n (schedule_id, day, import_id) where m.schedule_id = n.schedule_id and m.business_date = n.day`,
    [
      over.map(({ note }) => note.scheduleId),
      over.map(({ note }) => note.businessDate),
      over.map(({ readId }) => readId),
      new Date(at),
    ],
  )
  unit.append(
    over.map(({ note: { acquirerId, businessDate, scheduleId }, readId }) => ({
      ...{ subject: acquirerId, path: acquirerId, at },
      ...(readId === null
        ? { type: 'MissingFileDropped', data: { businessDate, scheduleId } }
        : { type: 'MissingFileCame', data: { businessDate, importId: readId } }),
    })),
  )
}

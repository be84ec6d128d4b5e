import { WEEKDAYS } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import {
  declareFileSchedule,
  endFileSchedule,
  type FileKind,
  type FileScheduleRow,
  fileSchedulesOf,
  holdFileKind,
  lockFileSchedule,
  mappingById,
  nodesByIds,
  type Unit,
} from '@budeng/storage'
import { bookingDay, type FileSchedule, scheduleProblem } from '@budeng/transactions'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, type Outcome, permit, Refused, told } from '../../graphql/wish.ts'
import type {
  FileScheduleDeclareInput,
  FileScheduleEndInput,
  FileScheduleObject,
  FileSchedulePayload,
} from './schedule.type.ts'

/** Keeps what an acquirer has promised of a kind of file. */
export async function declareSchedule(
  operation: Operation,
  input: FileScheduleDeclareInput,
): Promise<FileSchedulePayload> {
  const { idempotencyKey: key, ...rest } = input
  return await payload(
    operation,
    await fulfil(operation, { name: 'fileScheduleDeclare', key, input: rest }, (unit) =>
      declare(operation, unit, input),
    ),
  )
}

/** A kind of file is promised no more. */
export async function endSchedule(operation: Operation, input: FileScheduleEndInput): Promise<FileSchedulePayload> {
  const { idempotencyKey: key, ...rest } = input
  return await payload(
    operation,
    await fulfil(operation, { name: 'fileScheduleEnd', key, input: rest }, (unit) => end(operation, unit, input)),
  )
}

async function declare(operation: Operation, unit: Unit, input: FileScheduleDeclareInput): Promise<string> {
  const acquirerId = ownAcquirer(operation)
  const kind: FileKind = { acquirerId, format: input.format, mappingId: await mappingOf(unit, input) }
  const known = await holdFileKind(unit, kind)
  if (known !== null && input.expectedVersion === 0)
    throw new Refused({ code: 'SCHEDULE_EXISTS', path: ['input', 'format'] })
  checkVersion(known?.version ?? 0, input.expectedVersion)
  const [acquirer] = await nodesByIds(unit, [acquirerId])
  const today = bookingDay(unit.clock.now(), acquirer?.timeZone ?? 'UTC')
  const terms = checkedTerms(input, known?.terms.firstDay ?? today)
  const row = await declareFileSchedule(unit, known, kind, { terms, by: operation.viewer.realPerson.id })
  return row.id
}

async function end(operation: Operation, unit: Unit, input: FileScheduleEndInput): Promise<string> {
  ownAcquirer(operation)
  const id = idOf('fileSchedule', input.scheduleId)
  const row = id === null ? null : await lockFileSchedule(unit, id)
  if (row === null) throw notFound('scheduleId')
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  checkVersion(row.version, input.expectedVersion)
  await endFileSchedule(unit, row, input.reason.trim())
  return row.id
}

/** @throws Refused for whoever may not, or stands below an acquirer */
function ownAcquirer({ authority, level }: Operation): string {
  permit(authority, 'file:import')
  if (level.kind !== 'ACQUIRER') throw new Refused({ code: 'FILE_PLACE' })
  return level.id
}

async function mappingOf(unit: Unit, { format, mappingId }: FileScheduleDeclareInput): Promise<string | null> {
  if (mappingId == null) return null
  const id = idOf('csvMapping', mappingId)
  const mapping = id === null ? null : await mappingById(unit, id)
  if (mapping === null) throw notFound('mappingId')
  if (format !== 'CSV') throw badSchedule('mappingId')
  return mapping.id
}

function checkVersion(version: number, expected: number): void {
  if (version !== expected) throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
}

function badSchedule(member: string): Refused {
  return new Refused({ code: 'BAD_SCHEDULE', params: { member }, path: ['input', member] })
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/

/** @throws Refused */
function checkedTerms(input: FileScheduleDeclareInput, firstDay: string): FileSchedule {
  const [, hour, minute] = TIME.exec(input.dueTime) ?? []
  const sorted = (days: readonly string[] | null | undefined) => [...new Set(days)].sort()
  const terms: FileSchedule = {
    // 1 is Monday
    weekdays: input.weekdays.map((day) => WEEKDAYS.indexOf(day) + 1).toSorted((a, b) => a - b),
    closedDays: sorted(input.closedDays),
    openDays: sorted(input.openDays),
    onClosed: input.onClosed,
    dueDays: input.dueDays,
    dueMin: Number(hour) * 60 + Number(minute),
    firstDay: input.firstDay ?? firstDay,
  }
  const problem = scheduleProblem(terms)
  const member = problem === 'dueMin' ? 'dueTime' : problem
  if (member !== null) throw badSchedule(member)
  return terms
}

/** As people are shown it. */
export function scheduleView(row: FileScheduleRow): FileScheduleObject {
  const { dueMin, weekdays, ...terms } = row.terms
  const two = (number: number) => String(number).padStart(2, '0')
  const { id, format, changedAt, version } = row
  return {
    id,
    format,
    changedAt,
    version,
    row,
    ...terms,
    weekdays: WEEKDAYS.filter((_day, place) => weekdays.includes(place + 1)),
    dueTime: `${two(Math.floor(dueMin / 60))}:${two(dueMin % 60)}`,
  }
}

async function payload(operation: Operation, outcome: Outcome<string>): Promise<FileSchedulePayload> {
  if (!outcome.ok) return { schedule: null, ...told(operation, outcome) }
  const rows = await operation.read((db) => fileSchedulesOf(db, operation.level.id))
  const row = rows.find(({ id }) => id === outcome.answer)
  return { schedule: row === undefined ? null : scheduleView(row), ...told(operation, outcome) }
}

import type { Weekday } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import type { FileImportRow, FileScheduleRow } from '@budeng/storage'
import type { ClosedDayFile, FileStanding } from '@budeng/transactions'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { WeekdayEnum } from '../../access/enums.ts'
import { ReasonedInput } from '../../access/reasoned-input.ts'
import { enumeration } from '../../graphql/enumeration.ts'
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import { FileFormatEnum } from './file-enums.ts'

const ClosedDayFileEnum = enumeration<ClosedDayFile>(
  'ClosedDayFile',
  'What becomes of the file of a business day on which the acquirer does not work.',
  { NONE: 'None is made.', LATER: 'It comes with that of the next open day.' },
)

const FileStandingEnum = enumeration<FileStanding>(
  'FileStanding',
  'How it stands with the promised file of one business day.',
  {
    NONE: 'No file is made of that day.',
    EXPECTED: 'It is not due yet.',
    ARRIVED: 'It came in time.',
    LATE: 'It came after it was due.',
    MISSING: 'It is due and has not come.',
  },
)

@ObjectType('FileDay', {
  simpleResolvers: true,
  description: 'How it stands with the promised file of one business day.',
})
export class FileDayObject {
  @Field(() => DateScalar, { description: 'The business day.' })
  businessDate: string

  @Field(() => FileStandingEnum, { description: 'How it stands.' })
  standing: FileStanding

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it is due; null: none is made of that day.' })
  dueAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was received; null: it was not.' })
  arrivedAt: Instant | null

  @Field(() => ID, { nullable: true, description: 'The import of it, the first of several.' })
  importId: string | null
}

@ObjectType('FileSchedule', {
  simpleResolvers: true,
  description:
    'When an acquirer has promised to send a kind of file (文件到达计划). A day whose file has not come by then is in `missingFiles` until it comes.',
})
export class FileScheduleObject {
  @Field(() => ID, { description: 'Its id.' })
  id: string

  @Field(() => FileFormatEnum, { description: 'Which files.' })
  format: FileImportRow['format']

  @Field(() => [WeekdayEnum], { description: 'Days of the week on which the acquirer works, Monday first.' })
  weekdays: readonly Weekday[]

  @Field(() => [DateScalar], { description: 'Holidays: closed, whatever weekday they are (节假日).' })
  closedDays: readonly string[]

  @Field(() => [DateScalar], { description: 'Days that are worked for them, whatever weekday they are (调休).' })
  openDays: readonly string[]

  @Field(() => ClosedDayFileEnum, { description: 'What becomes of the file of a closed day.' })
  onClosed: ClosedDayFile

  @Field(() => Int, { description: 'So many days after the business day, or on the first open day then …' })
  dueDays: number

  @Field(() => String, { description: '… it is due until this time in the zone of the acquirer: `10:30`.' })
  dueTime: string

  @Field(() => DateScalar, { description: 'The first business day that it is about.' })
  firstDay: string

  @Field(() => DateTimeScalar, { description: 'When it was declared last.' })
  changedAt: Instant

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number

  readonly row: FileScheduleRow
}

@InputType('FileScheduleDeclareInput', {
  description: 'What an acquirer has promised of a kind of file; what was declared of it before is replaced.',
})
export class FileScheduleDeclareInput {
  @Field(() => FileFormatEnum, { description: 'Which files.' })
  format: FileImportRow['format']

  @Field(() => ID, { nullable: true, description: 'Only CSV files of this mapping; left out: all of the format.' })
  mappingId?: string | null

  @Field(() => [WeekdayEnum], { description: 'Days of the week on which the acquirer works, each once.' })
  weekdays: Weekday[]

  @Field(() => [DateScalar], { nullable: true, description: 'Holidays; at most 200.' })
  closedDays?: string[] | null

  @Field(() => [DateScalar], { nullable: true, description: 'Days that are worked for them; at most 200.' })
  openDays?: string[] | null

  @Field(() => ClosedDayFileEnum, { description: 'What becomes of the file of a closed day.' })
  onClosed: ClosedDayFile

  @Field(() => Int, { description: 'Days after the business day, 0 to 31.' })
  dueDays: number

  @Field(() => String, { description: 'Until when, in the zone of the acquirer: `10:30`.' })
  dueTime: string

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The first business day that it is about; left out: as it was declared before, else the one that runs.',
  })
  firstDay?: string | null

  @Field(() => Int, { description: 'Version of what was declared before, as it was seen; 0: nothing was.' })
  expectedVersion: number

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('FileScheduleEndInput', { description: 'A kind of file is promised no more.' })
export class FileScheduleEndInput extends ReasonedInput {
  @Field(() => ID, { description: 'The schedule.' })
  scheduleId: string

  @Field(() => Int, { description: 'Its version as it was seen.' })
  expectedVersion: number
}

@ObjectType('FileSchedulePayload', { simpleResolvers: true, description: 'The schedule as it is now; or why not.' })
export class FileSchedulePayload {
  @Field(() => FileScheduleObject, { nullable: true, description: 'Null when refused, and when it ended.' })
  schedule: FileScheduleObject | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it was done.' })
  userErrors: readonly UserErrorObject[]
}

import type { Instant, Money } from '@budeng/kernel'
import type { FileImportRow, FileLineRow } from '@budeng/storage'
import type { RecordType, RowFault } from '@budeng/transactions'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { ReasonedInput } from '../../access/reasoned-input.ts'
import { connectionTypes } from '../../graphql/connection.ts'
import { NodeObject } from '../../graphql/node.type.ts'
import { DateScalar, DateTimeScalar, JsonScalar } from '../../graphql/scalars.ts'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import { RecordTypeEnum } from '../enums.ts'
import { MoneyObject } from '../money.type.ts'
import type { FileAct } from './file-acts.ts'
import { FileActEnum, FileFormatEnum, FileImportStateEnum, FileLineStateEnum } from './file-enums.ts'

@ObjectType('RowFault', {
  simpleResolvers: true,
  description: 'One thing that is wrong with a line. Names the field, never what stands in it.',
})
export class RowFaultObject implements RowFault {
  @Field(() => String, { description: 'What is wrong: WRONG_FORM, MISSING, TOO_SHORT, ENCODING, …' })
  code: RowFault['code']

  @Field(() => String, { nullable: true, description: 'In which field; null when it is the whole line.' })
  field?: string
}

@ObjectType('FileLine', {
  simpleResolvers: true,
  description: "One line of an acquirer's file, without card numbers.",
})
export class FileLineObject {
  @Field(() => Int, { description: 'Its place in the file, from 1.' })
  line: number

  @Field(() => FileLineStateEnum, { description: 'What it came to.' })
  state: FileLineRow['state']

  @Field(() => [RowFaultObject], { description: 'Everything that is wrong with it; empty when it could be read.' })
  faults: readonly RowFault[]

  @Field(() => JsonScalar, { nullable: true, description: 'What it says otherwise than we do, or which line did.' })
  difference: object | null

  @Field(() => String, { nullable: true, description: 'The line itself, when it could not be read.' })
  text: string | null

  @Field(() => String, { nullable: true, description: 'Terminal number.' })
  tid: string | null

  @Field(() => String, { nullable: true, description: 'Merchant number.' })
  mid: string | null

  @Field(() => RecordTypeEnum, { nullable: true, description: 'What it is of.' })
  type: RecordType | null

  @Field(() => String, { nullable: true, description: 'System trace audit number (流水号).' })
  stan: string | null

  @Field(() => String, { nullable: true, description: 'Reference number of the host (参考号).' })
  rrn: string | null

  @Field(() => String, { nullable: true, description: 'Authorisation code (授权码).' })
  authCode: string | null

  @Field(() => String, { nullable: true, description: 'Response code.' })
  responseCode: string | null

  @Field(() => String, { nullable: true, description: 'First six and last four digits of the card.' })
  maskedCard: string | null

  @Field(() => MoneyObject, { nullable: true, description: 'The amount.' })
  amount: Money | null

  @Field(() => MoneyObject, {
    nullable: true,
    description: 'What the scheme keeps of it, where the file says it; negative: what it adds.',
  })
  fee: Money | null

  @Field(() => DateScalar, { nullable: true, description: 'Day of settlement.' })
  settlementDate: string | null

  @Field(() => String, { nullable: true, description: "The terminal's time as the file has it, MMDDhhmmss." })
  localTime: string | null
}

export const { Connection: FileLineConnection } = connectionTypes('FileLine', () => FileLineObject)

@ObjectType('FileImportCounts', { simpleResolvers: true, description: 'Lines of a file by what they came to.' })
export class FileImportCountsObject {
  @Field(() => Int, { description: 'Lines that hold a row.' })
  rows: number

  @Field(() => Int, { description: 'Could not be read.' })
  bad: number

  @Field(() => Int, { description: 'Name a terminal that is not ours.' })
  unknownTerminals: number

  @Field(() => Int, { description: 'We have the same.' })
  matched: number

  @Field(() => Int, { description: 'We do not have it.' })
  missingHere: number

  @Field(() => Int, { description: 'We have it, and the file of its day has not.' })
  missingThere: number

  @Field(() => Int, { description: 'Say otherwise.' })
  contradicting: number

  @Field(() => Int, { description: 'Say the same as another line.' })
  repeated: number
}

@ObjectType('FileImport', {
  implements: NodeObject,
  simpleResolvers: true,
  description:
    'A file of an acquirer (文件导入). It is received at `POST /imports/files`; the same bytes are imported once. Only the copy without card numbers is kept.',
})
export class FileImportObject extends NodeObject {
  @Field(() => String, { description: 'Its name, as whoever sent it gave it.' })
  name: string

  @Field(() => FileFormatEnum, { description: 'How it is made.' })
  format: FileImportRow['format']

  @Field(() => FileImportStateEnum, { description: 'How far it was read.' })
  state: FileImportRow['state']

  @Field(() => DateScalar, { description: 'Business day whose file it is.' })
  businessDate: string

  @Field(() => String, { description: 'SHA-256 of the file as it was sent, hexadecimal.' })
  sha256: string

  @Field(() => String, { description: 'Bytes of the copy that is read.' })
  bytes: string

  @Field(() => String, { description: 'Bytes of it that were read.' })
  bytesRead: string

  @Field(() => FileImportCountsObject, { description: 'Lines by what they came to, so far.' })
  counts: FileImportCountsObject

  @Field(() => JsonScalar, { nullable: true, description: 'Why it could not be read, or that its end is cut off.' })
  problem: object | null

  @Field(() => DateTimeScalar, { description: 'When it was received.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When reading began.' })
  startedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' })
  finishedAt: Instant | null

  @Field(() => Int, { description: 'Rises with every step.' })
  version: number
}

@ObjectType('FileImportAction', { simpleResolvers: true, description: 'What may be done to a file, and why not.' })
export class FileImportActionObject {
  @Field(() => FileActEnum, { description: 'What.' })
  name: FileAct

  @Field(() => Boolean, { description: 'True when it would be accepted.' })
  allowed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when allowed.' })
  reasons: readonly UserErrorObject[]
}

@ObjectType('MissingFile', {
  simpleResolvers: true,
  description: 'A business day whose file is due and not there (文件未到): by a schedule, else where it had trade.',
})
export class MissingFileObject {
  @Field(() => DateScalar, { description: 'The business day.' })
  businessDate: string

  @Field(() => DateTimeScalar, { description: 'When that was noted.' })
  notedAt: Instant

  @Field(() => FileFormatEnum, {
    nullable: true,
    description:
      'Which kind of file, where a schedule says it; null: what nobody promised, by the habit of the acquirer.',
  })
  format: FileImportRow['format'] | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it was due; null where nobody promised it.' })
  dueAt: Instant | null
}

export const { Connection: FileImportConnection } = connectionTypes('FileImport', () => FileImportObject)

@InputType('FileImportCancelInput', { description: 'Calls a file off that is not read to its end.' })
export class FileImportCancelInput extends ReasonedInput {
  @Field(() => ID, { description: 'The import.' })
  importId: string
}

@InputType('FileImportRestartInput', { description: 'Reads a file on that failed, from where it stood.' })
export class FileImportRestartInput {
  @Field(() => ID, { description: 'The import.' })
  importId: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('FileImportRestartPayload', { simpleResolvers: true, description: 'The import after it; or why not.' })
export class FileImportRestartPayload {
  @Field(() => FileImportObject, { nullable: true, description: 'As it is now; null when it is not there.' })
  fileImport: FileImportObject | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it is read on.' })
  userErrors: readonly UserErrorObject[]
}

@ObjectType('FileImportCancelPayload', { simpleResolvers: true, description: 'The import after it; or why not.' })
export class FileImportCancelPayload {
  @Field(() => FileImportObject, { nullable: true, description: 'As it is now; null when it is not there.' })
  fileImport: FileImportObject | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it is called off.' })
  userErrors: readonly UserErrorObject[]
}

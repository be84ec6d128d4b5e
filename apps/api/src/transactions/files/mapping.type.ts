import type { Instant } from '@budeng/kernel'
import type { CsvMappingRow } from '@budeng/storage'
import type { MappingProblem, RecordType } from '@budeng/transactions'
import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { NodeObject } from '../../graphql/node.type.ts'
import { DateTimeScalar, JsonScalar } from '../../graphql/scalars.ts'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import { RecordTypeEnum } from '../enums.ts'
import { FileLineObject } from './file.type.ts'

@InputType('CsvColumnInput', { description: 'Which column holds a field.' })
export class CsvColumnInput {
  @Field(() => String, {
    description:
      'The field: tid, mid, stan, rrn, authCode, responseCode, pan, type, amount, currency, fee, settlementDate, localTime, originalStan or originalTime.',
  })
  field: string

  @Field(() => String, { description: 'The title of the column.' })
  title: string
}

@InputType('CsvTypeInput', { description: "One of the file's words for what a line is of." })
export class CsvTypeInput {
  @Field(() => String, { description: 'The word.' })
  word: string

  @Field(() => RecordTypeEnum, { description: 'What it means.' })
  type: RecordType
}

@InputType('CsvMappingInput', { description: "How an acquirer's CSV file is to be read." })
export class CsvMappingInput {
  @Field(() => [CsvColumnInput], { description: 'At least tid, amount, and stan or rrn.' })
  columns: CsvColumnInput[]

  @Field(() => String, { defaultValue: ',', description: 'What parts the cells: a comma, semicolon, bar or tab.' })
  delimiter: string

  @Field(() => String, { defaultValue: 'utf-8', description: '`utf-8` or `gb18030`.' })
  encoding: string

  @Field(() => String, { defaultValue: 'DECIMAL', description: '`DECIMAL`: 118.00; `MINOR`: 11800.' })
  amountForm: string

  @Field(() => String, {
    defaultValue: 'MMDDhhmmss',
    description: '`MMDDhhmmss`, `YYYYMMDDhhmmss` or `YYYY-MM-DD hh:mm:ss`.',
  })
  timeForm: string

  @Field(() => String, { defaultValue: 'YYYYMMDD', description: '`YYYYMMDD`, `YYYY-MM-DD` or `YYYY/MM/DD`.' })
  dateForm: string

  @Field(() => String, { defaultValue: 'CNY', description: 'ISO 4217; holds where no column says it.' })
  currency: string

  @Field(() => [CsvTypeInput], {
    nullable: true,
    description: "The file's words for types; without one its word is ours.",
  })
  types?: CsvTypeInput[] | null

  @Field(() => RecordTypeEnum, { nullable: true, description: 'Holds where no column says it.' })
  type?: RecordType | null
}

@ObjectType('CsvMapping', {
  implements: NodeObject,
  simpleResolvers: true,
  description: "How an acquirer's CSV file is read. An import keeps the mapping by which it was read.",
})
export class CsvMappingObject extends NodeObject implements Omit<CsvMappingRow, 'acquirerId' | 'path' | 'createdBy'> {
  @Field(() => String, { description: 'Its name.' })
  name: string

  @Field(() => JsonScalar, { description: 'Columns and forms.' })
  mapping: object

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it was changed last.' })
  changedAt: Instant
}

@InputType('CsvMappingSaveInput', { description: 'Keeps a mapping under a name; one of that name is replaced.' })
export class CsvMappingSaveInput {
  @Field(() => String, { description: 'Its name, at most 100 characters.' })
  name: string

  @Field(() => CsvMappingInput, { description: 'The mapping.' })
  mapping: CsvMappingInput

  @Field(() => Int, { description: 'Version of the one that is replaced, as it was seen; 0: there is none.' })
  expectedVersion: number

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('CsvMappingSavePayload', { simpleResolvers: true, description: 'The mapping as it is kept; or why not.' })
export class CsvMappingSavePayload {
  @Field(() => CsvMappingObject, { nullable: true, description: 'Null when refused.' })
  csvMapping: CsvMappingRow | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it is kept.' })
  userErrors: readonly UserErrorObject[]
}

@ObjectType('MappingProblem', { simpleResolvers: true, description: 'Why a mapping cannot read a file.' })
export class MappingProblemObject implements MappingProblem {
  @Field(() => String, { description: 'COLUMN_MISSING, COLUMN_TWICE, FIELD_NEEDED, KEY_NEEDED, …' })
  code: MappingProblem['code']

  @Field(() => String, { nullable: true, description: 'Of which field.' })
  field?: string
}

@ObjectType('FilePreview', {
  simpleResolvers: true,
  description: 'The first lines of a file as they would be read: with all that is wrong with each of them.',
})
export class FilePreviewObject {
  @Field(() => [MappingProblemObject], { description: 'Why nothing of it can be read; empty when it can.' })
  problems: readonly MappingProblem[]

  @Field(() => [FileLineObject], { description: 'At most fifty lines; their states are not looked up yet.' })
  lines: readonly FileLineObject[]

  @Field(() => Int, { description: 'How many of them cannot be read.' })
  bad: number
}

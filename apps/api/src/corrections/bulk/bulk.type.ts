import type { Money } from '@budeng/kernel'
import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import { MoneyObject } from '../../transactions/money.type.ts'
import { TransactionObject } from '../../transactions/transaction.type.ts'
import type { TransactionView } from '../../transactions/transaction-view.ts'
import { CorrectionObject, CorrectionProblemObject } from '../correction.type.ts'
import type { CorrectionView } from '../correction-view.ts'

@ObjectType('CorrectionBulkWritten', {
  simpleResolvers: true,
  description: 'A row as it stands in the file; null for a cell that is empty.',
})
class CorrectionBulkWrittenObject {
  @Field(() => String, { nullable: true, description: 'Terminal number.' })
  tid: string | null

  @Field(() => String, { nullable: true, description: 'Reference number (参考号).' })
  rrn: string | null

  @Field(() => String, { nullable: true, description: 'Batch number.' })
  batch: string | null

  @Field(() => String, { nullable: true, description: 'Trace number (流水号).' })
  stan: string | null

  @Field(() => String, { nullable: true, description: 'Kind.' })
  kind: string | null

  @Field(() => String, { nullable: true, description: 'Member of the record.' })
  field: string | null

  @Field(() => String, { nullable: true, description: 'What it is to be.' })
  value: string | null

  @Field(() => String, { nullable: true, description: 'Reason.' })
  reason: string | null
}

@ObjectType('CorrectionBulkRow', { simpleResolvers: true, description: 'One row of a file of corrections.' })
export class CorrectionBulkRowObject {
  @Field(() => Int, { description: 'Line of the file.' })
  line: number

  @Field(() => CorrectionBulkWrittenObject, { description: 'What it says.' })
  written: CorrectionBulkWrittenObject

  @Field(() => TransactionObject, { nullable: true, description: 'Of which it is; null: it is not known.' })
  transaction: TransactionView | null

  @Field(() => [CorrectionProblemObject], { description: 'Why it does not go on; empty: it does.' })
  problems: readonly CorrectionProblemObject[]

  @Field(() => Int, { nullable: true, description: 'Tier by the money at stake; null: it cannot be reckoned.' })
  tier: number | null

  @Field(() => [MoneyObject], { description: 'Money at stake.' })
  stake: readonly Money[]

  @Field(() => CorrectionObject, {
    nullable: true,
    description: 'The correction that was made of it; null in a preview.',
  })
  correction: CorrectionView | null
}

@ObjectType('CorrectionBulkPreview', {
  simpleResolvers: true,
  description: 'What a file of corrections would do before it does anything.',
})
export class CorrectionBulkPreviewObject {
  @Field(() => [CorrectionBulkRowObject], { description: 'Row by row; caps are used up by the rows before.' })
  rows: readonly CorrectionBulkRowObject[]

  @Field(() => Int, { description: 'How many go on; goes into `expectedCount`.' })
  accepted: number

  @Field(() => [MoneyObject], { description: 'Money at stake in those.' })
  stake: readonly Money[]

  @Field(() => [UserErrorObject], { description: 'Why the file cannot be read.' })
  userErrors: readonly UserErrorObject[]
}

@InputType('CorrectionBulkStartInput', {
  description: 'A file of corrections: each row becomes one, with a checker of its own.',
})
export class CorrectionBulkStartInput {
  @Field(() => String, {
    description:
      'The file as text: CSV with titles tid, rrn or batch and stan, kind, field, value, reason (终端号, 参考号, 批次号, 流水号, 类型, 字段, 值, 理由). An amount is decimal, with every place of its currency: 18.00 in CNY, 1800 in JPY.',
  })
  csv: string

  @Field(() => Int, { description: '`accepted` of the preview.' })
  expectedCount: number

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('CorrectionBulkPayload', {
  simpleResolvers: true,
  description: 'What became of each row; or why nothing did.',
})
export class CorrectionBulkPayload {
  @Field(() => [CorrectionBulkRowObject], { description: 'Row by row.' })
  rows: readonly CorrectionBulkRowObject[]

  @Field(() => Int, { description: 'How many were handed in.' })
  accepted: number

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why nothing was done; empty when rows were handed in.' })
  userErrors: readonly UserErrorObject[]
}

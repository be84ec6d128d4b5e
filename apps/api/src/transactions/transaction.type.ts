import type { Instant, Money } from '@budeng/kernel'
import type { JournalRecordRow, JournalRecordState } from '@budeng/storage'
import type {
  AmendmentOp,
  AuthState,
  FollowUpState,
  Label,
  RecordType,
  ReversalState,
  SettlementState,
} from '@budeng/transactions'
import { Field, ID, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar, JsonScalar } from '../graphql/scalars.ts'
import {
  AuthStateEnum,
  FollowUpStateEnum,
  RecordStateEnum,
  RecordTypeEnum,
  ReversalStateEnum,
  SettlementStateEnum,
  TransactionLabelEnum,
} from './enums.ts'
import { AmendmentOpEnum } from '../corrections/enums.ts'
import { FieldValueObject } from '../corrections/impact.type.ts'
import { MoneyObject } from './money.type.ts'

@ObjectType('JournalRecord', {
  simpleResolvers: true,
  description: "One fact of a terminal's journal (终端流水) as it was received. It never changes.",
})
export class JournalRecordObject implements Pick<JournalRecordRow, 'epoch' | 'proven' | 'receivedAt' | 'occurredAt'> {
  @Field(() => Int, { description: 'Epoch of the journal.' })
  epoch: number

  @Field(() => String, { description: 'Its number in the journal, dense within the epoch.' })
  seq: string

  @Field(() => RecordStateEnum, { description: 'What became of it here.' })
  state: JournalRecordState

  @Field(() => RecordTypeEnum, { nullable: true, description: 'What it is of; null when it could not be read.' })
  type: RecordType | null

  @Field(() => String, { description: 'Its leaf in the tree of the journal, hexadecimal.' })
  leaf: string

  @Field(() => String, { description: 'SHA-256 over its named fields, hexadecimal.' })
  payloadHash: string

  @Field(() => Boolean, { description: 'True when its leaf is what its content makes under the key of the device.' })
  proven: boolean

  @Field(() => DateTimeScalar, { nullable: true, description: "The terminal's time." })
  occurredAt: Instant | null

  @Field(() => DateTimeScalar, { description: 'When it was received.' })
  receivedAt: Instant

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What it says, without card data; null once it is in the archive of its batch.',
  })
  content: object | null
}

@ObjectType('TransactionVersion', {
  simpleResolvers: true,
  description: 'How a transaction reads: the original, and after each correction. All of them stay.',
})
export class TransactionVersionObject {
  @Field(() => Int, { description: '0 is the original.' })
  version: number

  @Field(() => MoneyObject, { nullable: true, description: 'The amount in this version.' })
  amount: Money | null

  @Field(() => RecordTypeEnum, { nullable: true, description: 'Its type in this version.' })
  type: RecordType | null

  @Field(() => AmendmentOpEnum, { nullable: true, description: 'What the correction does; null of the original.' })
  operation: AmendmentOp | null

  @Field(() => [FieldValueObject], { description: 'Values that this version lays over the one before.' })
  patch: readonly FieldValueObject[]
}

@ObjectType('Transaction', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A payment with all that happened to it, on five axes that move by themselves.',
})
export class TransactionObject extends NodeObject {
  @Field(() => String, { description: 'Batch number (批次号).' })
  batchNo: string

  @Field(() => String, { description: 'System trace audit number (流水号).' })
  stan: string

  @Field(() => RecordTypeEnum, { nullable: true, description: 'What it is; null as long as it is only referred to.' })
  type: RecordType | null

  @Field(() => TransactionLabelEnum, { description: 'One word for its axes.' })
  label: Label

  @Field(() => AuthStateEnum, { description: 'Authorisation.' })
  authorisation: AuthState

  @Field(() => ReversalStateEnum, { description: 'Reversal.' })
  reversal: ReversalState

  @Field(() => FollowUpStateEnum, { description: 'What followed.' })
  followUp: FollowUpState

  @Field(() => SettlementStateEnum, { description: 'Settlement.' })
  settlement: SettlementState

  @Field(() => MoneyObject, { nullable: true, description: 'The amount of the original.' })
  amount: Money | null

  @Field(() => String, { nullable: true, description: 'Reference number of the host (参考号).' })
  rrn: string | null

  @Field(() => String, { nullable: true, description: 'First six and last four digits of the card.' })
  maskedCard: string | null

  @Field(() => DateTimeScalar, { description: "When it happened by the terminal's time, else when it was received." })
  at: Instant

  @Field(() => DateTimeScalar, { description: 'When its first record was received.' })
  recordedAt: Instant

  @Field(() => Boolean, { description: 'True when it came after its batch was closed.' })
  late: boolean

  @Field(() => ID, { description: 'The terminal by its id as of then.' })
  terminalId: string
}

export const { Connection: TransactionPageObject } = connectionTypes('Transaction', () => TransactionObject)

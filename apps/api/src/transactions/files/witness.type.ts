import type { Instant, Money } from '@budeng/kernel'
import type { RecordMatchRow } from '@budeng/storage'
import { Field, ObjectType } from 'type-graphql'
import { connectionTypes } from '../../graphql/connection.ts'
import { DateScalar, DateTimeScalar, JsonScalar } from '../../graphql/scalars.ts'
import { MoneyObject } from '../money.type.ts'
import { MatchStateEnum, WitnessSourceEnum } from './file-enums.ts'

@ObjectType('RecordMatch', {
  simpleResolvers: true,
  description: 'What another witness says of a transaction, or of something that we do not have (对账).',
})
export class RecordMatchObject {
  @Field(() => String, { description: 'Its number.' })
  number: string

  @Field(() => WitnessSourceEnum, { description: 'Who says it.' })
  source: RecordMatchRow['source']

  @Field(() => MatchStateEnum, { description: 'What it says.' })
  state: RecordMatchRow['state']

  @Field(() => DateScalar, { description: 'Business day.' })
  businessDate: string

  @Field(() => MoneyObject, { nullable: true, description: 'The amount by our records; null when we have none.' })
  ours: Money | null

  @Field(() => MoneyObject, { nullable: true, description: 'The amount by the other witness; null when it has none.' })
  theirs: Money | null

  @Field(() => DateTimeScalar, { description: 'When it was said first.' })
  at: Instant

  @Field(() => DateTimeScalar, { description: 'When it became what it is.' })
  changedAt: Instant
}

export const { Connection: RecordMatchConnection } = connectionTypes('RecordMatch', () => RecordMatchObject)

@ObjectType('HostRecord', {
  simpleResolvers: true,
  description: "What the acquirer's host says that it did. Kept as it was told, without card numbers.",
})
export class HostRecordObject {
  @Field(() => String, { description: "Its place in the host's own order." })
  position: string

  @Field(() => String, { description: 'What happened there.' })
  fact: string

  @Field(() => DateTimeScalar, { description: "When, by the host's clock." })
  at: Instant

  @Field(() => String, { nullable: true, description: 'Type of the message, as 0200.' })
  mti: string | null

  @Field(() => String, { nullable: true, description: 'What became of the message: answered, lost, late.' })
  fate: string | null

  @Field(() => String, { nullable: true, description: 'Response code.' })
  responseCode: string | null

  @Field(() => MoneyObject, { nullable: true, description: 'The amount.' })
  amount: Money | null

  @Field(() => String, { nullable: true, description: 'Reference number (参考号).' })
  rrn: string | null

  @Field(() => String, { nullable: true, description: 'Authorisation code (授权码).' })
  authCode: string | null

  @Field(() => String, { nullable: true, description: 'First six and last four digits of the card.' })
  maskedCard: string | null

  @Field(() => DateScalar, { nullable: true, description: 'Day of settlement.' })
  settlementDate: string | null

  @Field(() => JsonScalar, { nullable: true, description: 'What it takes back or completes, by the host.' })
  original: object | null

  @Field(() => DateTimeScalar, { description: 'When we heard it.' })
  receivedAt: Instant
}

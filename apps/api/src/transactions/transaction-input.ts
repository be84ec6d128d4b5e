import type { Instant, Millis } from '@budeng/kernel'
import type {
  AuthState,
  BatchState,
  FollowUpState,
  RecordType,
  ReversalState,
  SettlementState,
} from '@budeng/transactions'
import { ArgsType, Field, ID, InputType } from 'type-graphql'
import { PageArgs } from '../graphql/connection.ts'
import { DateTimeScalar, DurationScalar, MinorUnitsScalar } from '../graphql/scalars.ts'
import {
  AuthStateEnum,
  BatchStateEnum,
  FollowUpStateEnum,
  RecordTypeEnum,
  ReversalStateEnum,
  SettlementStateEnum,
} from './enums.ts'

@InputType('TransactionFilter', {
  description: 'Narrows a list of transactions; members are joined by "and", the items of a list by "or".',
})
export class TransactionFilterInput {
  @Field(() => ID, { nullable: true, description: 'Under this organisation, as of when they happened.' })
  organisationId?: string | null

  @Field(() => String, { nullable: true, description: 'Terminal number.' })
  tid?: string | null

  @Field(() => String, { nullable: true, description: 'Reference number of the host (参考号), whole.' })
  rrn?: string | null

  @Field(() => String, { nullable: true, description: 'Trace number (流水号), six digits.' })
  stan?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'What may be known of a card: its last four digits, or the first six and the last four.',
  })
  card?: string | null

  @Field(() => MinorUnitsScalar, { nullable: true, description: 'At least so many minor units.' })
  amountMin?: bigint | null

  @Field(() => MinorUnitsScalar, {
    nullable: true,
    description: 'At most so many; the same as `amountMin` for an exact amount.',
  })
  amountMax?: bigint | null

  @Field(() => String, { nullable: true, description: 'ISO 4217, three letters.' })
  currency?: string | null

  @Field(() => [RecordTypeEnum], { nullable: true, description: 'Any of these.' })
  types?: RecordType[] | null

  @Field(() => [AuthStateEnum], { nullable: true, description: 'Any of these.' })
  authorisation?: AuthState[] | null

  @Field(() => [ReversalStateEnum], { nullable: true, description: 'Any of these.' })
  reversal?: ReversalState[] | null

  @Field(() => [FollowUpStateEnum], { nullable: true, description: 'Any of these.' })
  followUp?: FollowUpState[] | null

  @Field(() => [SettlementStateEnum], { nullable: true, description: 'Any of these.' })
  settlement?: SettlementState[] | null

  @Field(() => String, { nullable: true, description: 'Batch number, six digits.' })
  batchNo?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Came after its batch was closed, or not.' })
  late?: boolean | null

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'First heard of at this moment or later: with `since` and `until`, what came late of a span that was read before.',
  })
  recordedSince?: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'First heard of before this moment.' })
  recordedUntil?: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Happened at this moment or later.' })
  since?: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Happened before this moment.' })
  until?: Instant | null
}

@ArgsType()
export class TransactionsArgs extends PageArgs {
  @Field(() => TransactionFilterInput, { nullable: true, description: 'Only these.' })
  filter: TransactionFilterInput | null
}

@InputType('BatchFilter', {
  description: 'Narrows a list of batches; members are joined by "and", the items of a list by "or".',
})
export class BatchFilterInput {
  @Field(() => ID, { nullable: true, description: 'Under this organisation, as of when they were opened.' })
  organisationId?: string | null

  @Field(() => String, { nullable: true, description: 'Terminal number.' })
  tid?: string | null

  @Field(() => [BatchStateEnum], { nullable: true, description: 'Any of these states.' })
  states?: BatchState[] | null

  @Field(() => String, { nullable: true, description: 'Batch number, six digits.' })
  batchNo?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'With records that could not be read or came late, or without.',
  })
  flawed?: boolean | null

  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Opened at least so long ago and not closed yet, e.g. `P1D`; at most a year.',
  })
  unsettledFor?: Millis | null
}

@ArgsType()
export class BatchesArgs extends PageArgs {
  @Field(() => BatchFilterInput, { nullable: true, description: 'Only these.' })
  filter: BatchFilterInput | null
}

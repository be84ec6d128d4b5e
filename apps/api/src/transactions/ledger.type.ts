import type { Instant, Money } from '@budeng/kernel'
import type { LedgerAccountKind, LedgerBook } from '@budeng/storage'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { DateScalar, DateTimeScalar } from '../graphql/scalars.ts'
import { LedgerAccountKindEnum, LedgerBookEnum } from './enums.ts'
import { MoneyObject } from './money.type.ts'

@ObjectType('LedgerPosting', {
  simpleResolvers: true,
  description: 'One line of an entry. Debit is positive; the lines of an entry sum to zero.',
})
export class LedgerPostingObject {
  @Field(() => LedgerAccountKindEnum, { description: 'What it is booked on.' })
  account: LedgerAccountKind

  @Field(() => MoneyObject, { description: 'Debit positive, credit negative.' })
  amount: Money
}

@ObjectType('LedgerEntry', {
  simpleResolvers: true,
  description: 'One booking of the memorandum ledger. Never changed: what is wrong is taken back by another entry.',
})
export class LedgerEntryObject {
  @Field(() => String, { description: 'Its number.' })
  number: string

  @Field(() => LedgerBookEnum, { description: 'Of what it tells.' })
  book: LedgerBook

  @Field(() => Int, { description: 'Version of what it books.' })
  version: number

  @Field(() => Boolean, { description: 'True when it takes an earlier entry back.' })
  isReversal: boolean

  @Field(() => DateScalar, { description: 'Business day in which it counts.' })
  effectiveDate: string

  @Field(() => DateScalar, { description: 'Business day to which it belongs; earlier when that day was closed.' })
  originalDate: string

  @Field(() => DateTimeScalar, { description: 'When it was booked.' })
  recordedAt: Instant

  @Field(() => [LedgerPostingObject], { description: 'Its lines; they sum to zero.' })
  postings: readonly LedgerPostingObject[]
}

@ObjectType('LedgerAccount', {
  simpleResolvers: true,
  description: 'An account of the memorandum ledger. The books of record are the acquirer’s own.',
})
export class LedgerAccountObject {
  @Field(() => String, { description: 'Its number.' })
  number: string

  @Field(() => LedgerAccountKindEnum, { description: 'What is booked on it.' })
  kind: LedgerAccountKind

  @Field(() => String, { description: 'ISO 4217, three letters.' })
  currency: string
}

export const { Connection: LedgerAccountConnection } = connectionTypes('LedgerAccount', () => LedgerAccountObject)

@ObjectType('TrialBalanceRow', { simpleResolvers: true, description: 'All accounts of one kind and currency.' })
export class TrialBalanceRowObject {
  @Field(() => LedgerAccountKindEnum, { description: 'What is booked on them.' })
  kind: LedgerAccountKind

  @Field(() => MoneyObject, { description: 'The sum of their balances; debit is positive.' })
  balance: Money
}

@ObjectType('TrialBalance', {
  simpleResolvers: true,
  description: 'The ledger of one acquirer (试算平衡). The rows of a currency sum to zero at every moment.',
})
export class TrialBalanceObject {
  @Field(() => [TrialBalanceRowObject], { description: 'By currency and kind.' })
  rows: readonly TrialBalanceRowObject[]

  @Field(() => [MoneyObject], { description: 'What the rows of each currency sum to: zero.' })
  sums: readonly Money[]

  @Field(() => DateScalar, { nullable: true, description: 'At the end of this day; null for now.' })
  asOf: string | null
}

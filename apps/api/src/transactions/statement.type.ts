import type { Instant, Money } from '@budeng/kernel'
import type { LedgerBook } from '@budeng/storage'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { DateScalar, DateTimeScalar } from '../graphql/scalars.ts'
import { LedgerBookEnum } from './enums.ts'
import { MoneyObject } from './money.type.ts'

@ObjectType('StatementLine', {
  simpleResolvers: true,
  description: 'What one booking is for a merchant. What is owed to them is positive.',
})
export class StatementLineObject {
  @Field(() => String, { description: 'Number of the entry.' })
  number: string

  @Field(() => DateScalar, { description: 'Business day in which it counts.' })
  effectiveDate: string

  @Field(() => DateScalar, { description: 'Business day to which it belongs; earlier when that day was closed.' })
  originalDate: string

  @Field(() => DateTimeScalar, { nullable: true, description: "When it happened, by the terminal's time." })
  occurredAt: Instant | null

  @Field(() => LedgerBookEnum, { description: 'Of what it tells.' })
  book: LedgerBook

  @Field(() => Boolean, { description: 'True when it takes an earlier booking back.' })
  isReversal: boolean

  @Field(() => Int, { description: 'Version of the transaction that it books.' })
  version: number

  @Field(() => MoneyObject, { nullable: true, description: 'What the card was charged; given back: negative.' })
  gross: Money | null

  @Field(() => MoneyObject, { nullable: true, description: 'What the merchant pays for it.' })
  fee: Money | null

  @Field(() => MoneyObject, {
    nullable: true,
    description: 'What the fee is reckoned on: the gross less what was given back of it.',
  })
  feeBase: Money | null

  @Field(() => MoneyObject, {
    nullable: true,
    description: "The agent's part of the fee; null for viewers who do not see the agent's accounts.",
  })
  commission: Money | null

  @Field(() => MoneyObject, {
    description: 'What the merchant gets: gross less fee. Of a payout what was paid, as a negative amount.',
  })
  net: Money
}

export const { Connection: StatementLineConnection } = connectionTypes('StatementLine', () => StatementLineObject)

@ObjectType('MerchantStatement', {
  simpleResolvers: true,
  description:
    'What a merchant was owed in a period, in one currency (商户结算单). A memorandum: the acquirer pays by its own books.',
})
export class MerchantStatementObject {
  @Field(() => DateScalar, { description: 'First business day.' })
  from: string

  @Field(() => DateScalar, { description: 'Last business day.' })
  to: string

  @Field(() => String, { description: 'ISO 4217, three letters.' })
  currency: string

  @Field(() => [String], { description: 'All currencies in which the merchant was ever booked.' })
  currencies: readonly string[]

  @Field(() => MoneyObject, { description: 'Owed before the first day.' })
  opening: Money

  @Field(() => MoneyObject, { description: 'Owed at the end of the last day: `opening` plus the `net` of every line.' })
  closing: Money
}

@ObjectType('LedgerAccountLine', {
  simpleResolvers: true,
  description: 'One posting of an account, with the entry of which it is a line.',
})
export class LedgerAccountLineObject {
  @Field(() => String, { description: 'Number of the entry.' })
  number: string

  @Field(() => DateScalar, { description: 'Business day in which it counts.' })
  effectiveDate: string

  @Field(() => DateTimeScalar, { description: 'When it was booked.' })
  recordedAt: Instant

  @Field(() => LedgerBookEnum, { description: 'Of what it tells.' })
  book: LedgerBook

  @Field(() => Boolean, { description: 'True when it takes an earlier booking back.' })
  isReversal: boolean

  @Field(() => MoneyObject, { description: 'Debit positive, credit negative.' })
  amount: Money
}

export const { Connection: LedgerAccountLineConnection } = connectionTypes(
  'LedgerAccountLine',
  () => LedgerAccountLineObject,
)

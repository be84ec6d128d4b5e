import type { Instant, Money } from '@budeng/kernel'
import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { ReasonedInput } from '../access/reasoned-input.ts'
import { MONEY_STEP_UP, StepUpInput } from '../access/step-up-input.ts'
import { ChangeAskedPayload } from '../approvals/change-asked.ts'
import { connectionTypes, PageArgs } from '../graphql/connection.ts'
import { DateScalar, DateTimeScalar } from '../graphql/scalars.ts'
import { MoneyInput, MoneyObject } from './money.type.ts'

@ObjectType('Payable', {
  simpleResolvers: true,
  description: 'What may be paid to a merchant for business days up to one (可打款). Nothing before a file has it.',
})
export class PayableObject {
  @Field(() => DateScalar, { description: 'Last business day.' })
  throughDate: string

  @Field(() => Boolean, { description: "True when the day's file was read: before, nothing may be paid." })
  isFiled: boolean

  @Field(() => MoneyObject, { description: 'Owed by the books, less what was paid since.' })
  owed: Money

  @Field(() => MoneyObject, { description: 'Of that what no file shows, or shows otherwise.' })
  held: Money

  @Field(() => MoneyObject, { description: '`owed` less `held`.' })
  payable: Money
}

@ObjectType('PayoutReturn', { simpleResolvers: true, description: 'That the bank sent a payout back (退汇), whole.' })
class PayoutReturnObject {
  @Field(() => DateTimeScalar, { description: 'When the second person noted it.' })
  at: Instant

  @Field(() => String, { description: 'Reference of the transfer back.' })
  reference: string

  @Field(() => String, { description: 'Why, as the first person gave it.' })
  reason: string
}

@ObjectType('Payout', { simpleResolvers: true, description: "What was paid to a merchant, by the acquirer's books." })
export class PayoutObject {
  @Field(() => ID, { description: 'Its id: that of the change by which it was noted.' })
  id: string

  @Field(() => MoneyObject, { description: 'How much.' })
  amount: Money

  @Field(() => DateScalar, { description: 'Last business day that it pays for.' })
  throughDate: string

  @Field(() => String, { description: 'Reference of the transfer.' })
  reference: string

  @Field(() => DateTimeScalar, { description: 'When the second person noted it.' })
  at: Instant

  @Field(() => Int, { description: 'Transactions that say so by now.' })
  told: number

  @Field(() => DateTimeScalar, { nullable: true, description: 'When all of them did; null while they are told.' })
  endedAt: Instant | null

  @Field(() => PayoutReturnObject, {
    nullable: true,
    description: 'When the bank sent it back: what was paid is owed again. Null: it did not.',
  })
  returned: PayoutReturnObject | null
}

export const { Connection: PayoutConnection } = connectionTypes('Payout', () => PayoutObject)

@ArgsType()
export class PayoutsArgs extends PageArgs {
  @Field(() => ID, { description: 'The merchant.' })
  merchantId: string
}

@InputType('PayoutRequestInput', { description: 'What the acquirer paid to a merchant; for a second person to agree.' })
export class PayoutRequestInput {
  @Field(() => ID, { description: 'The merchant.' })
  merchantId: string

  @Field(() => MoneyInput, { description: 'How much; at most what is payable.' })
  amount: MoneyInput

  @Field(() => DateScalar, { description: 'Last business day that it pays for.' })
  throughDate: string

  @Field(() => String, { description: 'Reference of the transfer. At most 300 characters, no card number.' })
  reference: string

  @Field(() => String, { description: 'Why, or which run. At most 300 characters, no card number.' })
  reason: string

  @Field(() => StepUpInput, MONEY_STEP_UP)
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('PayoutReturnRequestInput', {
  description: 'That the bank sent a payout back; for a second person to agree.',
})
export class PayoutReturnRequestInput {
  @Field(() => ID, { description: 'The payout.' })
  payoutId: string

  @Field(() => String, { description: 'Reference of the transfer back. At most 300 characters, no card number.' })
  reference: string

  @Field(() => String, { description: 'Why, by the word of the bank. At most 300 characters, no card number.' })
  reason: string

  @Field(() => StepUpInput, MONEY_STEP_UP)
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('WriteOffRequestInput', {
  description: 'What will never come of a difference; for a second person to agree.',
})
export class WriteOffRequestInput extends ReasonedInput {
  @Field(() => String, { description: 'Number of the match that left something short.' })
  number: string

  @Field(() => StepUpInput, MONEY_STEP_UP)
  stepUp?: StepUpInput | null
}

@ObjectType('SettlementRequestPayload', {
  simpleResolvers: true,
  description: 'The request, which waits for a second person; or why not.',
})
export class SettlementRequestPayload extends ChangeAskedPayload {}

import type { Instant, Money } from '@budeng/kernel'
import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { ProvenInput } from '../../access/reasoned-input.ts'
import { ChangeAskedPayload } from '../../approvals/change-asked.ts'
import { DateTimeScalar, MinorUnitsScalar } from '../../graphql/scalars.ts'
import { MoneyObject } from '../../transactions/money.type.ts'

@ObjectType('CorrectionLimits', {
  simpleResolvers: true,
  description: 'How much of one currency may be corrected by how many people, and how much a day.',
})
export class CorrectionLimitsObject {
  @Field(() => String, { description: 'ISO 4217, three letters.' })
  currency: string

  @Field(() => MoneyObject, { description: 'Money at stake up to which one checker is enough.' })
  tierOne: Money

  @Field(() => MoneyObject, {
    description: 'Money at stake up to which one checker of another organisation is enough; above it two are needed.',
  })
  tierTwo: Money

  @Field(() => MoneyObject, { description: 'Money at stake in what one human may ask for on a day.' })
  day: Money

  @Field(() => Int, { description: 'Corrections that one human may ask for on a day.' })
  dayCount: number

  @Field(() => MoneyObject, { description: 'What the platform corrects by itself at most.' })
  automatic: Money

  @Field(() => Boolean, { description: 'True: two people of the acquirer agreed on it; false: the default holds.' })
  agreed: boolean

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it holds; null for the default.' })
  changedAt: Instant | null

  @Field(() => Int, { description: 'Rises with every change; 0 for the default.' })
  version: number
}

@InputType('CorrectionLimitsInput', { description: 'Limits of one currency, in its minor units by ISO 4217.' })
export class CorrectionLimitsInput {
  @Field(() => String, { description: 'ISO 4217, three letters.' })
  currency: string

  @Field(() => MinorUnitsScalar, { description: 'Up to this one checker is enough.' })
  tierOneMinor: bigint

  @Field(() => MinorUnitsScalar, { description: 'Up to this one of another organisation; not below `tierOneMinor`.' })
  tierTwoMinor: bigint

  @Field(() => MinorUnitsScalar, { description: 'Money at stake in what one human may ask for on a day.' })
  dayMinor: bigint

  @Field(() => Int, { description: 'Corrections that one human may ask for on a day, at most 1,000.' })
  dayCount: number

  @Field(() => MinorUnitsScalar, {
    description: 'What the platform corrects by itself at most; not above `tierOneMinor`.',
  })
  automaticMinor: bigint
}

@InputType('CorrectionLimitsChangeInput', {
  description: 'Other limits of one currency at the viewer’s acquirer, for a second person to approve.',
})
export class CorrectionLimitsChangeInput extends ProvenInput {
  @Field(() => CorrectionLimitsInput, { description: 'The limits.' })
  limits: CorrectionLimitsInput

  @Field(() => Int, { description: 'The version that was shown; 0 where the default holds, or nothing yet.' })
  expectedVersion: number
}

@ObjectType('CorrectionLimitsChangePayload', {
  simpleResolvers: true,
  description: 'The change, which waits for a second person; or why not.',
})
export class CorrectionLimitsChangePayload extends ChangeAskedPayload {}

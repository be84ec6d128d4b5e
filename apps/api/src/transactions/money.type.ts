import type { Money } from '@budeng/kernel'
import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { MinorUnitsScalar } from '../graphql/scalars.ts'

@ObjectType('Money', {
  simpleResolvers: true,
  description: 'An amount in whole minor units: CNY 118.00 is `{ amount: "11800", currency: "CNY", exponent: 2 }`.',
})
export class MoneyObject implements Money {
  @Field(() => MinorUnitsScalar, { name: 'amount', description: 'Minor units as a decimal string.', simple: false })
  minor: bigint

  @Field(() => String, { description: 'ISO 4217, three letters.' })
  currency: string

  @Field(() => Int, { description: 'Digits after the point: 2 for CNY, 0 for JPY, 3 for KWD.' })
  exponent: number
}

@InputType('MoneyInput', {
  description: 'An amount in whole minor units: CNY 118.00 is `{ amount: "11800", currency: "CNY" }`.',
})
export class MoneyInput {
  @Field(() => MinorUnitsScalar, { description: 'Minor units as a decimal string.' })
  amount: bigint

  @Field(() => String, { description: 'ISO 4217, three letters.' })
  currency: string
}

/** What a row says of an amount, or null when it says none. */
export function moneyOf(row: {
  readonly amount: bigint | null
  readonly currency: string | null
  readonly exponent: number | null
}): Money | null {
  const { amount, currency, exponent } = row
  return amount === null || currency === null || exponent === null ? null : { minor: amount, currency, exponent }
}

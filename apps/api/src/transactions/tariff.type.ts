import type { Instant, Money } from '@budeng/kernel'
import type { CardType, Product } from '@budeng/transactions'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { ProvenInput } from '../access/reasoned-input.ts'
import { ChangeAskedPayload } from '../approvals/change-asked.ts'
import { connectionTypes } from '../graphql/connection.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateScalar, DateTimeScalar, MinorUnitsScalar } from '../graphql/scalars.ts'
import { MoneyObject } from './money.type.ts'

/** A type of card, or every one that has no tariff of its own. */
export type TariffCardType = CardType | 'ANY'
export const TariffCardTypeEnum = enumeration<TariffCardType>('TariffCardType', 'For which cards a tariff is.', {
  DEBIT: 'Debit cards (借记卡).',
  CREDIT: 'Credit cards (贷记卡).',
  SEMI_CREDIT: 'Cards with an own deposit and some credit (准贷记卡).',
  PREPAID: 'Prepaid cards (预付卡).',
  ANY: 'Every type of card that has no tariff of its own.',
})

export const ProductEnum = enumeration<Product>('Product', 'Cards and codes are priced apart.', {
  CARD: 'By card.',
  QR: 'By code (扫码).',
})

@ObjectType('TariffVersion', {
  simpleResolvers: true,
  description: 'Terms from a business day on. Never changed: a newer one takes its place.',
})
export class TariffVersionObject {
  @Field(() => Int, { description: 'Its number; of two that hold on a day, the higher one does.' })
  version: number

  @Field(() => DateScalar, { description: 'First business day.' })
  validFrom: string

  @Field(() => Int, { description: 'Hundredths of a percent: 60 is 0.60 %.' })
  percentBps: number

  @Field(() => MoneyObject, { nullable: true, description: 'The fee is not more; null: no cap.' })
  cap: Money | null

  @Field(() => MoneyObject, { description: 'The fee is not less, and never more than the amount itself.' })
  minimum: Money

  @Field(() => Int, { description: "The agent's part of the fee, in hundredths of a percent." })
  agentShareBps: number

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Instant
}

@ObjectType('Tariff', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'What a merchant pays for one kind of transaction (费率).',
})
export class TariffObject extends NodeObject {
  @Field(() => TariffCardTypeEnum, { description: 'For which cards.' })
  cardType: TariffCardType

  @Field(() => ProductEnum, { description: 'By card or by code.' })
  product: Product

  @Field(() => String, { description: 'ISO 4217, three letters.' })
  currency: string

  @Field(() => [TariffVersionObject], { description: 'All its versions, the oldest first.' })
  versions: readonly TariffVersionObject[]

  @Field(() => Int, { description: 'Number of the newest version.' })
  version: number
}

export const { Connection: TariffConnection } = connectionTypes('Tariff', () => TariffObject)

@InputType('TariffInput', {
  description: 'What a merchant is to pay, for one kind of card and product, from a day on.',
})
export class TariffInput {
  @Field(() => TariffCardTypeEnum, { description: 'For which cards.' })
  cardType: TariffCardType

  @Field(() => ProductEnum, { description: 'By card or by code.' })
  product: Product

  @Field(() => String, { description: 'ISO 4217, three letters.' })
  currency: string

  @Field(() => DateScalar, { description: 'First business day, one to come.' })
  validFrom: string

  @Field(() => Int, { description: 'Hundredths of a percent.' })
  percentBps: number

  @Field(() => MinorUnitsScalar, { nullable: true, description: 'The fee is not more; left out: no cap.' })
  capMinor?: bigint | null

  @Field(() => MinorUnitsScalar, { nullable: true, description: 'The fee is not less; left out: 0.' })
  minimumMinor?: bigint | null

  @Field(() => Int, { description: "The agent's part of the fee, in hundredths of a percent." })
  agentShareBps: number
}

@InputType('TariffChangeInput', {
  description: 'A new version of a tariff, or the first one; for a second person to approve.',
})
export class TariffChangeInput extends ProvenInput {
  @Field(() => ID, { description: 'The merchant.' })
  merchantId: string

  @Field(() => TariffInput, { description: 'The tariff and its terms.' })
  tariff: TariffInput

  @Field(() => Int, { description: 'The version that was shown; 0 when there is no such tariff yet.' })
  expectedVersion: number
}

@ObjectType('TariffChangePayload', {
  simpleResolvers: true,
  description: 'The change, which waits for a second person; or why not.',
})
export class TariffChangePayload extends ChangeAskedPayload {}

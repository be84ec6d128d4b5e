import type { CommandType, Tier } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql'
import { CommandTypeEnum, TierEnum } from '../fleet/enums.ts'
import { PageArgs } from '../graphql/connection.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { AlwaysProvenInput, ReasonedInput } from './reasoned-input.ts'

@InputType('GrantTermsInput', { description: 'What may be ordered, how often, until when. Never wider than the own.' })
export class GrantTermsInput {
  @Field(() => [CommandTypeEnum], { description: 'Types of command.' })
  types: CommandType[]

  @Field(() => TierEnum, { description: 'Highest risk of an action; many terminals count one tier higher.' })
  tierMax: Tier

  @Field(() => Int, { description: 'Terminals in an hour.' })
  budgetHour: number

  @Field(() => Int, { description: "Terminals in a day, by the agent's own clock." })
  budgetDay: number

  @Field(() => Int, { description: 'Most terminals of one action.' })
  terminalsMax: number

  @Field(() => DateTimeScalar, { description: 'When it ends; two years from now at the latest.' })
  expiresAt: Instant
}

@InputType('GrantGiveInput', { description: "Gives terms to an agent's organisation below the own one." })
export class GrantGiveInput extends AlwaysProvenInput {
  @Field(() => ID, { description: "The agent's organisation." })
  organisationId: string

  @Field(() => GrantTermsInput, { description: 'The terms.' })
  terms: GrantTermsInput
}

@InputType('GrantChangeInput', { description: 'Puts other terms in the place of those of a live grant.' })
export class GrantChangeInput extends AlwaysProvenInput {
  @Field(() => ID, { description: 'The grant.' })
  grantId: string

  @Field(() => Int, { description: 'The version that was seen.' })
  expectedVersion: number

  @Field(() => GrantTermsInput, { description: 'All terms, as they shall be.' })
  terms: GrantTermsInput
}

@InputType('GrantRevokeInput', { description: 'Takes a grant back; commands that wait under it end.' })
export class GrantRevokeInput extends ReasonedInput {
  @Field(() => ID, { description: 'The grant.' })
  grantId: string

  @Field(() => Int, { description: 'The version that was seen.' })
  expectedVersion: number
}

@ArgsType()
export class GrantsArgs extends PageArgs {
  @Field(() => Boolean, { nullable: true, description: 'True: only what permits now; false: only what is over.' })
  live: boolean | null
}

@ArgsType()
export class GrantsOfArgs extends GrantsArgs {
  @Field(() => ID, { nullable: true, description: 'Only those of this organisation and below.' })
  organisationId: string | null
}

import type { MemberStanding, ParametersState, RolloutState } from '@budeng/fleet'
import type { RolloutAct } from '@budeng/storage'
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql'
import { StepUpInput } from '../../access/step-up-input.ts'
import { PageArgs } from '../../graphql/connection.ts'
import { PositionScalar } from '../../graphql/scalars.ts'
import { BulkWishInput } from '../bulk-wish-input.ts'
import { MemberStandingEnum, RolloutActEnum, RolloutStateEnum } from './enums.ts'
import { ParametersStateEnum } from '../parameters.type.ts'
import { ParametersChangeInput } from './parameters-input.ts'
import { RolloutPlanInput } from './plan-input.ts'

@InputType('RolloutStartInput', {
  description: 'One command for every terminal of a selection, in groups and at a pace.',
})
export class RolloutStartInput extends BulkWishInput {
  @Field(() => RolloutPlanInput, { description: 'In which steps.' })
  plan: RolloutPlanInput

  @Field(() => ParametersChangeInput, {
    nullable: true,
    description: 'Only with `parametersPull`: what is wished anew for a terminal when its turn comes.',
  })
  parameters?: ParametersChangeInput | null

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('RolloutControlInput', { description: 'A person says something to a rollout.' })
export class RolloutControlInput {
  @Field(() => ID, { description: 'The rollout.' })
  rolloutId: string

  @Field(() => RolloutActEnum, { description: 'What.' })
  act: RolloutAct

  @Field(() => String, {
    description:
      'Why, for those who read it later. At most 300 characters, no card number; may be empty to go on or to retry.',
  })
  reason: string

  @Field(() => Int, { nullable: true, description: 'Refused when its version is another by now.' })
  expectedVersion?: number | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ArgsType()
export class RolloutsArgs extends PageArgs {
  @Field(() => [RolloutStateEnum], { nullable: true, description: 'Any of these states.' })
  states: RolloutState[] | null
}

@ArgsType()
export class RolloutMembersArgs extends PageArgs {
  @Field(() => [MemberStandingEnum], { nullable: true, description: 'Any of these.' })
  standings: MemberStanding[] | null

  @Field(() => Int, { nullable: true, description: 'Of this group, from 0 on.' })
  group: number | null

  @Field(() => [ParametersStateEnum], {
    nullable: true,
    description: 'Those that stand at any of these between the parameters that are wished for them and what they hold.',
  })
  drift: ParametersState[] | null
}

@ArgsType()
export class RolloutProgressArgs {
  @Field(() => ID, { description: 'The rollout.' })
  rolloutId: string

  @Field(() => PositionScalar, { nullable: true, description: 'Resume after this position; from now on unless given.' })
  since: bigint | null
}

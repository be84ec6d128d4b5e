import type { Millis } from '@budeng/kernel'
import type { BulkRow } from '@budeng/storage'
import { ArgsType, Field, ID, InputType } from 'type-graphql'
import { PageArgs } from '../graphql/connection.ts'
import { DurationScalar } from '../graphql/scalars.ts'
import { BulkStateEnum } from './bulk.type.ts'
import { StepUpInput } from '../access/step-up-input.ts'
import { BulkWishInput } from './bulk-wish-input.ts'
import { CommandInput } from './command-input.ts'
import { ParametersChangeInput } from './rollouts/parameters-input.ts'
import { RolloutPlanInput } from './rollouts/plan-input.ts'
import { TerminalFilterInput } from './terminal-input.ts'
import { DecideInput } from '../approvals/decide-input.ts'

@InputType('SelectionCreateInput', { description: 'Exactly one member: these terminals, or all that match.' })
export class SelectionCreateInput {
  @Field(() => [ID], {
    nullable: true,
    description: 'These terminals; the ones that the viewer does not see are left out.',
  })
  terminalIds?: string[] | null

  @Field(() => TerminalFilterInput, {
    nullable: true,
    description: 'All terminals that match now; `{}` means all that the viewer sees.',
  })
  filter?: TerminalFilterInput | null
}

@InputType('BulkRequestInput', { description: 'One command for every terminal of a selection.' })
export class BulkRequestInput extends BulkWishInput {
  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('BulkDecideInput', { description: 'The second person says yes or no.' })
export class BulkDecideInput extends DecideInput {
  @Field(() => ID, { description: 'The action.' })
  bulkId: string
}

@ArgsType()
export class BulkActionsArgs extends PageArgs {
  @Field(() => [BulkStateEnum], { nullable: true, description: 'Any of these states.' })
  states: BulkRow['state'][] | null
}

@ArgsType()
export class ActionPreviewArgs {
  @Field(() => ID, { description: 'The selection.' })
  selectionId: string

  @Field(() => CommandInput, { description: 'What would be done.' })
  command: CommandInput

  @Field(() => DurationScalar, {
    nullable: true,
    description: 'Not started within this time: EXPIRED. Four hours unless given.',
  })
  notAfter: Millis | null

  @Field(() => RolloutPlanInput, { nullable: true, description: 'In which steps; left out: all at once.' })
  plan: RolloutPlanInput | null

  @Field(() => ParametersChangeInput, {
    nullable: true,
    description: 'Only with `parametersPull` and a plan: what would become of their parameters.',
  })
  parameters: ParametersChangeInput | null
}

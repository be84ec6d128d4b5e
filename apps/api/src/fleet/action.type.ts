import type { StepUpMethod } from '@budeng/access'
import type { CommandType, PlaybookId, Tier } from '@budeng/fleet'
import { Field, Int, ObjectType } from 'type-graphql'
import { enumeration } from '../graphql/enumeration.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { StepUpMethodEnum } from '../access/step-up-method.ts'
import { CommandTypeEnum, TierEnum } from './enums.ts'
import { PlaybookEnum } from './recoveries/enums.ts'

@ObjectType('Action', {
  simpleResolvers: true,
  description:
    'Whether the viewer may request a type of command for this terminal now, by the rule that decides the request.',
})
export class ActionObject {
  @Field(() => CommandTypeEnum, { description: 'The type of command.' })
  type: CommandType

  @Field(() => TierEnum, { description: 'Its risk for one terminal.' })
  tier: Tier

  @Field(() => Boolean, { description: 'True when a request would be accepted.' })
  allowed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when allowed.' })
  reasons: readonly UserErrorObject[]

  @Field(() => Boolean, { description: 'True when a presence check must come first.' })
  needsPresence: boolean

  @Field(() => Boolean, { description: 'True when a second person must approve.' })
  needsSecondPerson: boolean

  @Field(() => [StepUpMethodEnum], { description: 'Any one of these confirms a request; none: nothing is asked.' })
  stepUp: readonly StepUpMethod[]
}

export const LikelihoodEnum = enumeration('Likelihood', 'How well the evidence speaks for a cause.', {
  STRONG: 'Several facts say so and none speaks against it.',
  LIKELY: 'One clear fact says so.',
  POSSIBLE: 'Not excluded, or a consequence of another cause.',
  UNKNOWN: 'Something is wrong, and what is known does not say what.',
})

@ObjectType('PastRuns', {
  simpleResolvers: true,
  description: 'What a playbook brought against a cause before, among what the viewer sees.',
})
export class PastRunsObject {
  @Field(() => Int, { description: 'Recoveries that ended, of the same model where there were enough.' })
  ended: number

  @Field(() => Int, { description: 'Those of them that recovered.' })
  recovered: number
}

@ObjectType('Cause', { simpleResolvers: true, description: 'One possible cause of what is wrong.' })
export class CauseObject {
  @Field(() => String, { description: 'Stable code, e.g. `SIGN_ON_LOST`.' })
  code: string

  @Field(() => String, { description: "The cause in one line, in the asker's language." })
  text: string

  @Field(() => LikelihoodEnum, { description: 'How well the evidence speaks for it.' })
  likelihood: keyof typeof LikelihoodEnum

  @Field(() => [String], { description: 'Counted evidence, for and against, one sentence each.' })
  evidence: readonly string[]

  @Field(() => PlaybookEnum, { nullable: true, description: 'The playbook that fits, when one does.' })
  playbook: PlaybookId | null

  @Field(() => PastRunsObject, { nullable: true, description: 'What that playbook brought before; null: never tried.' })
  pastRuns: PastRunsObject | null

  @Field(() => CommandTypeEnum, { nullable: true, description: 'The command that fits, when one does.' })
  suggests: CommandType | null
}

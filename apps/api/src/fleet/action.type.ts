import type { StepUpMethod } from '@budeng/access'
import type { CommandType, Tier } from '@budeng/fleet'
import { Field, ObjectType } from 'type-graphql'
import { enumeration } from '../graphql/enumeration.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { StepUpMethodEnum } from '../access/step-up-method.ts'
import { CommandTypeEnum, TierEnum } from './enums.ts'

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
  POSSIBLE: 'Not excluded.',
})

@ObjectType('Cause', { simpleResolvers: true, description: 'One possible cause of what is wrong.' })
export class CauseObject {
  @Field(() => String, { description: 'Stable code, e.g. `AUTH_SESSION_LOST`.' })
  code: string

  @Field(() => String, { description: "The cause in one line, in the asker's language." })
  text: string

  @Field(() => LikelihoodEnum, { description: 'How well the evidence speaks for it.' })
  likelihood: keyof typeof LikelihoodEnum

  @Field(() => [String], { description: 'Counted evidence, one sentence each.' })
  evidence: readonly string[]

  @Field(() => CommandTypeEnum, { nullable: true, description: 'The command that fits, when one does.' })
  suggests: CommandType | null
}

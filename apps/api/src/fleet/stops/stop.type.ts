import type { Instant } from '@budeng/kernel'
import type { StopRow } from '@budeng/storage'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { StepUpInput } from '../../access/step-up-input.ts'
import { DateTimeScalar, PositionScalar } from '../../graphql/scalars.ts'
import { WishedPayload } from '../../graphql/wished.type.ts'

@ObjectType('DispatchStop', {
  simpleResolvers: true,
  description: '"Nothing goes out below here": no command, no rollout and no automatic recovery. Sent stays sent.',
})
export class DispatchStopObject
  implements
    Pick<StopRow, 'id' | 'since' | 'byName' | 'reason' | 'liftedAt' | 'liftedByName' | 'liftReason' | 'version'>
{
  @Field(() => ID, { description: 'Its id, also the subject of its events.' })
  id: string

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  since: Instant

  @Field(() => String, { name: 'by', simple: false, description: 'Who did it, by name as of then.' })
  byName: string

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was lifted; null while it stands.' })
  liftedAt: Instant | null

  @Field(() => String, { name: 'liftedBy', simple: false, nullable: true, description: 'Who lifted it.' })
  liftedByName: string | null

  @Field(() => String, { nullable: true, description: 'Why it was lifted.' })
  liftReason: string | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@InputType('DispatchStopInput', { description: 'Where nothing shall go out any more.' })
export class DispatchStopInput {
  @Field(() => ID, { description: 'For everything at and under this organisation.' })
  organisationId: string

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@InputType('DispatchResumeInput', { description: 'Which stop is lifted.' })
export class DispatchResumeInput {
  @Field(() => ID, { description: 'The stop.' })
  stopId: string

  @Field(() => Int, { description: 'Its version as it was seen.' })
  expectedVersion: number

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => StepUpInput, { nullable: true, description: 'The proof; asked for when it is missing.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

@ObjectType('DispatchStopPayload', { simpleResolvers: true, description: 'The stop as it is now; or why not.' })
export class DispatchStopPayload extends WishedPayload {
  @Field(() => DispatchStopObject, { nullable: true, description: 'The stop; null when refused.' })
  stop: StopRow | null
}

@ObjectType('DispatchStopChange', { simpleResolvers: true, description: 'The stops that stand, after one changed.' })
export class DispatchStopChange {
  @Field(() => [DispatchStopObject], { description: 'Those over and within the viewer’s subtree, the highest first.' })
  stops: StopRow[]

  @Field(() => PositionScalar, { description: 'Resume after this with `since`.' })
  position: bigint
}

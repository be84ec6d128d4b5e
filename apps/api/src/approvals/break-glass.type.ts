import type { BreakGlassState } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import type { BreakGlassRow } from '@budeng/storage'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { StepUpInput } from '../access/step-up-input.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'

export const BreakGlassStateEnum = enumeration<BreakGlassState>(
  'BreakGlassState',
  'Where the review is of what one person did alone.',
  {
    TO_REVIEW: 'Nobody else has looked at it yet.',
    CONFIRMED: 'Somebody else found it right.',
    CONTESTED: 'Somebody else found it wrong.',
  },
)

@ObjectType('BreakGlass', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'One person did at once what needs two. Somebody else reviews it within a day.',
})
export class BreakGlassObject extends NodeObject {
  @Field(() => ID, { description: 'Id of what was done: a change, an action on many, a command.' })
  subject: string

  @Field(() => String, { description: 'Why it could not wait.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'When it was done.' })
  usedAt: Instant

  @Field(() => DateTimeScalar, { description: 'Until when somebody else must review it.' })
  reviewDueAt: Instant

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was noticed that nobody had reviewed it in time.',
  })
  overdueAt: Instant | null

  @Field(() => BreakGlassStateEnum, { description: 'Where the review is.' })
  state: BreakGlassState

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was reviewed.' })
  reviewedAt: Instant | null

  @Field(() => String, { nullable: true, description: 'What the reviewer wrote.' })
  note: string | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@InputType('BreakGlassUseInput', { description: 'Releases one own request that waits for a second person, alone.' })
export class BreakGlassUseInput {
  @Field(() => ID, { description: 'What waits: a change, an action on many, or a command.' })
  subjectId: string

  @Field(() => String, { description: 'The hash that was shown.' })
  hash: string

  @Field(() => String, { description: 'Why it cannot wait. At most 300 characters.' })
  reason: string

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('BreakGlassReviewInput', { description: 'Somebody else judges what one person did alone.' })
export class BreakGlassReviewInput {
  @Field(() => ID, { description: 'What is reviewed.' })
  breakGlassId: string

  @Field(() => Boolean, { description: 'True: it was right. False: it is contested.' })
  confirm: boolean

  @Field(() => String, { nullable: true, description: 'What was found; needed to contest. At most 300 characters.' })
  note?: string | null

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('BreakGlassPayload', { simpleResolvers: true, description: 'What was done alone, or judged; or why not.' })
export class BreakGlassPayload {
  @Field(() => BreakGlassObject, { nullable: true, description: 'As it is now; null when refused.' })
  breakGlass: BreakGlassRow | null

  @Field(() => Boolean, { description: 'True when the same wish was accepted before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when accepted.' })
  userErrors: readonly UserErrorObject[]
}

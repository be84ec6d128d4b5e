import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { StepUpInput } from '../access/step-up-input.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { BatchObject } from './batch.type.ts'
import type { BatchView } from './record-view.ts'

@InputType('BatchForceCloseInput', { description: 'Ends a batch on which terminal and platform do not agree.' })
export class BatchForceCloseInput {
  @Field(() => ID, { description: 'The batch.' })
  batchId: string

  @Field(() => String, { description: 'Why. At most 300 characters, no card number; it stays with the batch.' })
  reason: string

  @Field(() => Int, { description: 'The version that was shown.' })
  expectedVersion: number

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('BatchForceClosePayload', { simpleResolvers: true, description: 'The batch after it; or why not.' })
export class BatchForceClosePayload {
  @Field(() => BatchObject, { nullable: true, description: 'The batch as it is now; null when it is not there.' })
  batch: BatchView | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it is closed.' })
  userErrors: readonly UserErrorObject[]
}

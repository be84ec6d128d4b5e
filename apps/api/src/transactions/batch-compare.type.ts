import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { BatchObject } from './batch.type.ts'
import type { BatchView } from './record-view.ts'

@InputType('BatchCompareInput', { description: 'Compares a batch with its terminal now.' })
export class BatchCompareInput {
  @Field(() => ID, { description: 'The batch; the terminal has closed it.' })
  batchId: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('BatchComparePayload', {
  simpleResolvers: true,
  description: 'The comparison is under way: `comparedAt` of the batch moves when it is done. Or why not.',
})
export class BatchComparePayload {
  @Field(() => BatchObject, { nullable: true, description: 'The batch as it is now; null when it is not there.' })
  batch: BatchView | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when the terminal is asked.' })
  userErrors: readonly UserErrorObject[]
}

import { Field, ObjectType } from 'type-graphql'
import { UserErrorObject } from './user-error.type.ts'

/** What every mutation answers that takes an idempotency key, beside what it made. It is in no schema by itself. */
@ObjectType('Wished', { simpleResolvers: true, description: 'What became of a wish.' })
export class WishedPayload {
  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it was done.' })
  userErrors: readonly UserErrorObject[]
}

import type { Instant } from '@budeng/kernel'
import { Field, InputType } from 'type-graphql'
import { DateTimeScalar } from '../graphql/scalars.ts'

/** What every wish says that puts something off, or lets rules know of something, for a while. It is in no schema by itself. */
@InputType('Quiet', { description: 'Until when, and why.' })
export class QuietInput {
  @Field(() => DateTimeScalar, { description: 'Until then: at most 90 days, an exception at most a year.' })
  until: Instant

  @Field(() => String, { description: 'Why: 4 to 500 characters, no card number.' })
  reason: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

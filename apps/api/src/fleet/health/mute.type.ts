import type { Instant } from '@budeng/kernel'
import type { AlertMuteRow } from '@budeng/storage'
import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { DateTimeScalar } from '../../graphql/scalars.ts'

@ObjectType('AlertMute', {
  simpleResolvers: true,
  description: 'A stretch of quiet: alerts are kept, and ask for nobody until it ends.',
})
export class AlertMuteObject implements Pick<AlertMuteRow, 'id' | 'subject' | 'reason' | 'since' | 'until'> {
  @Field(() => ID, { description: 'Its id.' })
  id: string

  @Field(() => String, { nullable: true, description: 'Of one subject; null: of all.' })
  subject: string | null

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  since: Instant

  @Field(() => DateTimeScalar, { description: 'Until when.' })
  until: Instant
}

@InputType('AlertUnmuteInput', { description: 'Which stretch of quiet ends now.' })
export class AlertUnmuteInput {
  @Field(() => ID, { description: 'The mute.' })
  muteId: string

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => String, { description: 'The same key again gives the same answer.' })
  idempotencyKey: string
}

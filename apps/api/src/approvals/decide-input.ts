import { Field, InputType } from 'type-graphql'
import { StepUpInput } from '../access/step-up-input.ts'

/** What every second person says of what waits for them. It is in no schema by itself. */
@InputType('Decide', { description: 'Yes or no to what was shown.' })
export class DecideInput {
  @Field(() => String, { description: 'The hash that was shown, from `Approval.hash`.' })
  hash: string

  @Field(() => Boolean, { description: 'Yes or no.' })
  approve: boolean

  @Field(() => String, {
    nullable: true,
    description: 'A word to the person who asked; needed for a no. At most 300 characters.',
  })
  note?: string | null

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { StepUpInput } from '../access/step-up-input.ts'
import { ChangeAskedPayload } from './change-asked.ts'

@InputType('ChangeDecideInput', { description: 'The second person says yes or no to a change.' })
export class ChangeDecideInput {
  @Field(() => ID, { description: 'The change.' })
  changeId: string

  @Field(() => String, { description: 'The hash that was shown.' })
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

@InputType('ChangeWithdrawInput', { description: 'Whoever asked for a change takes it back.' })
export class ChangeWithdrawInput {
  @Field(() => ID, { description: 'The change.' })
  changeId: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('ChangeDecidePayload', {
  simpleResolvers: true,
  description: 'The change after the decision; or why it does not count.',
})
export class ChangeDecidePayload extends ChangeAskedPayload {}

import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { ChangeAskedPayload } from './change-asked.ts'
import { DecideInput } from './decide-input.ts'

@InputType('ChangeDecideInput', { description: 'The second person says yes or no to a change.' })
export class ChangeDecideInput extends DecideInput {
  @Field(() => ID, { description: 'The change.' })
  changeId: string
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

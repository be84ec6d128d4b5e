import type { CommandRow } from '@budeng/storage'
import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { StepUpInput } from '../access/step-up-input.ts'
import { CommandObject } from '../fleet/command.type.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'

@InputType('CommandDecideInput', { description: 'A person says yes or no to one command that waits for it.' })
export class CommandDecideInput {
  @Field(() => ID, { description: 'The command.' })
  commandId: string

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

@ObjectType('CommandDecidePayload', {
  simpleResolvers: true,
  description: 'The command after the decision; or why it does not count.',
})
export class CommandDecidePayload {
  @Field(() => CommandObject, { nullable: true, description: 'The command as it is now; null when it is not there.' })
  command: CommandRow | null

  @Field(() => Boolean, { description: 'True when the same decision was taken before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it counts.' })
  userErrors: readonly UserErrorObject[]
}

import type { CommandRow } from '@budeng/storage'
import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { CommandObject } from '../fleet/command.type.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { DecideInput } from './decide-input.ts'

@InputType('CommandDecideInput', { description: 'A person says yes or no to one command that waits for it.' })
export class CommandDecideInput extends DecideInput {
  @Field(() => ID, { description: 'The command.' })
  commandId: string
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

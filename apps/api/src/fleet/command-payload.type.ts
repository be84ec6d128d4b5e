import type { CommandRow } from '@budeng/storage'
import { Field, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { CommandObject } from './command.type.ts'

@ObjectType('CommandRequestPayload', {
  simpleResolvers: true,
  description: 'The command that was accepted; or why not.',
})
export class CommandRequestPayload {
  @Field(() => CommandObject, { nullable: true, description: 'The command as it is now; null when refused.' })
  command: CommandRow | null

  @Field(() => Boolean, { description: 'True when the same wish was accepted before and this is its command.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when accepted.' })
  userErrors: readonly UserErrorObject[]
}

@ObjectType('CommandCancelPayload', {
  simpleResolvers: true,
  description: 'The command after the cancel was accepted; or why not.',
})
export class CommandCancelPayload {
  @Field(() => CommandObject, { nullable: true, description: 'The command as it is now; null when it is not there.' })
  command: CommandRow | null

  @Field(() => Boolean, { description: 'True when the same wish was accepted before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when accepted.' })
  userErrors: readonly UserErrorObject[]
}

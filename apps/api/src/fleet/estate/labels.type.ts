import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../../graphql/user-error.type.ts'

@InputType('TerminalLabelsChangeInput', {
  description: 'Puts labels (标签) on terminals and takes others off. Either `terminalIds` or `selectionId`.',
})
export class TerminalLabelsChangeInput {
  @Field(() => [ID], { nullable: true, description: 'These terminals.' })
  terminalIds?: string[] | null

  @Field(() => ID, { nullable: true, description: "Those of one of the asker's own selections." })
  selectionId?: string | null

  @Field(() => [String], {
    description: 'To be put on: at most 32 characters each, without commas and semicolons; ten a terminal at most.',
  })
  add: string[]

  @Field(() => [String], { description: 'To be taken off where they are.' })
  remove: string[]

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('TerminalLabelsChangePayload', { simpleResolvers: true, description: 'How many were labelled otherwise.' })
export class TerminalLabelsChangePayload {
  @Field(() => Int, { description: 'Terminals that carry something else now; 0 when refused.' })
  changed: number

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it is done.' })
  userErrors: readonly UserErrorObject[]
}

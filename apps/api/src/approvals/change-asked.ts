import type { ChangeRequestRow } from '@budeng/storage'
import { Field, ObjectType } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import type { Outcome } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { ChangeRequestObject } from './change.type.ts'

/** What every mutation answers that asks for something by two, or decides on it. It is in no schema by itself. */
@ObjectType('ChangeAsked', { simpleResolvers: true, description: 'The change as it is now.' })
export class ChangeAskedPayload {
  @Field(() => ChangeRequestObject, {
    nullable: true,
    description: 'The change as it is now; null when there is none.',
  })
  changeRequest: ChangeRequestRow | null

  @Field(() => Boolean, { description: 'True when the same wish was accepted before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it was accepted.' })
  userErrors: readonly UserErrorObject[]
}

/** The answer to a wish whose outcome is the id of a change. */
export async function changeAsked({ load, reader }: Operation, outcome: Outcome<string>): Promise<ChangeAskedPayload> {
  if (!outcome.ok) return { changeRequest: null, replayed: false, userErrors: [userError(outcome.refusal, reader)] }
  const changeRequest = await load.change.load(outcome.answer)
  return { changeRequest, replayed: outcome.replayed, userErrors: [] }
}

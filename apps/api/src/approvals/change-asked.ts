import type { ChangeRequestRow } from '@budeng/storage'
import { Field, ObjectType } from 'type-graphql'
import type { Operation } from '../graphql/operation.ts'
import { type Outcome, told } from '../graphql/wish.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import { ChangeRequestObject } from './change.type.ts'

/** What every mutation answers that asks for something by two, or decides on it. It is in no schema by itself. */
@ObjectType('ChangeAsked', { simpleResolvers: true, description: 'The change as it is now.' })
export class ChangeAskedPayload extends WishedPayload {
  @Field(() => ChangeRequestObject, {
    nullable: true,
    description: 'The change as it is now; null when there is none.',
  })
  changeRequest: ChangeRequestRow | null
}

/** The answer to a wish whose outcome is the id of a change. */
export async function changeAsked(operation: Operation, outcome: Outcome<string>): Promise<ChangeAskedPayload> {
  const changeRequest = outcome.ok ? await operation.load.change.load(outcome.answer) : null
  return { changeRequest, ...told(operation, outcome) }
}

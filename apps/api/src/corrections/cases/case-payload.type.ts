import { Field, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import { CaseObject } from './case.type.ts'
import type { CaseView } from './case-view.ts'

@ObjectType('CasePayload', { simpleResolvers: true, description: 'The case after it; or why not.' })
export class CasePayload {
  @Field(() => CaseObject, { nullable: true, description: 'As it is now; null when it is not there.' })
  case: CaseView | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when it was done.' })
  userErrors: readonly UserErrorObject[]
}

import { Field, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { CorrectionObject } from './correction.type.ts'
import type { CorrectionView } from './correction-view.ts'

@ObjectType('CorrectionPayload', { simpleResolvers: true, description: 'The correction after it; or why not.' })
export class CorrectionPayload {
  @Field(() => CorrectionObject, { nullable: true, description: 'As it is now; null when it is not there.' })
  correction: CorrectionView | null

  @Field(() => Boolean, { description: 'True when the same wish was fulfilled before.' })
  replayed: boolean

  @Field(() => [UserErrorObject], {
    description:
      'Why not; empty when it was done. `STALE` and `INVALID` tell that it came to an end: see its state and problems.',
  })
  userErrors: readonly UserErrorObject[]
}

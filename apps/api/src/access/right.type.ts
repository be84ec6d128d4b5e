import { Field, ObjectType } from 'type-graphql'
import type { AnyRefusal } from '../graphql/refused.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { type Reader, userError } from '../language/language.ts'

@ObjectType('Right', {
  simpleResolvers: true,
  description: 'Whether the viewer may do something now, by the rule that decides the request.',
})
export class RightObject {
  @Field(() => Boolean, { description: 'True when a request would be accepted.' })
  allowed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when allowed.' })
  reasons: readonly UserErrorObject[]
}

/** A rule's answer as the screen needs it. */
export function rightOf(refusal: AnyRefusal | null, reader: Reader): RightObject {
  return { allowed: refusal === null, reasons: refusal === null ? [] : [userError(refusal, reader)] }
}

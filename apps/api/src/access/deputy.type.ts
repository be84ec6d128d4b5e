import type { Role } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import type { DeputyRow } from '@budeng/storage'
import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import { RoleEnum } from './enums.ts'
import { ViewerObject } from './person.type.ts'
import { AlwaysProvenInput } from './reasoned-input.ts'

@ObjectType('Deputy', {
  implements: NodeObject,
  simpleResolvers: true,
  description: "Somebody who stands in for an absent person, at that person's place in the tree, until a moment.",
})
export class DeputyObject extends NodeObject {
  @Field(() => RoleEnum, { description: "What the deputy may do; never wider than the absent one's own role." })
  role: Role

  @Field(() => String, { description: 'Why.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'When it was set.' })
  setAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it ends by itself.' })
  until: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ended by hand; null when it was not.' })
  endedAt: Instant | null
}

export const { Connection: DeputyConnection } = connectionTypes('Deputy', () => DeputyObject)

@InputType('DeputySetInput', { description: 'Names somebody who stands in for an absent person.' })
export class DeputySetInput extends AlwaysProvenInput {
  @Field(() => ID, { nullable: true, description: 'Who is away; the asker when left out.' })
  absentId?: string | null

  @Field(() => ID, { description: 'Who stands in: of the same organisation or of one above.' })
  deputyId: string

  @Field(() => RoleEnum, { description: "Never wider than the absent one's role." })
  role: Role

  @Field(() => DateTimeScalar, { description: 'Until when; half a year from now at the latest.' })
  until: Instant
}

@InputType('DeputyEndInput', { description: 'Ends it before its time.' })
export class DeputyEndInput {
  @Field(() => ID, { description: 'Which.' })
  deputyshipId: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('DeputyActInput', { description: 'In whose place this session acts from now on.' })
export class DeputyActInput {
  @Field(() => ID, { nullable: true, description: 'A deputyship of the asker; null: as oneself again.' })
  deputyshipId?: string | null
}

@ObjectType('DeputyPayload', { simpleResolvers: true, description: 'The deputyship as it is now; or why not.' })
export class DeputyPayload extends WishedPayload {
  @Field(() => DeputyObject, { nullable: true, description: 'The deputyship; null when refused.' })
  deputy: DeputyRow | null
}

@ObjectType('DeputyActPayload', { simpleResolvers: true, description: 'Who asks from now on; or why not.' })
export class DeputyActPayload {
  @Field(() => ViewerObject, {
    nullable: true,
    description: 'The viewer, in the place in which this session acts now.',
  })
  viewer: object | null

  @Field(() => [UserErrorObject], { description: 'Why not; empty when done.' })
  userErrors: readonly UserErrorObject[]
}

import type { Role } from '@budeng/access'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { ChangeAskedPayload } from '../approvals/change-asked.ts'
import { RoleEnum } from './enums.ts'

@InputType('PersonFactorsResetInput', { description: 'All second factors of a person would be removed.' })
export class PersonFactorsResetInput {
  @Field(() => ID, { description: 'The person.' })
  personId: string

  @Field(() => Int, { description: 'Refused when the person’s version is another by now.' })
  expectedVersion: number

  @Field(() => String, { description: 'Why. At most 300 characters, no card number.' })
  reason: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@InputType('PersonRoleChangeInput', { description: 'Another role for a person.' })
export class PersonRoleChangeInput extends PersonFactorsResetInput {
  @Field(() => RoleEnum, { description: 'What the person would be.' })
  role: Role
}

@ObjectType('PersonChangePayload', {
  simpleResolvers: true,
  description: 'The change, which waits for a second person; or why not.',
})
export class PersonChangePayload extends ChangeAskedPayload {}

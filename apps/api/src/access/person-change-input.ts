import type { Role } from '@budeng/access'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { ChangeAskedPayload } from '../approvals/change-asked.ts'
import { RoleEnum } from './enums.ts'
import { ReasonedInput } from './reasoned-input.ts'

@InputType('PersonFactorsResetInput', { description: 'All second factors of a person would be removed.' })
export class PersonFactorsResetInput extends ReasonedInput {
  @Field(() => ID, { description: 'The person.' })
  personId: string

  @Field(() => Int, { description: 'Refused when the person’s version is another by now.' })
  expectedVersion: number
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

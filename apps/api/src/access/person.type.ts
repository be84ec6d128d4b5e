import type { Role } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { LanguageEnum, RoleEnum } from './enums.ts'
import { FactorProofInput } from './factor-input.ts'

@ObjectType('Person', {
  implements: NodeObject,
  simpleResolvers: true,
  description:
    'An account of somebody who works with the platform: one human may have several, at different organisations.',
})
export class PersonObject extends NodeObject {
  @Field(() => String, { description: 'Name as the person writes it.' })
  name: string

  @Field(() => String, { description: 'E-mail address, also the login name.' })
  email: string

  @Field(() => RoleEnum, { description: 'What the person may do.' })
  role: Role

  @Field(() => Int, { description: 'Rises with each change of the account.' })
  version: number
}

export const { Connection: PersonConnection } = connectionTypes('Person', () => PersonObject)

@ObjectType('Viewer', { simpleResolvers: true, description: 'Who asks.' })
export class ViewerObject {
  @Field(() => [String], { description: 'Permissions held through the role, e.g. `command:RELOGIN`.' })
  permissions: string[]

  @Field(() => LanguageEnum, { description: 'Language of texts when `Accept-Language` names none of ours.' })
  language: string

  @Field(() => String, { description: 'IANA time zone that the person chose.' })
  timeZone: string

  @Field(() => DateTimeScalar, { description: 'When the session ends at the latest.' })
  sessionExpiresAt: Instant

  @Field(() => Boolean, {
    description: 'True when a second factor must open the session again: 15 minutes nothing was done.',
  })
  locked: boolean

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when one code stands for small actions.' })
  elevatedUntil: Instant | null

  @Field(() => Boolean, {
    description: 'True for whoever learns: all terminals that they see are simulated, and nothing reaches a real one.',
  })
  training: boolean

  @Field(() => String, { nullable: true, description: 'The one page that a board reads; null for a person.' })
  boardPage: string | null
}

@InputType('LoginInput', { description: 'Credentials of a person.' })
export class LoginInput {
  @Field(() => String, { description: 'E-mail address; upper and lower case are the same.' })
  email: string

  @Field(() => String, { description: 'Password. Never logged.' })
  password: string

  @Field(() => FactorProofInput, {
    nullable: true,
    description: 'A second factor, for those who have one. Who has one is told nobody.',
  })
  factor?: FactorProofInput | null

  @Field(() => ID, { nullable: true, description: 'Which account, when the answer was LOGIN_CHOOSE.' })
  personId?: string | null
}

@ObjectType('LoginAccount', { simpleResolvers: true, description: 'One of several accounts of the same address.' })
export class LoginAccountObject {
  @Field(() => ID, { description: 'Goes into `personId` of the next login.' })
  personId: string

  @Field(() => String, { description: 'Name of the organisation.' })
  organisationName: string

  @Field(() => RoleEnum, { description: 'What the account may do.' })
  role: Role
}

@ObjectType('LoginPayload', {
  simpleResolvers: true,
  description: 'A session, in the cookie of the answer; or why not.',
})
export class LoginPayload {
  @Field(() => ViewerObject, { nullable: true, description: 'Who is logged in now; null when refused.' })
  viewer: object | null

  @Field(() => [UserErrorObject], {
    description: 'Why not, in the same words for an unknown e-mail, a wrong password and a wrong second factor.',
  })
  userErrors: UserErrorObject[]

  @Field(() => [LoginAccountObject], { description: 'With LOGIN_CHOOSE: all was right for each of these.' })
  accounts: readonly LoginAccountObject[]
}

@ObjectType('LogoutPayload', { simpleResolvers: true, description: 'The session is over.' })
export class LogoutPayload {
  @Field(() => Boolean, { description: 'Always true, also when there was no session.' })
  done: boolean
}

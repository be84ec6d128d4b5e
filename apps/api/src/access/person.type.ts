import type { Role } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { Field, InputType, ObjectType } from 'type-graphql'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { RoleEnum } from './enums.ts'

@ObjectType('Person', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A person who works with the platform: one record a human.',
})
export class PersonObject extends NodeObject {
  @Field(() => String, { description: 'Name as the person writes it.' })
  name: string

  @Field(() => String, { description: 'E-mail address, also the login name.' })
  email: string

  @Field(() => RoleEnum, { description: 'What the person may do.' })
  role: Role
}

@ObjectType('Viewer', { simpleResolvers: true, description: 'Who asks.' })
export class ViewerObject {
  @Field(() => [String], { description: 'Permissions held through the role, e.g. `command:RELOGIN`.' })
  permissions: string[]

  @Field(() => String, { description: 'Language of texts when `Accept-Language` names none of ours: `zh-CN` or `en`.' })
  language: string

  @Field(() => String, { description: 'IANA time zone that the person chose.' })
  timeZone: string

  @Field(() => DateTimeScalar, { description: 'When the session ends at the latest.' })
  sessionExpiresAt: Instant
}

@InputType('LoginInput', { description: 'Credentials of a person.' })
export class LoginInput {
  @Field(() => String, { description: 'E-mail address; upper and lower case are the same.' })
  email: string

  @Field(() => String, { description: 'Password. Never logged.' })
  password: string
}

@ObjectType('LoginPayload', {
  simpleResolvers: true,
  description: 'A session, in the cookie of the answer; or why not.',
})
export class LoginPayload {
  @Field(() => ViewerObject, { nullable: true, description: 'Who is logged in now; null when refused.' })
  viewer: object | null

  @Field(() => [UserErrorObject], {
    description: 'Why not, in the same words for an unknown e-mail and a wrong password.',
  })
  userErrors: UserErrorObject[]
}

@ObjectType('LogoutPayload', { simpleResolvers: true, description: 'The session is over.' })
export class LogoutPayload {
  @Field(() => Boolean, { description: 'Always true, also when there was no session.' })
  done: boolean
}

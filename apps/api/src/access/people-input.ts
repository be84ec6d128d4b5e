import type { Role } from '@budeng/access'
import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { PageArgs } from '../graphql/connection.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { WishedPayload } from '../graphql/wished.type.ts'
import type { Language } from '../language/language.ts'
import { LanguageEnum, RoleEnum } from './enums.ts'
import { LoginInput, PersonObject, ViewerObject } from './person.type.ts'
import { InvitationObject } from './security.type.ts'

@ArgsType()
export class PeopleArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Any part of name or e-mail.' })
  q: string | null

  @Field(() => ID, { nullable: true, description: "At and below this organisation; the viewer's own unless given." })
  organisationId: string | null
}

@InputType('PersonInviteInput', { description: 'An account to be, at one organisation, in one role.' })
export class PersonInviteInput {
  @Field(() => String, { description: 'E-mail address; also the login name.' })
  email: string

  @Field(() => RoleEnum, { description: 'What the person will be.' })
  role: Role

  @Field(() => ID, { description: 'The organisation whose subtree the person will see.' })
  organisationId: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

@ObjectType('PersonInvitePayload', { simpleResolvers: true, description: 'The invitation with its link; or why not.' })
export class PersonInvitePayload extends WishedPayload {
  @Field(() => InvitationObject, { nullable: true, description: 'The invitation; null when refused.' })
  invitation: object | null

  @Field(() => String, {
    nullable: true,
    description: 'The secret of the link `/invitation#…`. Told once: a repeat of the wish does not tell it again.',
  })
  token: string | null
}

@InputType('InvitationAcceptInput', { description: 'Makes the account behind a link.' })
export class InvitationAcceptInput {
  @Field(() => String, { description: 'The secret of the link.' })
  token: string

  @Field(() => String, { description: 'Name as the person writes it, at most 80 characters.' })
  name: string

  @Field(() => String, { description: 'A new password.' })
  password: string

  @Field(() => LanguageEnum, { description: 'Language of texts.' })
  language: Language

  @Field(() => String, { description: 'IANA time zone.' })
  timeZone: string

  @Field(() => LoginInput, {
    nullable: true,
    description: 'Login of an account that the person has already: both are then accounts of the same human.',
  })
  existing?: LoginInput | null
}

@ObjectType('InvitationAcceptPayload', {
  simpleResolvers: true,
  description: 'A session of the new account; or why not.',
})
export class InvitationAcceptPayload {
  @Field(() => ViewerObject, { nullable: true, description: 'Who is logged in now; null when refused.' })
  viewer: object | null

  @Field(() => [UserErrorObject], { description: 'Why not.' })
  userErrors: readonly UserErrorObject[]
}

@InputType('PersonDisableInput', { description: 'Ends or restores a person’s access.' })
export class PersonDisableInput {
  @Field(() => ID, { description: 'The person.' })
  personId: string

  @Field(() => Boolean, { description: 'True: out at once, all sessions end. False: may log in again.' })
  disabled: boolean

  @Field(() => Int, { description: 'Refused when the person’s version is another by now.' })
  expectedVersion: number
}

@InputType('ProfileUpdateInput', { description: "The viewer's own name, language and zone." })
export class ProfileUpdateInput {
  @Field(() => String, { description: 'Name, at most 80 characters.' })
  name: string

  @Field(() => LanguageEnum, { description: 'Language of texts.' })
  language: Language

  @Field(() => String, { description: 'IANA time zone.' })
  timeZone: string
}

@InputType('PersonLinkInput', { description: 'Two accounts are one human’s.' })
export class PersonLinkInput {
  @Field(() => ID, { description: 'One account.' })
  personId: string

  @Field(() => ID, { description: 'The other.' })
  otherPersonId: string
}

@ObjectType('PersonPayload', { simpleResolvers: true, description: 'The person as it is now; or why not.' })
export class PersonPayload {
  @Field(() => PersonObject, { nullable: true, description: 'Null when refused.' })
  person: object | null

  @Field(() => [UserErrorObject], { description: 'Why not.' })
  userErrors: readonly UserErrorObject[]
}

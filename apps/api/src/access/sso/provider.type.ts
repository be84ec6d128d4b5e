import type { Role } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { ChangeAskedPayload } from '../../approvals/change-asked.ts'
import { DateTimeScalar } from '../../graphql/scalars.ts'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import type { Language } from '../../language/language.ts'
import { LanguageEnum, RoleEnum } from '../enums.ts'
import { ReasonedInput } from '../reasoned-input.ts'

@ObjectType('IdentityProvider', {
  simpleResolvers: true,
  description: "An acquirer's own sign-in (OpenID Connect). Its secret is told nowhere.",
})
export class IdentityProviderObject {
  @Field(() => String, { description: 'What its button says.' })
  name: string

  @Field(() => String, { description: 'Issuer, as its tokens name it.' })
  issuer: string

  @Field(() => String, { description: 'Client id that the provider gave us.' })
  clientId: string

  @Field(() => [String], { description: 'Domains of e-mail addresses for which the login page offers it.' })
  domains: readonly string[]

  @Field(() => Boolean, {
    description: 'True: an address of these domains that it has verified is the account’s by itself.',
  })
  authoritative: boolean

  @Field(() => [RoleEnum], { description: 'Who may sign in by it.' })
  roles: readonly string[]

  @Field(() => Boolean, { description: 'True: whoever holds a second factor here is asked for it as well.' })
  askFactor: boolean

  @Field(() => Boolean, { description: 'False: nobody signs in by it, and nobody who did is still in.' })
  enabled: boolean

  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  changedAt: Instant

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

@InputType('IdentityProviderInput', { description: 'An acquirer’s own sign-in.' })
export class IdentityProviderInput {
  @Field(() => String, { description: 'What its button says, at most 60 characters.' })
  name: string

  @Field(() => String, { description: 'Issuer: an https address.' })
  issuer: string

  @Field(() => String, { description: 'Client id that the provider gave us.' })
  clientId: string

  @Field(() => String, {
    nullable: true,
    description: 'Client secret; left out: the present one stays. Sealed at once, told to nobody, never logged.',
  })
  clientSecret?: string | null

  @Field(() => [String], { description: 'Domains of e-mail addresses, 1 to 20.' })
  domains: string[]

  @Field(() => Boolean, { description: 'Whether a verified address of these domains is enough.' })
  authoritative: boolean

  @Field(() => [RoleEnum], { description: 'Who may sign in by it.' })
  roles: Role[]

  @Field(() => Boolean, { description: 'Whether second factors held here are asked for as well.' })
  askFactor: boolean

  @Field(() => Boolean, { description: 'Whether anybody signs in by it.' })
  enabled: boolean
}

@InputType('IdentityProviderChangeInput', { description: 'A change of an acquirer’s sign-in, for a second person.' })
export class IdentityProviderChangeInput extends ReasonedInput {
  @Field(() => ID, { description: 'The acquirer.' })
  organisationId: string

  @Field(() => IdentityProviderInput, { description: 'How it would be.' })
  provider: IdentityProviderInput
}

@ObjectType('IdentityProviderChangePayload', {
  simpleResolvers: true,
  description: 'The change, which waits for a second person; or why not.',
})
export class IdentityProviderChangePayload extends ChangeAskedPayload {}

@InputType('ProviderInvitationInput', { description: 'An invitation that is accepted by signing in there.' })
export class ProviderInvitationInput {
  @Field(() => String, { description: 'The secret of the link.' })
  token: string

  @Field(() => String, { description: 'Name as the person writes it, at most 80 characters.' })
  name: string

  @Field(() => LanguageEnum, { description: 'Language of texts.' })
  language: Language

  @Field(() => String, { description: 'IANA time zone.' })
  timeZone: string
}

@InputType('ProviderLoginStartInput', { description: 'Begins to sign in at a provider.' })
export class ProviderLoginStartInput {
  @Field(() => ID, { description: 'The acquirer whose provider it is.' })
  providerId: string

  @Field(() => String, { nullable: true, description: 'Where in the dashboard to go then, as a path.' })
  returnTo?: string | null

  @Field(() => ProviderInvitationInput, { nullable: true, description: 'The invitation that this accepts.' })
  invitation?: ProviderInvitationInput | null
}

@ObjectType('ProviderLoginStartPayload', { simpleResolvers: true, description: 'Where the browser goes; or why not.' })
export class ProviderLoginStartPayload {
  @Field(() => String, { nullable: true, description: 'Address at the provider. Only this browser may come back.' })
  url: string | null

  @Field(() => [UserErrorObject], { description: 'Why not; a password still does.' })
  userErrors: readonly UserErrorObject[]
}

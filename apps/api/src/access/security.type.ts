import type { Role } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql'
import { enumeration } from '../graphql/enumeration.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { RoleEnum } from './enums.ts'
import { FactorProofInput } from './factor-input.ts'
import { SignInProviderObject } from './sso/sign-in.type.ts'

@ObjectType('Passkey', { simpleResolvers: true, description: 'A passkey of the viewer.' })
export class PasskeyObject {
  @Field(() => ID, { description: 'Its id.' })
  id: string

  @Field(() => String, { description: 'The name that the person gave it.' })
  name: string

  @Field(() => Boolean, { description: 'True when the device keeps copies of it elsewhere.' })
  backedUp: boolean

  @Field(() => DateTimeScalar, { description: 'Since when it is known.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last used.' })
  usedAt: Instant | null
}

@ObjectType('Security', { simpleResolvers: true, description: "The viewer's own means to log in." })
export class SecurityObject {
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when an authenticator is set up; null: none is.' })
  totpSince: Instant | null

  @Field(() => [PasskeyObject], { description: 'Passkeys, oldest first.' })
  passkeys: readonly PasskeyObject[]

  @Field(() => Int, { description: 'Recovery codes that are left.' })
  recoveryCodesLeft: number

  @Field(() => Boolean, { description: 'True when the role needs a second factor and none is set up.' })
  mustEnrol: boolean

  @Field(() => Boolean, { description: 'False where the platform is opened under a bare address: no passkeys there.' })
  passkeysPossible: boolean

  @Field(() => String, { description: 'The name that passkeys are made for.' })
  passkeyHost: string

  @Field(() => Boolean, { description: 'False: the account logs in by its link to a provider alone.' })
  hasPassword: boolean
}

export const SessionKindEnum = enumeration('SessionKind', 'Who uses a session.', {
  PERSON: 'The person.',
  BOARD: 'A board on a wall: reads one page, changes nothing.',
})

@ObjectType('Session', { simpleResolvers: true, description: 'A login that lasts.' })
export class SessionObject {
  @Field(() => ID, { description: 'Its id; the secret is told nowhere.' })
  id: string

  @Field(() => SessionKindEnum, { description: 'Who uses it.' })
  kind: keyof typeof SessionKindEnum

  @Field(() => String, { nullable: true, description: 'The one page that a board reads.' })
  page: string | null

  @Field(() => String, { description: 'Name of a board; empty for a person’s session.' })
  name: string

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it was last used, to the minute.' })
  seenAt: Instant

  @Field(() => DateTimeScalar, { description: 'When it ends at the latest.' })
  expiresAt: Instant

  @Field(() => String, { description: 'Address from which it began.' })
  address: string

  @Field(() => String, { description: 'Browser or program, as it names itself.' })
  agent: string

  @Field(() => Boolean, { simple: false, description: 'True for the session that asks.' })
  current?: boolean
}

@ObjectType('PersonFactors', { simpleResolvers: true, description: 'Which second factors a person has.' })
export class PersonFactorsObject {
  @Field(() => Boolean, { description: 'An authenticator is set up.' })
  totp: boolean

  @Field(() => Int, { description: 'How many passkeys.' })
  passkeys: number

  @Field(() => Int, { description: 'How many recovery codes are left.' })
  recoveryCodesLeft: number
}

@ObjectType('Invitation', { simpleResolvers: true, description: 'A one-time link that makes an account.' })
export class InvitationObject {
  @Field(() => ID, { description: 'Its id; the link is told once, when it is made.' })
  id: string

  @Field(() => String, { description: 'Who is invited.' })
  email: string

  @Field(() => RoleEnum, { description: 'What the person will be.' })
  role: Role

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt: Instant

  @Field(() => DateTimeScalar, { description: 'Until when it can be accepted.' })
  expiresAt: Instant
}

@ObjectType('InvitationOffer', { simpleResolvers: true, description: 'What somebody with the link may accept.' })
export class InvitationOfferObject {
  @Field(() => String, { description: 'Who is invited.' })
  email: string

  @Field(() => RoleEnum, { description: 'What the person will be.' })
  role: Role

  @Field(() => String, { description: 'Name of the organisation.' })
  organisationName: string

  @Field(() => DateTimeScalar, { description: 'Until when it can be accepted.' })
  expiresAt: Instant

  @Field(() => SignInProviderObject, {
    nullable: true,
    description: 'Where it can be accepted by signing in, without a password here; null: nowhere.',
  })
  provider: SignInProviderObject | null
}

@ObjectType('DonePayload', { simpleResolvers: true, description: 'It is done; or why not.' })
export class DonePayload {
  @Field(() => [UserErrorObject], { description: 'Why not; empty when it is done.' })
  userErrors: readonly UserErrorObject[]
}

@ObjectType('PasskeyChallenge', { simpleResolvers: true, description: 'What a passkey is asked to sign.' })
export class PasskeyChallengeObject {
  @Field(() => ID, { description: 'Goes into the proof.' })
  challengeId: string

  @Field(() => String, { description: 'PublicKeyCredentialRequestOptionsJSON of WebAuthn as JSON text.' })
  passkeyOptions: string
}

@InputType('SessionUnlockInput', { description: 'Opens a session that was locked while its person was away.' })
export class SessionUnlockInput {
  @Field(() => FactorProofInput, { description: 'A code or a passkey.' })
  factor: FactorProofInput
}

import { Field, ID, InputType, ObjectType } from 'type-graphql'
import { enumeration } from '../graphql/enumeration.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { PasskeyProofInput } from './factor-input.ts'
import { StepUpInput } from './step-up-input.ts'

export const SECURITY_ACTS = {
  TOTP_START: 'Set an authenticator up, or another in its place.',
  TOTP_REMOVE: 'Remove the authenticator.',
  PASSKEY_START: 'Add a passkey.',
  PASSKEY_REMOVE: 'Remove a passkey.',
  RECOVERY_CODES: 'New recovery codes; those of before are void.',
  PASSWORD: 'Another password.',
  IDENTITY_CONNECT: "Link the account with the acquirer's own sign-in: `url` says where to go.",
  IDENTITY_REMOVE: 'Remove such a link; the sessions that it opened end.',
} as const
export type SecurityAct = keyof typeof SECURITY_ACTS
export const SecurityActEnum = enumeration<SecurityAct>(
  'SecurityAct',
  'A change of one’s own means to log in.',
  SECURITY_ACTS,
)

@InputType('SecurityChangeInput', {
  description:
    'A change of one’s own means to log in. Confirmed with a second factor; by the password while there is none.',
})
export class SecurityChangeInput {
  @Field(() => SecurityActEnum, { description: 'What is changed.' })
  act: SecurityAct

  @Field(() => ID, { nullable: true, description: 'The passkey that is removed.' })
  passkeyId?: string | null

  @Field(() => ID, { nullable: true, description: 'The link with a provider that is removed.' })
  identityId?: string | null
}

@InputType('SecurityChangeRequest', { description: 'A change of one’s own means to log in, with its proof.' })
export class SecurityChangeRequest extends SecurityChangeInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The present password: needed while there is no second factor, and for another password. An account without one signs in at its provider just before instead.',
  })
  password?: string | null

  @Field(() => String, { nullable: true, description: 'The new password, when that is changed.' })
  newPassword?: string | null

  @Field(() => StepUpInput, { nullable: true, description: 'Proof with a second factor, once there is one.' })
  stepUp?: StepUpInput | null
}

@ObjectType('SecurityChangePayload', { simpleResolvers: true, description: 'What the change needs next; or why not.' })
export class SecurityChangePayload {
  @Field(() => String, { nullable: true, description: 'TOTP_START: the secret, for typing in. Shown once.' })
  totpSecret?: string | null

  @Field(() => String, { nullable: true, description: 'TOTP_START: the address that a QR code holds. Shown once.' })
  totpUri?: string | null

  @Field(() => ID, { nullable: true, description: 'PASSKEY_START: the challenge to be answered.' })
  challengeId?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'PASSKEY_START: PublicKeyCredentialCreationOptionsJSON of WebAuthn as JSON text.',
  })
  passkeyOptions?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'IDENTITY_CONNECT: address at the provider. Only this browser, in this session, may come back.',
  })
  url?: string | null

  @Field(() => [String], { nullable: true, description: 'RECOVERY_CODES: the codes. Shown once.' })
  recoveryCodes?: readonly string[] | null

  @Field(() => [UserErrorObject], { description: 'Why not.' })
  userErrors: readonly UserErrorObject[]
}

@InputType('PasskeyAddInput', { description: 'What a new passkey answered.' })
export class PasskeyAddInput {
  @Field(() => PasskeyProofInput, { description: "The challenge and the browser's answer (RegistrationResponseJSON)." })
  passkey: PasskeyProofInput

  @Field(() => String, { description: 'A name by which the person knows it, at most 60 characters.' })
  name: string
}

@InputType('PasskeyRenameInput', { description: 'Another name for a passkey.' })
export class PasskeyRenameInput {
  @Field(() => ID, { description: 'The passkey.' })
  passkeyId: string

  @Field(() => String, { description: 'At most 60 characters.' })
  name: string
}

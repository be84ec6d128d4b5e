import { Field, ID, InputType } from 'type-graphql'

@InputType('PasskeyProofInput', { description: 'What a passkey signed.' })
export class PasskeyProofInput {
  @Field(() => ID, { description: 'The challenge that was asked for.' })
  challengeId: string

  @Field(() => String, { description: "The browser's answer (AuthenticationResponseJSON of WebAuthn) as JSON text." })
  assertion: string
}

@InputType('FactorProofInput', { description: 'A second factor: one of its members.' })
export class FactorProofInput {
  @Field(() => String, { nullable: true, description: "The six digits that the person's authenticator shows." })
  totp?: string | null

  @Field(() => String, { nullable: true, description: 'One of the recovery codes; each is good for once.' })
  recoveryCode?: string | null

  @Field(() => PasskeyProofInput, { nullable: true, description: 'What a passkey signed.' })
  passkey?: PasskeyProofInput | null
}

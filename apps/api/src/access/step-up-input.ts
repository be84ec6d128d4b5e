import { Field, ID, InputType } from 'type-graphql'
import { PasskeyProofInput } from './factor-input.ts'

@InputType('StepUpInput', {
  description:
    'Proof of the person; which one is needed follows from tier and policy. What moves money or books it takes a passkey alone.',
})
export class StepUpInput {
  @Field(() => ID, { nullable: true, description: 'A granted presence check.' })
  presenceId?: string | null

  @Field(() => String, { nullable: true, description: "Six digits of the person's authenticator; good for one act." })
  totp?: string | null

  @Field(() => PasskeyProofInput, {
    nullable: true,
    description: 'What a passkey signed for the challenge of `stepUpStart`; good for exactly that act.',
  })
  passkey?: PasskeyProofInput | null
}

/** Where an input moves money, whatever policy says. */
export const MONEY_STEP_UP = {
  nullable: true,
  description: 'Proof of the person: money asks for a passkey, bound to this very input.',
}

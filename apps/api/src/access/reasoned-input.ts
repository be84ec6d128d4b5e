import { Field, InputType } from 'type-graphql'
import { StepUpInput } from './step-up-input.ts'

/** What every wish says that has a reason. It is in no schema by itself. */
@InputType('Reasoned', { description: 'A wish, and why.' })
export class ReasonedInput {
  @Field(() => String, { description: 'Why. At most 300 characters, no card number.' })
  reason: string

  @Field(() => String, { description: 'A new key for each wish.' })
  idempotencyKey: string
}

/** The same, where policy says whether the person is proven. It is in no schema by itself. */
@InputType('Proven', { description: 'A wish, why, and who.' })
export class ProvenInput extends ReasonedInput {
  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null
}

/** The same, where every such act is proven. It is in no schema by itself. */
@InputType('AlwaysProven', { description: 'A wish, why, and who, always.' })
export class AlwaysProvenInput extends ReasonedInput {
  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person: each such act asks for one.' })
  stepUp?: StepUpInput | null
}

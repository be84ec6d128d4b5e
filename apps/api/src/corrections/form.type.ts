import type { CorrectionKind, ProofKind, SettledTreatment, Source } from '@budeng/corrections'
import type { Money } from '@budeng/kernel'
import { Field, Int, ObjectType } from 'type-graphql'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { MoneyObject } from '../transactions/money.type.ts'
import { CorrectionDiffObject, CorrectionProblemObject, EvidenceSetObject } from './correction.type.ts'
import {
  AmendmentOpEnum,
  CorrectionKindEnum,
  CorrectionProofKindEnum,
  EvidenceSourceEnum,
  SettledTreatmentEnum,
} from './enums.ts'
import { CorrectionImpactObject } from './impact.type.ts'
import type { AmendmentOp } from '@budeng/transactions'

@ObjectType('CorrectionWitness', {
  simpleResolvers: true,
  description: 'Something that is here and can be shown as evidence; or, of what should not be, that nothing is.',
})
export class WitnessObject {
  @Field(() => String, { description: 'Goes into `evidence` of a draft.' })
  ref: string

  @Field(() => EvidenceSourceEnum, { description: 'Where it comes from.' })
  source: Source

  @Field(() => Boolean, { description: 'False: it says otherwise than the correction.' })
  agrees: boolean

  @Field(() => MoneyObject, { nullable: true, description: 'The amount that it names.' })
  amount: Money | null

  @Field(() => String, { description: 'What it is: a number, a name.' })
  text: string
}

@ObjectType('CorrectionFormField', { simpleResolvers: true, description: 'A member that may be changed.' })
export class CorrectionFormFieldObject {
  @Field(() => String, { description: 'Name of the member.' })
  field: string

  @Field(() => String, { nullable: true, description: 'As it is now; null: it is not there.' })
  present: string | null

  @Field(() => Boolean, { description: 'It must be given.' })
  required: boolean
}

@ObjectType('CorrectionFormKind', {
  simpleResolvers: true,
  description: 'One kind of correction, for this transaction.',
})
export class CorrectionFormKindObject {
  @Field(() => CorrectionKindEnum, { description: 'The kind.' })
  kind: CorrectionKind

  @Field(() => Boolean, { description: 'True when it can be.' })
  allowed: boolean

  @Field(() => [CorrectionProblemObject], { description: 'Why not; empty when it can be.' })
  reasons: readonly CorrectionProblemObject[]

  @Field(() => [CorrectionFormFieldObject], { description: 'Members that it may change.' })
  fields: readonly CorrectionFormFieldObject[]

  @Field(() => Boolean, { description: 'It names another transaction: `linkToId`.' })
  needsLink: boolean

  @Field(() => Boolean, { description: 'It may name the terminal at which it belongs: `moveToId`.' })
  mayMove: boolean

  @Field(() => Boolean, { description: 'It names a version of a tariff.' })
  needsTariff: boolean

  @Field(() => [EvidenceSetObject], { description: 'Any one of these sets shows it.' })
  evidenceNeeded: readonly EvidenceSetObject[]

  @Field(() => AmendmentOpEnum, { nullable: true, description: 'What the terminal is told; null: nothing.' })
  operation: AmendmentOp | null

  @Field(() => SettledTreatmentEnum, { description: 'What is done when the batch is settled.' })
  settled: SettledTreatment

  @Field(() => CorrectionProofKindEnum, { description: 'What ends it.' })
  proofKind: ProofKind
}

@ObjectType('CorrectionUsage', {
  simpleResolvers: true,
  description: 'What the viewer has asked for today, with whichever account, beside the caps for one human and day.',
})
export class CorrectionUsageObject {
  @Field(() => Int, { description: 'Corrections handed in today.' })
  count: number

  @Field(() => Int, { description: 'At most so many.' })
  countMax: number

  @Field(() => [MoneyObject], { description: 'Money at stake in them, by currency.' })
  stake: readonly Money[]

  @Field(() => [MoneyObject], { description: 'At most so much, by currency.' })
  stakeMax: readonly Money[]
}

@ObjectType('CorrectionForm', { simpleResolvers: true, description: 'What may be corrected here, and how.' })
export class CorrectionFormObject {
  @Field(() => [CorrectionFormKindObject], { description: 'All kinds, those that cannot be with their reasons.' })
  kinds: readonly CorrectionFormKindObject[]

  @Field(() => CorrectionUsageObject, { description: 'What is left of the day.' })
  today: CorrectionUsageObject
}

@ObjectType('CorrectionPreview', {
  simpleResolvers: true,
  description: 'What a correction would do, by the function that posts it, and what is wrong with it or still missing.',
})
export class CorrectionPreviewObject {
  @Field(() => [CorrectionProblemObject], { description: 'Why it cannot be as it is; empty: it can.' })
  problems: readonly CorrectionProblemObject[]

  @Field(() => CorrectionImpactObject, { nullable: true, description: 'What it does; null: it cannot be reckoned.' })
  impact: CorrectionImpactObject | null

  @Field(() => CorrectionDiffObject, {
    nullable: true,
    description: 'What changes. Its hash is of this preview: that of the draft will be another one.',
  })
  diff: CorrectionDiffObject | null

  @Field(() => [MoneyObject], { description: 'Money at stake.' })
  stake: readonly Money[]

  @Field(() => Int, { nullable: true, description: 'Tier by the money at stake.' })
  tier: number | null

  @Field(() => Int, { nullable: true, description: 'How many second persons must agree.' })
  checkersNeeded: number | null

  @Field(() => Boolean, { nullable: true, description: 'They must be of another organisation.' })
  otherOrganisation: boolean | null

  @Field(() => [WitnessObject], { description: 'What is here that speaks for or against it.' })
  witnesses: readonly WitnessObject[]

  @Field(() => [EvidenceSetObject], { description: 'What is still missing: any one of these sets would do.' })
  evidenceMissing: readonly EvidenceSetObject[]

  @Field(() => [UserErrorObject], { description: 'Why nothing can be shown, or why it could not be handed in today.' })
  userErrors: readonly UserErrorObject[]
}

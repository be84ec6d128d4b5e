import type { CorrectionKind, CorrectionState, WaiveGround } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql'
import { MONEY_STEP_UP, StepUpInput } from '../access/step-up-input.ts'
import { PageArgs } from '../graphql/connection.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { CorrectionKindEnum, CorrectionOrderEnum, CorrectionStateEnum, WaiveGroundEnum } from './enums.ts'

const KEY = { description: 'A new key for each wish.' }

@InputType('FieldValueInput', { description: 'A member of a record with its text.' })
export class FieldValueInput {
  @Field(() => String, { description: 'Name of the member, as `amount`.' })
  field: string

  @Field(() => String, { description: 'Its text; amounts in minor units.' })
  value: string
}

@InputType('EvidenceInput', { description: 'A piece of evidence, as the form offers it.' })
export class EvidenceInput {
  @Field(() => String, { description: '`ref` of something that `correctionForm` or `correctionPreview` names.' })
  ref: string

  @Field(() => Boolean, {
    nullable: true,
    description: 'Of a document: false when it says otherwise. Whether records agree is found here.',
  })
  agrees?: boolean | null
}

@InputType('TariffVersionInput', { description: 'The tariff that should have held, for a wrong fee.' })
export class TariffVersionInput {
  @Field(() => ID, { description: 'The tariff.' })
  tariffId: string

  @Field(() => Int, { description: 'Its version.' })
  version: number
}

/** What may be changed as long as it is a draft. */
@InputType('CorrectionContentInput', { description: 'How it should be, and what shows it.' })
export class CorrectionContentInput {
  @Field(() => [FieldValueInput], { nullable: true, description: 'Members with their right values.' })
  patch?: FieldValueInput[] | null

  @Field(() => ID, {
    nullable: true,
    description: 'A transaction of the same journal: of which it is a copy, or to which it belongs.',
  })
  linkToId?: string | null

  @Field(() => ID, {
    nullable: true,
    description: 'For what was posted wrongly: the terminal at which it belongs, of the same acquirer.',
  })
  moveToId?: string | null

  @Field(() => TariffVersionInput, { nullable: true, description: 'For a wrong fee.' })
  tariff?: TariffVersionInput | null

  @Field(() => [EvidenceInput], {
    nullable: true,
    description: 'Left out: all records that are here. What contradicts is always added.',
  })
  evidence?: EvidenceInput[] | null
}

/** What a draft and its preview are made of. */
@InputType('CorrectionPreviewInput', { description: 'A correction as far as it is written.' })
export class CorrectionPreviewInput extends CorrectionContentInput {
  @Field(() => CorrectionKindEnum, { description: 'What it is of.' })
  kind: CorrectionKind

  @Field(() => ID, {
    nullable: true,
    description: 'What is corrected; left out for what we do not have, and for a claim.',
  })
  transactionId?: string | null

  @Field(() => ID, { nullable: true, description: 'Where, when no transaction is named.' })
  terminalId?: string | null

  @Field(() => ID, {
    nullable: true,
    description: 'The case that it is of; what its rules read may be named as evidence.',
  })
  caseId?: string | null

  @Field(() => String, { nullable: true, description: 'Why: 4 to 500 characters, no card number.' })
  reason?: string | null
}

@InputType('CorrectionDraftInput', { description: 'A correction that begins.' })
export class CorrectionDraftInput extends CorrectionPreviewInput {
  @Field(() => Boolean, { nullable: true, description: 'Hand it in at once.' })
  submit?: boolean | null

  @Field(() => String, KEY)
  idempotencyKey: string
}

@InputType('CorrectionEditInput', { description: 'Changes of a draft; what is left out stays.' })
export class CorrectionEditInput extends CorrectionContentInput {
  @Field(() => ID, { description: 'The correction.' })
  correctionId: string

  @Field(() => Int, { description: 'The version that was shown.' })
  expectedVersion: number

  @Field(() => String, { nullable: true, description: 'Why.' })
  reason?: string | null

  @Field(() => String, KEY)
  idempotencyKey: string
}

@InputType('CorrectionMoveInput', { description: 'What its maker does with a correction.' })
export class CorrectionMoveInput {
  @Field(() => ID, { description: 'The correction.' })
  correctionId: string

  @Field(() => Int, { nullable: true, description: 'The version that was shown; left out: whichever.' })
  expectedVersion?: number | null

  @Field(() => String, KEY)
  idempotencyKey: string
}

@InputType('CorrectionApproveInput', { description: 'The second person agrees to exactly what was shown.' })
export class CorrectionApproveInput {
  @Field(() => ID, { description: 'The correction.' })
  correctionId: string

  @Field(() => String, { description: '`diff.hash` as it was shown.' })
  diffHash: string

  @Field(() => StepUpInput, MONEY_STEP_UP)
  stepUp?: StepUpInput | null

  @Field(() => String, KEY)
  idempotencyKey: string
}

@InputType('CorrectionRejectInput', { description: 'The second person says no (驳回).' })
export class CorrectionRejectInput {
  @Field(() => ID, { description: 'The correction.' })
  correctionId: string

  @Field(() => String, { description: '`diff.hash` as it was shown.' })
  diffHash: string

  @Field(() => String, { description: 'Why: 4 to 500 characters, no card number.' })
  reason: string

  @Field(() => String, KEY)
  idempotencyKey: string
}

@InputType('CorrectionWaiveInput', { description: 'A second person gives the proof up (豁免).' })
export class CorrectionWaiveInput {
  @Field(() => ID, { description: 'The correction.' })
  correctionId: string

  @Field(() => WaiveGroundEnum, { description: 'On which ground; it must be so.' })
  ground: WaiveGround

  @Field(() => String, { description: 'Why: 4 to 500 characters, no card number.' })
  reason: string

  @Field(() => StepUpInput, { nullable: true, description: 'Proof of the person, where policy asks for it.' })
  stepUp?: StepUpInput | null

  @Field(() => String, KEY)
  idempotencyKey: string
}

@InputType('CorrectionFilter', {
  description: 'Narrows a list of corrections; members are joined by "and", the items of a list by "or".',
})
export class CorrectionFilterInput {
  @Field(() => ID, { nullable: true, description: 'Under this organisation, as of when they were made.' })
  organisationId?: string | null

  @Field(() => [CorrectionStateEnum], { nullable: true, description: 'Any of these.' })
  states?: CorrectionState[] | null

  @Field(() => [CorrectionKindEnum], { nullable: true, description: 'Any of these.' })
  kinds?: CorrectionKind[] | null

  @Field(() => Int, { nullable: true, description: 'Of this tier.' })
  tier?: number | null

  @Field(() => Boolean, { nullable: true, description: 'Only what the viewer made.' })
  mine?: boolean | null

  @Field(() => Boolean, { nullable: true, description: 'Only what the viewer may decide as a second person.' })
  toCheck?: boolean | null

  @Field(() => ID, { nullable: true, description: 'Of this merchant.' })
  merchantId?: string | null

  @Field(() => ID, { nullable: true, description: 'Of this terminal.' })
  terminalId?: string | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Begun not before.' })
  since?: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'Begun before.' })
  until?: Instant | null
}

@ArgsType()
export class CorrectionsArgs extends PageArgs {
  @Field(() => CorrectionFilterInput, { nullable: true, description: 'Only these.' })
  filter: CorrectionFilterInput | null

  @Field(() => CorrectionOrderEnum, {
    nullable: true,
    defaultValue: 'OLDEST',
    description: 'The oldest first unless said.',
  })
  orderBy: 'OLDEST' | 'NEWEST' | null
}

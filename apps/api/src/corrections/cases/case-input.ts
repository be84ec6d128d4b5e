import type { CaseState, CorrectionKind, RuleId, Severity } from '@budeng/corrections'
import { ArgsType, Field, ID, InputType } from 'type-graphql'
import { PageArgs } from '../../graphql/connection.ts'
import { MinorUnitsScalar } from '../../graphql/scalars.ts'
import { CorrectionKindEnum } from '../enums.ts'
import { QuietInput } from '../quiet-input.ts'
import { CaseOrderEnum, CaseStateEnum, SeverityEnum } from './case-enums.ts'

const KEY = { description: 'A new key for each wish.' }
const CASE = { description: 'The case.' }

@InputType('CaseFilter', {
  description: 'Narrows a list of cases; members are joined by "and", the items of a list by "or".',
})
export class CaseFilterInput {
  @Field(() => ID, { nullable: true, description: 'Under this organisation.' })
  organisationId?: string | null

  @Field(() => [CaseStateEnum], { nullable: true, description: 'Any of these.' })
  states?: CaseState[] | null

  @Field(() => [SeverityEnum], { nullable: true, description: 'Any of these.' })
  severities?: Severity[] | null

  @Field(() => [String], { nullable: true, description: 'Found by any of these rules, as `R07`.' })
  rules?: RuleId[] | null

  @Field(() => [CorrectionKindEnum], { nullable: true, description: 'Any of these would put it right.' })
  kinds?: CorrectionKind[] | null

  @Field(() => ID, { nullable: true, description: 'Of this terminal.' })
  terminalId?: string | null

  @Field(() => MinorUnitsScalar, { nullable: true, description: 'At least so many minor units at stake.' })
  amountMin?: bigint | null

  @Field(() => Boolean, { nullable: true, description: 'Only those that the viewer works on.' })
  mine?: boolean | null
}

@ArgsType()
export class CasesArgs extends PageArgs {
  @Field(() => CaseFilterInput, { nullable: true, description: 'Only these.' })
  filter: CaseFilterInput | null

  @Field(() => CaseOrderEnum, {
    nullable: true,
    defaultValue: 'OLDEST',
    description: 'The oldest open ones first unless said.',
  })
  orderBy: 'OLDEST' | 'NEWEST' | 'MONEY' | null
}

@InputType('CaseEndInput', { description: 'What a person found, and why.' })
export class CaseEndInput {
  @Field(() => ID, CASE)
  caseId: string

  @Field(() => String, { description: 'Why: 4 to 500 characters, no card number.' })
  note: string

  @Field(() => String, KEY)
  idempotencyKey: string
}

@InputType('CaseJudgeInput', { description: 'A verdict on what was corrected by itself.' })
export class CaseJudgeInput extends CaseEndInput {
  @Field(() => Boolean, { description: 'The rule was right.' })
  right: boolean
}

@InputType('CaseSuppressInput', { description: 'Puts a case off (抑制).' })
export class CaseSuppressInput extends QuietInput {
  @Field(() => ID, CASE)
  caseId: string
}

@InputType('CaseClaimInput', { description: 'Who works on a case.' })
export class CaseClaimInput {
  @Field(() => ID, CASE)
  caseId: string

  @Field(() => String, KEY)
  idempotencyKey: string
}

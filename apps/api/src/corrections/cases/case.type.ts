import type { CaseState, CorrectionKind, Severity } from '@budeng/corrections'
import type { Instant, Money } from '@budeng/kernel'
import type { MsgClass } from '@budeng/transactions'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../../graphql/connection.ts'
import { NodeObject } from '../../graphql/node.type.ts'
import { DateTimeScalar } from '../../graphql/scalars.ts'
import { FactObject, UserErrorObject } from '../../graphql/user-error.type.ts'
import { FileLineObject } from '../../transactions/files/file.type.ts'
import { HostRecordObject } from '../../transactions/files/witness.type.ts'
import { MsgClassEnum } from '../../transactions/enums.ts'
import { MoneyObject } from '../../transactions/money.type.ts'
import { JournalRecordObject } from '../../transactions/transaction.type.ts'
import { EvidenceObject, RuleNameObject } from '../correction.type.ts'
import { CorrectionKindEnum } from '../enums.ts'
import { FieldValueObject } from '../impact.type.ts'
import { type CaseActionName, CaseActionNameEnum, CaseStateEnum, CaseVerdictEnum, SeverityEnum } from './case-enums.ts'

@ObjectType('Explanation', { simpleResolvers: true, description: 'Why a rule hit, in words and figures.' })
export class ExplanationObject {
  @Field(() => String, { description: 'Stable code.' })
  code: string

  @Field(() => String, { description: "One sentence in the asker's language." })
  text: string

  @Field(() => [FactObject], { description: 'Figures of the sentence.' })
  facts: readonly FactObject[]
}

@ObjectType('CaseHit', { simpleResolvers: true, description: 'What one rule found.' })
export class CaseHitObject extends RuleNameObject {
  @Field(() => SeverityEnum, { description: 'How grave.' })
  severity: Severity

  @Field(() => ExplanationObject, { description: 'Why.' })
  explanation: ExplanationObject

  @Field(() => CorrectionKindEnum, {
    nullable: true,
    description: 'What would put it right; null: nothing in the books.',
  })
  kind: CorrectionKind | null

  @Field(() => [FieldValueObject], { description: 'Values on which the sources agree; empty: a person has to say.' })
  patch: readonly FieldValueObject[]

  @Field(() => MoneyObject, { nullable: true, description: 'Money at stake.' })
  amount: Money | null

  @Field(() => [String], { description: 'Records in question, as `CaseSide.place` names them.' })
  subjects: readonly string[]

  @Field(() => [EvidenceObject], { description: 'What it read.' })
  evidence: readonly EvidenceObject[]
}

@ObjectType('CaseSide', {
  simpleResolvers: true,
  description: 'One transaction of a case, with what each witness has of it: nothing is news too.',
})
export class CaseSideObject {
  @Field(() => String, { description: 'Terminal, batch, trace number and class.' })
  place: string

  @Field(() => String, { description: 'Terminal number.' })
  tid: string

  @Field(() => String, { description: 'Batch number (批次号).' })
  batchNo: string

  @Field(() => String, { description: 'Trace number (流水号).' })
  stan: string

  @Field(() => MsgClassEnum, { description: 'Class of the number.' })
  msgClass: MsgClass

  @Field(() => JournalRecordObject, { nullable: true, description: "The terminal's own record; null: it has none." })
  record: JournalRecordObject | null

  @Field(() => [HostRecordObject], { description: 'What the host did under that number.' })
  hostRecords: readonly HostRecordObject[]

  @Field(() => [FileLineObject], { description: "Lines of the acquirer's files." })
  fileLines: readonly FileLineObject[]
}

@ObjectType('CaseSides', { simpleResolvers: true, description: 'The records of a case side by side.' })
export class CaseSidesObject {
  @Field(() => [CaseSideObject], { description: 'One for each transaction in question, at most fifty.' })
  sides: readonly CaseSideObject[]

  @Field(() => [FileLineObject], { description: 'Lines of files that are of nothing that we have.' })
  looseLines: readonly FileLineObject[]
}

@ObjectType('CaseSuppression', { simpleResolvers: true, description: 'A case that is put off (抑制).' })
export class CaseSuppressionObject {
  @Field(() => DateTimeScalar, { description: 'Until then.' })
  until: Instant

  @Field(() => String, { description: 'Why.' })
  reason: string
}

@ObjectType('CaseAction', {
  simpleResolvers: true,
  description: 'Whether the viewer may do something with a case now, by the rule that decides it.',
})
export class CaseActionObject {
  @Field(() => CaseActionNameEnum, { description: 'What.' })
  name: CaseActionName

  @Field(() => Boolean, { description: 'True when it would be accepted.' })
  allowed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when allowed.' })
  reasons: readonly UserErrorObject[]
}

@ObjectType('Case', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A difference (差异案例) with one root cause, whatever rules found it.',
})
export class CaseObject extends NodeObject {
  @Field(() => CaseStateEnum, { description: 'Where it is.' })
  state: CaseState

  @Field(() => SeverityEnum, { description: 'How grave: the gravest of its hits.' })
  severity: Severity

  @Field(() => Int, { description: 'Rises with each change of it.' })
  version: number

  @Field(() => RuleNameObject, { description: 'The rule that names it.' })
  rule: RuleNameObject

  @Field(() => ExplanationObject, { description: 'Why that rule hit.' })
  explanation: ExplanationObject

  @Field(() => [CaseHitObject], { description: 'The last hit of each rule and record.' })
  hits: readonly CaseHitObject[]

  @Field(() => [CorrectionKindEnum], { description: 'Kinds of correction that would put it right.' })
  kinds: readonly CorrectionKind[]

  @Field(() => [MoneyObject], { description: 'Money at stake, by currency.' })
  amounts: readonly Money[]

  @Field(() => DateTimeScalar, { description: 'When it was found.' })
  openedAt: Instant

  @Field(() => DateTimeScalar, { description: 'When anything happened to it last.' })
  changedAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was over.' })
  closedAt: Instant | null

  @Field(() => CaseVerdictEnum, {
    nullable: true,
    description: 'What a person found about the rule; null: nobody said.',
  })
  verdict: 'RIGHT' | 'WRONG' | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When they said so.' })
  judgedAt: Instant | null

  @Field(() => CaseSuppressionObject, { nullable: true, description: 'Set while it is put off.' })
  suppression: CaseSuppressionObject | null
}

export const { Connection: CasePageObject } = connectionTypes('Case', () => CaseObject)

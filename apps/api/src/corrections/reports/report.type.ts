import type { CaseState, CorrectionKind, CorrectionState, Severity } from '@budeng/corrections'
import type { Instant, Money } from '@budeng/kernel'
import type { LedgerAccountKind } from '@budeng/storage'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../../graphql/connection.ts'
import { DateScalar, DateTimeScalar } from '../../graphql/scalars.ts'
import { LedgerAccountKindEnum } from '../../transactions/enums.ts'
import { MoneyObject } from '../../transactions/money.type.ts'
import { CaseStateEnum, SeverityEnum } from '../cases/case-enums.ts'
import { CorrectionKindEnum, CorrectionStateEnum } from '../enums.ts'
import { CorrectionTotalsLineObject } from '../impact.type.ts'

@ObjectType('UnprovenFigures', {
  simpleResolvers: true,
  description: 'What is corrected with us and not proven at the terminals (未平差额): how often, how much, since when.',
})
export class UnprovenFiguresObject {
  @Field(() => Int, { description: 'How many corrections.' })
  count: number

  @Field(() => [MoneyObject], { description: 'Money at stake in them, by currency.' })
  amounts: readonly Money[]

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when the oldest is open; null: none is.' })
  oldestAt: Instant | null

  @Field(() => Int, { description: 'Of these, how many were given up by name (豁免): they stay.' })
  waived: number
}

@ObjectType('UnprovenLine', { simpleResolvers: true, description: 'One of them, to the cent.' })
export class UnprovenLineObject {
  @Field(() => CorrectionKindEnum, { description: 'What the correction is of.' })
  kind: CorrectionKind

  @Field(() => CorrectionStateEnum, { description: 'Where it is.' })
  state: CorrectionState

  @Field(() => String, { description: 'Why it is still open: a code.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  since: Instant

  @Field(() => [MoneyObject], { description: 'Money at stake.' })
  stake: readonly Money[]

  @Field(() => [CorrectionTotalsLineObject], {
    description: 'By how much batches differ between what the terminal recorded and what stands with us.',
  })
  moved: readonly CorrectionTotalsLineObject[]
}

export const { Connection: UnprovenPageObject } = connectionTypes('UnprovenLine', () => UnprovenLineObject)

@ObjectType('MonthKind', {
  simpleResolvers: true,
  description: 'Corrections of one kind and state that were posted in a month.',
})
export class MonthKindObject {
  @Field(() => CorrectionKindEnum, { description: 'The kind.' })
  kind: CorrectionKind

  @Field(() => CorrectionStateEnum, { description: 'How they stand now.' })
  state: CorrectionState

  @Field(() => Int, { description: 'How many.' })
  count: number

  @Field(() => Int, { description: 'Of these, how many went by themselves.' })
  automatic: number

  @Field(() => [MoneyObject], { description: 'Money at stake in them.' })
  stake: readonly Money[]
}

@ObjectType('MonthBook', {
  simpleResolvers: true,
  description: 'What the corrections of a month moved on a kind of account.',
})
export class MonthBookObject {
  @Field(() => LedgerAccountKindEnum, { description: 'On what.' })
  account: LedgerAccountKind

  @Field(() => MoneyObject, { description: 'Debit is positive; all of a currency is zero.' })
  amount: Money
}

@ObjectType('CorrectionMonth', {
  simpleResolvers: true,
  description: 'A month of corrections (月末报告), explained to the cent.',
})
export class CorrectionMonthObject {
  @Field(() => DateScalar, { description: 'First business day.' })
  from: string

  @Field(() => DateScalar, { description: 'Last business day.' })
  to: string

  @Field(() => [MonthKindObject], { description: 'By kind and state.' })
  kinds: readonly MonthKindObject[]

  @Field(() => [MonthBookObject], { description: 'What they moved in the books; empty without `ledger:read`.' })
  books: readonly MonthBookObject[]

  @Field(() => Int, { description: 'Settled batches that are adjusted.' })
  settledBatches: number

  @Field(() => [CorrectionTotalsLineObject], { description: 'Between their frozen totals and what stands now.' })
  settledLines: readonly CorrectionTotalsLineObject[]

  @Field(() => [UnprovenLineObject], { description: 'Unproven now, whenever posted, by name; at most 500.' })
  open: readonly UnprovenLineObject[]
}

@ObjectType('CaseCount', { simpleResolvers: true, description: 'Open cases of one state and severity.' })
export class CaseCountObject {
  @Field(() => CaseStateEnum, { description: 'The state.' })
  state: CaseState

  @Field(() => SeverityEnum, { description: 'How grave.' })
  severity: Severity

  @Field(() => Int, { description: 'How many.' })
  count: number

  @Field(() => MoneyObject, { nullable: true, description: 'Money at stake; null: no amount is known.' })
  amount: Money | null

  @Field(() => DateTimeScalar, { description: 'Since when the oldest is open.' })
  oldestAt: Instant
}

@ObjectType('CorrectionDesk', {
  simpleResolvers: true,
  description: 'What there is to do (更正台), for the overview and the menu.',
})
export class CorrectionDeskObject {
  @Field(() => Int, { description: 'Corrections that wait for the viewer as a second person; counted up to 100.' })
  toCheck: number

  @Field(() => [CaseCountObject], { description: 'Open cases by state, severity and currency.' })
  cases: readonly CaseCountObject[]

  @Field(() => UnprovenFiguresObject, { description: 'What is not proven yet.' })
  unproven: UnprovenFiguresObject
}

@ObjectType('TwinAdjustment', { simpleResolvers: true, description: 'One step between the two totals of a batch.' })
export class TwinAdjustmentObject {
  @Field(() => [CorrectionTotalsLineObject], { description: 'What it moves.' })
  lines: readonly CorrectionTotalsLineObject[]
}

@ObjectType('TwinTotals', {
  simpleResolvers: true,
  description:
    "A batch's two totals: those with the frozen root and those that stand now, with every step between them.",
})
export class TwinTotalsObject {
  @Field(() => [CorrectionTotalsLineObject], { description: 'With the frozen root.' })
  frozen: readonly CorrectionTotalsLineObject[]

  @Field(() => [CorrectionTotalsLineObject], { description: 'As its transactions stand now.' })
  effective: readonly CorrectionTotalsLineObject[]

  @Field(() => [TwinAdjustmentObject], { description: 'Corrections between them.' })
  adjustments: readonly TwinAdjustmentObject[]

  @Field(() => [CorrectionTotalsLineObject], { description: 'What came when it was closed already.' })
  late: readonly CorrectionTotalsLineObject[]

  @Field(() => [TwinAdjustmentObject], {
    description:
      'What it carries for others, beside its own: of settled batches, and of what was moved to its terminal.',
  })
  carried: readonly TwinAdjustmentObject[]

  @Field(() => [CorrectionTotalsLineObject], {
    description: 'What no correction explains; empty, or something is wrong.',
  })
  unexplained: readonly CorrectionTotalsLineObject[]
}

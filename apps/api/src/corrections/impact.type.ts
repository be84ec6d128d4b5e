import type { Flow } from '@budeng/corrections'
import type { Money } from '@budeng/kernel'
import type { AmendmentOp, LedgerAccount, Side } from '@budeng/transactions'
import { Field, Int, ObjectType } from 'type-graphql'
import { DateScalar } from '../graphql/scalars.ts'
import { CardScopeEnum, LedgerAccountKindEnum, SideEnum } from '../transactions/enums.ts'
import { MoneyObject } from '../transactions/money.type.ts'
import { AmendmentOpEnum, MoneyFlowEnum } from './enums.ts'

@ObjectType('CorrectionFigure', {
  simpleResolvers: true,
  description: 'A figure before and after. Positive is more for whom it is.',
})
export class CorrectionFigureObject {
  @Field(() => MoneyObject, { description: 'Before it.' })
  before: Money

  @Field(() => MoneyObject, { description: 'After it.' })
  after: Money

  @Field(() => MoneyObject, { description: 'The difference.' })
  change: Money
}

@ObjectType('CorrectionPosting', { simpleResolvers: true, description: 'One line of an entry. Debit is positive.' })
export class CorrectionPostingObject {
  @Field(() => LedgerAccountKindEnum, { description: 'On what.' })
  account: LedgerAccount

  @Field(() => MoneyObject, { description: 'How much.' })
  amount: Money
}

@ObjectType('CorrectionEntry', {
  simpleResolvers: true,
  description: 'What becomes of one transaction in the books: the old version is taken back whole, the new one posted.',
})
export class CorrectionEntryObject {
  @Field(() => String, { description: 'Class, batch and trace number of the transaction.' })
  key: string

  @Field(() => [CorrectionPostingObject], { description: 'What is taken back.' })
  negated: readonly CorrectionPostingObject[]

  @Field(() => [CorrectionPostingObject], { description: 'What is posted.' })
  posted: readonly CorrectionPostingObject[]
}

@ObjectType('CorrectionTotalsLine', { simpleResolvers: true, description: 'One line of the totals of a batch.' })
export class CorrectionTotalsLineObject {
  @Field(() => CardScopeEnum, { description: 'Domestic or foreign cards.' })
  scope: 'DOMESTIC' | 'FOREIGN'

  @Field(() => SideEnum, { description: 'Debit or credit.' })
  side: Side

  @Field(() => Int, { description: 'How many.' })
  count: number

  @Field(() => MoneyObject, { description: 'How much.' })
  amount: Money
}

@ObjectType('CorrectionAdjustment', {
  simpleResolvers: true,
  description: 'What goes into the open batch because the old one is settled; tied to the old keys.',
})
export class CorrectionAdjustmentObject {
  @Field(() => String, { nullable: true, description: 'Number of the open batch; null while none is open.' })
  batchNo: string | null

  @Field(() => [CorrectionTotalsLineObject], { description: 'What it adds there.' })
  lines: readonly CorrectionTotalsLineObject[]
}

@ObjectType('CorrectionBatchMove', {
  simpleResolvers: true,
  description: 'What a correction does to the totals of a batch.',
})
export class CorrectionBatchMoveObject {
  @Field(() => String, { description: 'Batch number (批次号).' })
  batchNo: string

  @Field(() => Boolean, { description: 'It is settled: its root and totals stay, see `adjustment`.' })
  frozen: boolean

  @Field(() => [CorrectionTotalsLineObject], { description: 'Totals before.' })
  before: readonly CorrectionTotalsLineObject[]

  @Field(() => [CorrectionTotalsLineObject], {
    description: 'Totals after; of a settled batch the effective ones beside those that stay.',
  })
  after: readonly CorrectionTotalsLineObject[]

  @Field(() => CorrectionAdjustmentObject, { nullable: true, description: 'Null: the batch is open.' })
  adjustment: CorrectionAdjustmentObject | null
}

@ObjectType('CorrectionMovedLines', {
  simpleResolvers: true,
  description: 'What counts at another terminal than the one that recorded it: an adjustment on each side.',
})
export class CorrectionMovedLinesObject {
  @Field(() => String, { description: 'Number of the batch that recorded it: the old key.' })
  batchNo: string

  @Field(() => String, {
    nullable: true,
    description: 'Number of the batch of `terminal` that carries it; null: the next that opens.',
  })
  openBatchNo: string | null

  @Field(() => [CorrectionTotalsLineObject], { description: 'What is added there, or taken away.' })
  lines: readonly CorrectionTotalsLineObject[]
}

@ObjectType('FieldValue', { simpleResolvers: true, description: 'A member of a record with its text.' })
export class FieldValueObject {
  @Field(() => String, { description: 'Name of the member, as `amount`.' })
  field: string

  @Field(() => String, { description: 'Its text; amounts in minor units.' })
  value: string
}

@ObjectType('AmendmentOrder', {
  simpleResolvers: true,
  description: 'What the terminal is told. It never holds a root.',
})
export class TerminalOrderObject {
  @Field(() => AmendmentOpEnum, { description: 'What it does.' })
  operation: AmendmentOp

  @Field(() => String, { nullable: true, description: 'Number of the record in its journal; null for an insertion.' })
  targetSeq: string | null

  @Field(() => Int, { description: 'The version that it makes.' })
  version: number

  @Field(() => [FieldValueObject], { description: 'Values that are laid over.' })
  patch: readonly FieldValueObject[]
}

@ObjectType('CorrectionImpact', {
  simpleResolvers: true,
  description:
    'All that a correction does. The same function reckons it for the preview and for the posting. What is owed to whom is empty without `ledger:read`.',
})
export class CorrectionImpactObject {
  @Field(() => [CorrectionFigureObject], { description: 'What the merchant is owed, by currency.' })
  payable: readonly CorrectionFigureObject[]

  @Field(() => [CorrectionFigureObject], { description: 'Fee income (手续费), by currency.' })
  fee: readonly CorrectionFigureObject[]

  @Field(() => [CorrectionFigureObject], { description: "The agent's commission (分润), by currency." })
  commission: readonly CorrectionFigureObject[]

  @Field(() => [CorrectionEntryObject], { description: 'Entries of the transactions that it touches.' })
  entries: readonly CorrectionEntryObject[]

  @Field(() => [CorrectionPostingObject], { description: 'Of a claim: receivable, and no payable.' })
  claim: readonly CorrectionPostingObject[]

  @Field(() => [CorrectionBatchMoveObject], { description: 'Totals of batches.' })
  batches: readonly CorrectionBatchMoveObject[]

  @Field(() => [CorrectionMovedLinesObject], {
    description: 'What counts at another terminal: of both sides, and empty unless it was moved.',
  })
  moves: readonly CorrectionMovedLinesObject[]

  @Field(() => Boolean, { description: 'A settled batch is concerned: an adjustment goes into the open one.' })
  adjusts: boolean

  @Field(() => DateScalar, { description: 'Business day on which it counts.' })
  effectiveDate: string

  @Field(() => DateScalar, { description: 'Business day of what is corrected.' })
  originalDate: string

  @Field(() => MoneyFlowEnum, {
    nullable: true,
    description: 'What happens with money outside the books; null: nothing.',
  })
  flow: Flow | null

  @Field(() => Boolean, { description: 'Money leaves: a refund, a claim, or a merchant who is owed more.' })
  moneyLeaves: boolean

  @Field(() => TerminalOrderObject, { nullable: true, description: 'What the terminal is told; null: nothing.' })
  order: TerminalOrderObject | null
}

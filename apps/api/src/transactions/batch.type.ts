import type { Instant, Money } from '@budeng/kernel'
import type { ConsistencyProofRow } from '@budeng/storage'
import type { BatchState, Side } from '@budeng/transactions'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { BatchStateEnum, CardScopeEnum, ProofKindEnum, SideEnum } from './enums.ts'
import { MoneyObject } from './money.type.ts'

@ObjectType('ConsistencyProof', {
  simpleResolvers: true,
  description: 'What terminal and platform said of the same range of a journal, stored for ever.',
})
export class ConsistencyProofObject implements Pick<ConsistencyProofRow, 'kind' | 'epoch' | 'equal' | 'provenAt'> {
  @Field(() => ProofKindEnum, { description: 'How the comparison came about.' })
  kind: ConsistencyProofRow['kind']

  @Field(() => Int, { description: 'Epoch of the journal.' })
  epoch: number

  @Field(() => String, { description: 'First record of the range.' })
  fromSeq: string

  @Field(() => String, { description: 'Last record of the range: the watermark that both sides acknowledged.' })
  throughSeq: string

  @Field(() => String, { description: "Merkle root by the terminal's word, hexadecimal." })
  rootTerminal: string

  @Field(() => String, { description: 'Merkle root of our copy, hexadecimal.' })
  rootHost: string

  @Field(() => Boolean, { nullable: true, description: 'Whether the totals were equal; null when none were told.' })
  totalsEqual: boolean | null

  @Field(() => Boolean, { description: 'True when both sides have the same records.' })
  equal: boolean

  @Field(() => DateTimeScalar, { description: 'When it was compared.' })
  provenAt: Instant
}

@ObjectType('BatchTotal', {
  simpleResolvers: true,
  description: 'Count and amount of one side of a batch: ours, and what the terminal said when it closed.',
})
export class BatchTotalObject {
  @Field(() => CardScopeEnum, { description: 'Domestic or foreign block.' })
  scope: 'DOMESTIC' | 'FOREIGN'

  @Field(() => SideEnum, { description: 'Charged or given back.' })
  side: Side

  @Field(() => Int, { description: 'How many records by our copy.' })
  count: number

  @Field(() => MoneyObject, { description: 'How much by our copy.' })
  amount: Money

  @Field(() => Int, { nullable: true, description: 'How many by the terminal; null before it closed.' })
  terminalCount: number | null

  @Field(() => MoneyObject, { nullable: true, description: 'How much by the terminal; null before it closed.' })
  terminalAmount: Money | null

  @Field(() => Boolean, { nullable: true, description: 'Whether both say the same; null before it closed.' })
  equal: boolean | null
}

@ObjectType('Batch', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A batch (批次): from a sign-on, where the host gives its number, to its settlement.',
})
export class BatchObject extends NodeObject {
  @Field(() => Int, { description: 'Epoch of the journal.' })
  epoch: number

  @Field(() => String, { description: 'Batch number.' })
  batchNo: string

  @Field(() => BatchStateEnum, { description: 'Where it is in its life.' })
  state: BatchState

  @Field(() => DateTimeScalar, { description: 'When its first record was received.' })
  openedAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the terminal closed it.' })
  closingAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When both sides were compared last.' })
  comparedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was closed for good.' })
  closedAt: Instant | null

  @Field(() => String, { nullable: true, description: 'Why it was closed by force.' })
  reason: string | null

  @Field(() => String, { nullable: true, description: 'Last record that belongs to it, by the close.' })
  throughSeq: string | null

  @Field(() => Int, { description: 'Records of it that we have.' })
  recordCount: number

  @Field(() => Int, { nullable: true, description: 'Records that the terminal counted; null before it closed.' })
  countTerminal: number | null

  @Field(() => Int, {
    description: 'Records that are not proven, or could not be read: with any, it cannot be balanced.',
  })
  unprovenCount: number

  @Field(() => Int, { description: 'Records that came after it was closed, and count in the batch that was open.' })
  lateCount: number

  @Field(() => String, { nullable: true, description: "Merkle root by the terminal's word, hexadecimal." })
  rootTerminal: string | null

  @Field(() => String, { nullable: true, description: 'Merkle root of our copy, frozen at the close, hexadecimal.' })
  rootHost: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Eight digits of the root: they stand on the settlement slip, where nobody can rewrite them.',
  })
  slip: string | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

export const { Connection: BatchPageObject } = connectionTypes('Batch', () => BatchObject)

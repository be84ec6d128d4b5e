import type { Instant, Money } from '@budeng/kernel'
import type { AgreementCount, DifferenceKind } from '@budeng/storage'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar, JsonScalar } from '../graphql/scalars.ts'
import { AgreementEnum, DifferenceKindEnum } from './enums.ts'
import { MoneyObject } from './money.type.ts'

@ObjectType('OpenDifferences', {
  simpleResolvers: true,
  description: 'What is open of one currency; differences whose amount is not known yet stand in a row without amount.',
})
export class OpenDifferencesObject {
  @Field(() => Int, { description: 'How many.' })
  count: number

  @Field(() => MoneyObject, { nullable: true, description: 'The sum of their sizes, whatever their sign.' })
  amount: Money | null

  @Field(() => DateTimeScalar, { description: 'Since when the oldest is open.' })
  oldestAt: Instant
}

@ObjectType('AgreementBoard', {
  simpleResolvers: true,
  description: 'How the journals under an organisation agree; at most ten seconds old.',
})
export class AgreementBoardObject implements Omit<AgreementCount, 'nodeId'> {
  @Field(() => Int, { description: 'Journals that are equal through their watermark.' })
  equal: number

  @Field(() => Int, { description: 'Journals that differ.' })
  different: number

  @Field(() => Int, { description: 'Journals of which nothing was compared yet.' })
  unknown: number

  @Field(() => Int, { description: 'Terminals that send no journal, or have sent none yet.' })
  without: number

  @Field(() => [OpenDifferencesObject], { description: 'What is open, by currency; empty when nothing is.' })
  openDifferences: readonly OpenDifferencesObject[]

  @Field(() => DateTimeScalar, { description: 'When it was counted.' })
  at: Instant
}

@ObjectType('Difference', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A place where the journal of a terminal and our copy differ, until both are equal again.',
})
export class DifferenceObject extends NodeObject {
  @Field(() => Int, { description: 'Epoch of the journal.' })
  epoch: number

  @Field(() => String, { description: 'First record in question.' })
  fromSeq: string

  @Field(() => String, { description: 'Last record in question.' })
  toSeq: string

  @Field(() => DifferenceKindEnum, { description: 'In what they differ.' })
  kind: DifferenceKind

  @Field(() => MoneyObject, {
    nullable: true,
    description: 'By how much; null as long as that is not known, and where nothing moves money.',
  })
  amount: Money | null

  @Field(() => String, { nullable: true, description: 'Leaf of our copy, hexadecimal.' })
  leafHost: string | null

  @Field(() => String, { nullable: true, description: "The terminal's leaf, hexadecimal." })
  leafTerminal: string | null

  @Field(() => JsonScalar, { nullable: true, description: 'What the terminal says stands there, without card data.' })
  contentTerminal: object | null

  @Field(() => Int, {
    nullable: true,
    description: 'Round trips that it took to locate it; null when nobody was asked.',
  })
  roundTrips: number | null

  @Field(() => Int, { nullable: true, description: 'Bytes of questions and answers until it was located.' })
  wireBytes: number | null

  @Field(() => DateTimeScalar, { description: 'Since when it is open.' })
  openedAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When both sides were equal again.' })
  closedAt: Instant | null

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

export const { Connection: DifferenceConnection } = connectionTypes('Difference', () => DifferenceObject)

@ObjectType('TerminalAgreement', {
  simpleResolvers: true,
  description: 'How far the journal of a terminal is received, and whether both sides agree.',
})
export class TerminalAgreementObject {
  @Field(() => AgreementEnum, { description: 'What the newest comparison said.' })
  state: 'UNKNOWN' | 'EQUAL' | 'DIFFERENT'

  @Field(() => Int, { description: 'Present epoch of the journal.' })
  epoch: number

  @Field(() => String, { description: 'Everything through this record is received.' })
  throughSeq: string

  @Field(() => [String], { description: 'Ranges received beyond a gap, as `4711-4720`.' })
  ahead: string[]

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when records are missing; null when none are.' })
  gapSince: Instant | null

  @Field(() => String, { description: 'Merkle root of our copy, hexadecimal.' })
  root: string

  @Field(() => String, { description: 'The newest watermark at which both sides were equal; 0 before the first.' })
  equalSeq: string

  @Field(() => DateTimeScalar, { nullable: true, description: 'When that was.' })
  equalAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When both sides were compared last.' })
  comparedAt: Instant | null

  @Field(() => Int, { description: 'Records of this epoch that could not be read.' })
  unproven: number
}

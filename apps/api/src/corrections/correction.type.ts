import type { CorrectionKind, CorrectionState, Flow, ProofKind, Source } from '@budeng/corrections'
import type { Instant, Money } from '@budeng/kernel'
import type { CorrectionDecisionRow } from '@budeng/storage'
import type { MsgClass, RecordType } from '@budeng/transactions'
import { Field, Int, ObjectType } from 'type-graphql'
import { connectionTypes } from '../graphql/connection.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { UserErrorObject } from '../graphql/user-error.type.ts'
import { MsgClassEnum, RecordTypeEnum } from '../transactions/enums.ts'
import { MoneyObject } from '../transactions/money.type.ts'
import {
  type CorrectionActionName,
  CorrectionActionNameEnum,
  CorrectionKindEnum,
  CorrectionProofKindEnum,
  CorrectionStateEnum,
  CorrectionVerdictEnum,
  EvidenceSourceEnum,
  MoneyFlowEnum,
} from './enums.ts'

@ObjectType('CorrectionTarget', {
  simpleResolvers: true,
  description: 'What is corrected: a transaction at its place in a journal.',
})
export class CorrectionTargetObject {
  @Field(() => Int, { description: 'Epoch of the journal.' })
  epoch: number

  @Field(() => String, { description: 'Batch number (批次号).' })
  batchNo: string

  @Field(() => String, { description: 'Trace number (流水号).' })
  stan: string

  @Field(() => MsgClassEnum, { description: 'With batch and trace number its permanent key.' })
  msgClass: MsgClass

  @Field(() => RecordTypeEnum, { description: 'Type of the record there.' })
  type: RecordType

  @Field(() => String, { nullable: true, description: 'Number of the record; null: the terminal holds none.' })
  seq: string | null

  @Field(() => String, { nullable: true, description: 'Its leaf, hexadecimal.' })
  leaf: string | null
}

@ObjectType('FieldChange', { simpleResolvers: true, description: 'A member that is changed.' })
export class FieldChangeObject {
  @Field(() => String, { description: 'Name of the member, as `amount`.' })
  field: string

  @Field(() => String, { nullable: true, description: 'As it was in the base; null: it was not there.' })
  before: string | null

  @Field(() => String, { description: 'As it is to be; amounts in minor units.' })
  after: string
}

@ObjectType('CorrectionDiff', {
  simpleResolvers: true,
  description: 'What a second person is shown, and agrees to by its hash: postings, order and evidence are in it.',
})
export class CorrectionDiffObject {
  @Field(() => String, { description: 'Hash that an approval names.' })
  hash: string

  @Field(() => [FieldChangeObject], { description: 'Members that change.' })
  fields: readonly FieldChangeObject[]
}

@ObjectType('CorrectionAttachment', { simpleResolvers: true, description: 'A document that was uploaded as evidence.' })
export class AttachmentObject {
  @Field(() => String, { description: 'As whoever uploaded it named it.' })
  name: string

  @Field(() => String, { description: 'Its content type.' })
  type: string

  @Field(() => Int, { description: 'Its size in bytes.' })
  bytes: number

  @Field(() => DateTimeScalar, { description: 'When it was uploaded.' })
  uploadedAt: Instant

  @Field(() => String, {
    description:
      'Where it is fetched from this server, with the same session or API key, by whoever sees the terminal. Nothing in it is a secret.',
  })
  address: string
}

@ObjectType('CorrectionEvidence', { simpleResolvers: true, description: 'One piece of evidence (证据).' })
export class EvidenceObject {
  @Field(() => String, { description: 'What it is: hash of a document, a record, a line of a file.' })
  ref: string

  @Field(() => EvidenceSourceEnum, { description: 'Where it comes from.' })
  source: Source

  @Field(() => Boolean, { description: 'False: it says otherwise.' })
  agrees: boolean
}

@ObjectType('EvidenceSet', { simpleResolvers: true, description: 'Sources that are needed together.' })
export class EvidenceSetObject {
  @Field(() => [EvidenceSourceEnum], { description: 'All of these.' })
  sources: readonly Source[]
}

@ObjectType('RuleName', { simpleResolvers: true, description: 'A version of a rule.' })
export class RuleNameObject {
  @Field(() => String, { description: 'As `R07`.' })
  rule: string

  @Field(() => Int, { description: 'Its version.' })
  version: number
}

@ObjectType('CorrectionDecision', { simpleResolvers: true, description: 'What a second person said.' })
export class CorrectionDecisionObject {
  @Field(() => CorrectionVerdictEnum, { description: 'What.' })
  verdict: CorrectionDecisionRow['verdict']

  @Field(() => String, { description: 'Hash of the diff that was shown.' })
  hash: string

  @Field(() => String, { description: 'Why; may be empty for a yes.' })
  note: string

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Instant
}

@ObjectType('TerminalAnswer', { simpleResolvers: true, description: 'What the terminal says that it did.' })
export class TerminalAnswerObject {
  @Field(() => String, {
    nullable: true,
    description: 'Number of the amendment in its journal; null: it did not take it.',
  })
  seq: string | null

  @Field(() => String, { nullable: true, description: 'Leaf of the amendment, hexadecimal.' })
  leaf: string | null

  @Field(() => String, { nullable: true, description: 'Its root through that number, hexadecimal.' })
  root: string | null

  @Field(() => String, { nullable: true, description: 'Why it did not take it.' })
  refusal: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The leaf that it holds there itself, when its base is another one.',
  })
  ownLeaf: string | null
}

@ObjectType('RootPair', { simpleResolvers: true, description: 'Two roots at one number of a journal.' })
export class RootPairObject {
  @Field(() => Int, { description: 'Epoch of the journal.' })
  epoch: number

  @Field(() => String, { description: 'Through which number.' })
  throughSeq: string

  @Field(() => String, { description: "The terminal's root, hexadecimal." })
  rootTerminal: string

  @Field(() => String, { description: 'Ours, hexadecimal.' })
  rootHost: string

  @Field(() => Boolean, { description: 'Whether they are equal.' })
  equal: boolean
}

@ObjectType('CorrectionAction', {
  simpleResolvers: true,
  description: 'Whether the viewer may do something with a correction now, by the rule that decides it.',
})
export class CorrectionActionObject {
  @Field(() => CorrectionActionNameEnum, { description: 'What.' })
  name: CorrectionActionName

  @Field(() => Boolean, { description: 'True when it would be accepted.' })
  allowed: boolean

  @Field(() => [UserErrorObject], { description: 'Why not; empty when allowed.' })
  reasons: readonly UserErrorObject[]
}

@ObjectType('CorrectionProblem', {
  simpleResolvers: true,
  description: 'Why a correction cannot be, or did not go on.',
})
export class CorrectionProblemObject {
  @Field(() => String, { description: 'Stable code.' })
  code: string

  @Field(() => String, { description: "One sentence in the asker's language." })
  message: string
}

@ObjectType('Correction', {
  implements: NodeObject,
  simpleResolvers: true,
  description:
    'A correction (更正单): an amendment that is laid over a record, with compensating postings. The original stays; nothing is ever deleted.',
})
export class CorrectionObject extends NodeObject {
  @Field(() => String, { description: 'Its short number for people and receipts, as `COR-7K2M9QXZ`.' })
  number: string

  @Field(() => CorrectionKindEnum, { description: 'What it is of.' })
  kind: CorrectionKind

  @Field(() => CorrectionStateEnum, { description: 'Where it is in its life.' })
  state: CorrectionState

  @Field(() => Int, { description: 'Rises with each change of it; goes into `expectedVersion`.' })
  version: number

  @Field(() => String, { description: 'Why (理由).' })
  reason: string

  @Field(() => CorrectionTargetObject, { nullable: true, description: 'What is corrected; null for a claim.' })
  target: CorrectionTargetObject | null

  @Field(() => Int, { description: 'Version of the transaction on which it is based; 0 is the record.' })
  baseVersion: number

  @Field(() => [MoneyObject], { description: 'Money at stake, without sign, by currency: tiers and caps look at it.' })
  stake: readonly Money[]

  @Field(() => MoneyFlowEnum, {
    nullable: true,
    description: 'What happens with money outside the books; null: nothing.',
  })
  flow: Flow | null

  @Field(() => Int, { description: 'Tier (1 to 3) by the money at stake.' })
  tier: number

  @Field(() => Int, { description: 'How many second persons must agree.' })
  checkersNeeded: number

  @Field(() => Boolean, { description: 'They must be of another organisation than the maker, and gain nothing by it.' })
  otherOrganisation: boolean

  @Field(() => RuleNameObject, { nullable: true, description: 'The rule that asked for it; null: a person did.' })
  rule: RuleNameObject | null

  @Field(() => [EvidenceObject], { description: 'What shows it.' })
  evidence: readonly EvidenceObject[]

  @Field(() => [EvidenceSetObject], {
    description: 'What is still missing: any one of these sets would do. Empty: enough is there.',
  })
  evidenceMissing: readonly EvidenceSetObject[]

  @Field(() => [CorrectionProblemObject], { description: 'Why it is where it is, for the ends beside the way.' })
  problems: readonly CorrectionProblemObject[]

  @Field(() => DateTimeScalar, { description: 'When it was begun.' })
  madeAt: Instant

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was handed in.' })
  submittedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it lapses, unless somebody decides.' })
  lapsesAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was posted.' })
  postedAt: Instant | null

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was finished.' })
  closedAt: Instant | null

  @Field(() => DateTimeScalar, { description: 'When anything happened to it last.' })
  changedAt: Instant

  @Field(() => CorrectionProofKindEnum, { description: 'What ends it.' })
  proofKind: ProofKind

  @Field(() => TerminalAnswerObject, { nullable: true, description: 'What the terminal answered; null before it did.' })
  answer: TerminalAnswerObject | null

  @Field(() => RootPairObject, {
    nullable: true,
    description: 'The two roots by which it is proven, or that differed last; null before they were compared.',
  })
  roots: RootPairObject | null
}

export const { Connection: CorrectionPageObject } = connectionTypes('Correction', () => CorrectionObject)

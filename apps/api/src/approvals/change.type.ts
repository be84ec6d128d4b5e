import type { ChangeKind, ChangeState } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import { Field, ID, Int, ObjectType } from 'type-graphql'
import { enumeration } from '../graphql/enumeration.ts'
import { NodeObject } from '../graphql/node.type.ts'
import { DateTimeScalar, JsonScalar } from '../graphql/scalars.ts'

export const ChangeKindEnum = enumeration<ChangeKind>('ChangeKind', 'What needs two people to change.', {
  NODE_POLICY: "An organisation's own policy.",
  PERSON_ROLE: "A person's role.",
  PERSON_FACTOR_RESET: "A person's second factors are removed, so that new ones can be set up.",
  TARIFF: 'What a merchant pays, from a day on.',
  IDENTITY_PROVIDER: "An acquirer's own sign-in.",
  RULE_MODE: 'How far a version of a detection rule may go.',
  CORRECTION_LIMITS: 'How much money one person may correct, and how much a day, in one currency.',
  PAYOUT: 'That a merchant was paid (打款).',
  PAYOUT_RETURN: 'That the bank sent a payout back (退汇).',
  WRITE_OFF: 'What will never come of a difference (核销).',
})

export const ChangeStateEnum = enumeration<ChangeState>('ChangeState', 'Where a change is.', {
  PENDING: 'Waits for a second person.',
  APPROVED: 'Approved and made.',
  DENIED: 'The second person said no.',
  LAPSED: 'No second person decided in time.',
  WITHDRAWN: 'Taken back by whoever asked.',
  STALE: 'What it would change had changed by the time it was approved; nothing was done.',
})

@ObjectType('ChangeRequest', {
  implements: NodeObject,
  simpleResolvers: true,
  description: 'A change that one person asks for and another one approves, exactly as it was shown.',
})
export class ChangeRequestObject extends NodeObject {
  @Field(() => ChangeKindEnum, { description: 'What kind of change.' })
  kind: ChangeKind

  @Field(() => ID, { description: 'Id of what is changed: an organisation, a person.' })
  subject: string

  @Field(() => JsonScalar, { nullable: true, description: 'How it is now.' })
  before: unknown

  @Field(() => JsonScalar, { nullable: true, description: 'How it would be.' })
  after: unknown

  @Field(() => String, { description: 'Binds an approval to exactly this change.' })
  hash: string

  @Field(() => Int, { description: 'Version of what it changes: of the role, the factors, the policy.' })
  baseVersion: number

  @Field(() => Boolean, {
    description: 'True: it loosens what is set above, so somebody of an organisation above must approve.',
  })
  needsAbove: boolean

  @Field(() => String, { description: 'Reason that the person gave.' })
  reason: string

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt: Instant

  @Field(() => ChangeStateEnum, { description: 'Where it is.' })
  state: ChangeState

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided.' })
  decidedAt: Instant | null

  @Field(() => String, { nullable: true, description: 'What the second person wrote.' })
  note: string | null

  @Field(() => DateTimeScalar, { description: 'Until when it can be approved.' })
  lapsesAt: Instant

  @Field(() => Int, { description: 'Rises with every change.' })
  version: number
}

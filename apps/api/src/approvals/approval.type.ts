import type { Instant } from '@budeng/kernel'
import type { BreakGlassRow, BulkRow, ChangeRequestRow, CommandRow, PendingApproval } from '@budeng/storage'
import { createUnionType, Field, ID, ObjectType } from 'type-graphql'
import { BulkActionObject } from '../fleet/bulk.type.ts'
import { CommandObject } from '../fleet/command.type.ts'
import { connectionTypes } from '../graphql/connection.ts'
import { enumeration } from '../graphql/enumeration.ts'
import { typeNameOf } from '../graphql/node.type.ts'
import { DateTimeScalar } from '../graphql/scalars.ts'
import { BreakGlassObject } from './break-glass.type.ts'
import { ChangeRequestObject } from './change.type.ts'

export const ApprovalKindEnum = enumeration<PendingApproval['kind']>(
  'ApprovalKind',
  'What waits for a second person.',
  {
    BULK: 'An action on many terminals: decide with `bulkDecide`.',
    COMMAND: 'One command: decide with `commandDecide`.',
    CHANGE: 'A change of a policy, a role or a second factor: decide with `changeDecide`.',
    REVIEW: 'What one person did alone: judge with `breakGlassReview`.',
  },
)

/** What waits, as its own row. */
export type ApprovalSubject = BulkRow | CommandRow | ChangeRequestRow | BreakGlassRow

export const ApprovalSubjectUnion = createUnionType({
  name: 'ApprovalSubject',
  description: 'What waits for a second person.',
  types: () => [BulkActionObject, CommandObject, ChangeRequestObject, BreakGlassObject] as const,
  resolveType: ({ id }: { id: string }) => typeNameOf(id) ?? undefined,
})

/** A card of the inbox: what every kind has. */
export interface ApprovalView {
  readonly id: string
  readonly kind: PendingApproval['kind']
  readonly since: Instant
  readonly until: Instant | null
  readonly overdue: boolean
  readonly hash: string | null
  readonly reason: string
  readonly makerId: string | null
  readonly path: string
  readonly row: ApprovalSubject
}

@ObjectType('Approval', {
  simpleResolvers: true,
  description: 'Something that waits for a second person, with what every kind of it has. One inbox for all of them.',
})
export class ApprovalObject {
  @Field(() => ID, { description: 'Id of what waits.' })
  id: string

  @Field(() => ApprovalKindEnum, { description: 'What waits.' })
  kind: PendingApproval['kind']

  @Field(() => DateTimeScalar, { description: 'Since when it waits.' })
  since: Instant

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when it can be decided; a review must be made by then, and can still be made later.',
  })
  until: Instant | null

  @Field(() => Boolean, { description: 'True for a review that nobody made in time.' })
  overdue: boolean

  @Field(() => String, { nullable: true, description: 'Binds a decision to exactly this; null for a review.' })
  hash: string | null

  @Field(() => String, { description: 'Reason that was given.' })
  reason: string
}

export const { Connection: ApprovalConnection } = connectionTypes('Approval', () => ApprovalObject)

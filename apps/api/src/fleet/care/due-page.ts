import type { CareKind } from '@budeng/fleet'
import { DAY, type Instant } from '@budeng/kernel'
import { type DueKey, type DueVisit, listDueVisits } from '@budeng/storage'
import { ArgsType, Field, ID } from 'type-graphql'
import { levelFor } from '../../access/find-organisation.ts'
import { type Connection, connectionOf, PageArgs } from '../../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../../graphql/cursor.ts'
import type { Operation } from '../../graphql/operation.ts'
import { pageSize } from '../../graphql/paging.ts'
import { DateTimeScalar } from '../../graphql/scalars.ts'
import { DUE_WITHIN_DAYS } from '../../limits.ts'
import { CareKindEnum } from './care.type.ts'

@ArgsType()
export class DueVisitsArgs extends PageArgs {
  @Field(() => CareKindEnum, { description: 'Which visit.' })
  kind: CareKind

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Due before this moment; within thirty days unless given.',
  })
  before: Instant | null

  @Field(() => ID, { nullable: true, description: 'Only under this organisation.' })
  organisationId: string | null
}

/** A due visit is known by its terminal. */
export type DueVisitView = DueVisit & { readonly id: string }

/** One page of visits that are due. An organisation that is not the viewer's has none. */
export async function dueVisits(operation: Operation, args: DueVisitsArgs): Promise<Connection<DueVisitView>> {
  const first = pageSize(args.first, 'root')
  const { kind, organisationId, before: asked } = args
  // a page goes on from where the last one ended, though the moment that is meant by "within thirty days" moves on
  const hash = listHash({ kind, organisationId: organisationId ?? null, before: asked ?? null })
  const before = asked ?? operation.now + DUE_WITHIN_DAYS * DAY
  const after = args.after == null ? null : keyOf(args.after, hash)
  const level = await levelFor(operation, organisationId)
  const rows =
    level === null
      ? []
      : await operation.read((db) => listDueVisits(db, { level, kind, before, after, limit: first + 1 }))
  const views = rows.map((row) => ({ ...row, id: row.terminalId }))
  return connectionOf(views, first, args.after, ({ dueAt, terminalId }) => encodeCursor([dueAt, terminalId], hash))
}

function keyOf(cursor: string, hash: string): DueKey {
  const [dueAt, terminalId] = decodeCursor(cursor, hash, ['number', 'string'])
  return { dueAt, terminalId }
}

import { listMoves, type NodeRow, type OrganisationMoveRow, type PersonRow } from '@budeng/storage'
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { OrganisationMoveConnection, OrganisationMoveObject } from './move.type.ts'
import { OrganisationObject } from './organisation.type.ts'
import { PersonObject } from './person.type.ts'

/** Moves that are too large for one moment, and how far they are. */
@Resolver(() => OrganisationMoveObject)
export class OrganisationMoveResolver {
  @Query(() => OrganisationMoveConnection, {
    description: 'Moves that were made in chunks, the newest first: those of which the viewer sees both places.',
  })
  async organisationMoves(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<OrganisationMoveRow>> {
    const first = pageSize(args.first, 'root')
    const hash = listHash({ moves: operation.viewer.person.path })
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
    const after = key === null ? null : { requestedAt: key[0], id: key[1] }
    const rows = await operation.read((db) => listMoves(db, after, first + 1))
    return connectionOf(rows, first, args.after, ({ requestedAt, id }) => encodeCursor([requestedAt, id], hash))
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'What moves.' })
  async organisation(
    @Root() move: OrganisationMoveRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<NodeRow | null> {
    return await load.node.load(move.nodeId)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'The parent of before.' })
  async from(@Root() move: OrganisationMoveRow, @Ctx('operation') { load }: Operation): Promise<NodeRow | null> {
    return await load.node.load(move.fromId)
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'The parent to come.' })
  async to(@Root() move: OrganisationMoveRow, @Ctx('operation') { load }: Operation): Promise<NodeRow | null> {
    return await load.node.load(move.toId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who asked; null for people that the viewer does not see.',
  })
  async requestedBy(
    @Root() move: OrganisationMoveRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<PersonRow | null> {
    return await load.person.load(move.requestedBy)
  }
}

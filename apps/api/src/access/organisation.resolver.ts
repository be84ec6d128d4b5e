import { foldedText, listNodes, type NodeRow } from '@budeng/storage'
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import { badInput } from '../graphql/api-error.ts'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { SEARCH_LENGTH_MAX } from '../limits.ts'
import { NodeKindEnum } from './enums.ts'
import { namedOrganisation, ownOrganisation } from './find-organisation.ts'
import { OrganisationConnection, OrganisationObject } from './organisation.type.ts'

@ArgsType()
class OrganisationsArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Any part of the name, or the beginning of the code.' })
  q: string | null

  @Field(() => [NodeKindEnum], { nullable: true, description: 'Only these kinds.' })
  kinds: NodeRow['kind'][] | null
}

@Resolver(() => OrganisationObject)
export class OrganisationResolver {
  @Query(() => OrganisationObject, {
    nullable: true,
    description: "One organisation of the viewer's subtree; null for any other.",
  })
  async organisation(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<NodeRow | null> {
    return await ownOrganisation(operation, id)
  }

  @Query(() => OrganisationConnection, { description: "Organisations of the viewer's subtree, by name." })
  async organisations(
    @Args(() => OrganisationsArgs) args: OrganisationsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<NodeRow>> {
    const first = pageSize(args.first, 'root')
    if ((args.q?.length ?? 0) > SEARCH_LENGTH_MAX)
      throw badInput(`\`q\` may have ${SEARCH_LENGTH_MAX} characters at most.`, ['q'])
    const search = foldedText(args.q ?? '') || null
    const hash = listHash({ search, kinds: args.kinds ?? null })
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['string', 'string'])
    const after = key === null ? null : { name: key[0], id: key[1] }
    const rows = await operation.read((db) =>
      listNodes(db, { level: operation.level, search, kinds: args.kinds ?? null, after, limit: first + 1 }),
    )
    return connectionOf(rows, first, args.after, ({ name, id }) => encodeCursor([name, id], hash))
  }

  @FieldResolver(() => OrganisationObject, {
    nullable: true,
    description: 'The organisation above it; null for an acquirer.',
  })
  async parent(@Root() node: NodeRow, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return node.parentId === null ? null : await namedOrganisation(operation, node.parentId)
  }

  @FieldResolver(() => [OrganisationObject], { description: 'From the acquirer down to and with this one.' })
  async path(@Root() node: NodeRow, @Ctx('operation') operation: Operation): Promise<NodeRow[]> {
    const nodes = await Promise.all(node.path.split('.').map((id) => namedOrganisation(operation, id)))
    return nodes.filter((one) => one !== null)
  }
}

import { createRefusal, formatOpeningHours, type OpeningSpan, permissionRefusal } from '@budeng/access'
import { listChildren, type NodeRow } from '@budeng/storage'
import { bookingDay } from '@budeng/transactions'
import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { DateScalar } from '../graphql/scalars.ts'
import { createOrganisation, updateOrganisation } from './change-organisation.ts'
import { NodeKindEnum } from './enums.ts'
import { giverOf } from './give-grant.ts'
import { moveOrganisation, previewMove } from './move-organisation.ts'
import { moveTerminalsTo, previewTerminalMove } from './move-terminals.ts'
import { OrganisationMovePayload } from './move.type.ts'
import { OrganisationConnection, OrganisationObject } from './organisation.type.ts'
import { RightObject, rightOf } from './right.type.ts'
import {
  MovePreviewObject,
  OpeningSpanObject,
  OrganisationCreateInput,
  OrganisationMoveInput,
  OrganisationMovePreviewArgs,
  OrganisationPayload,
  OrganisationUpdateInput,
  TerminalMoveInput,
  TerminalMovePayload,
  TerminalMovePreviewArgs,
} from './tree.type.ts'

const KINDS: readonly NodeRow['kind'][] = ['AGENT', 'MERCHANT', 'STORE']

@Resolver()
export class TreeResolver {
  @Query(() => MovePreviewObject, {
    nullable: true,
    description: 'What moving an organisation would take along and end; null when one of the two is not there.',
  })
  async organisationMovePreview(
    @Args(() => OrganisationMovePreviewArgs) args: OrganisationMovePreviewArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<MovePreviewObject | null> {
    return await previewMove(operation, args)
  }

  @Query(() => MovePreviewObject, {
    nullable: true,
    description: 'What moving terminals to another store would end; null when one of them or the store is not there.',
  })
  async terminalMovePreview(
    @Args(() => TerminalMovePreviewArgs) args: TerminalMovePreviewArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<MovePreviewObject | null> {
    return await previewTerminalMove(operation, args)
  }

  @Mutation(() => OrganisationPayload, { description: 'Enters an organisation under another.' })
  async organisationCreate(
    @Arg('input', () => OrganisationCreateInput, { description: 'Where, what, and what is known.' })
    input: OrganisationCreateInput,
    @Ctx('operation') operation: Operation,
  ): Promise<OrganisationPayload> {
    return await createOrganisation(operation, input)
  }

  @Mutation(() => OrganisationPayload, { description: 'Changes what is known of an organisation.' })
  async organisationUpdate(
    @Arg('input', () => OrganisationUpdateInput, { description: 'Which, and all facts as they shall be.' })
    input: OrganisationUpdateInput,
    @Ctx('operation') operation: Operation,
  ): Promise<OrganisationPayload> {
    return await updateOrganisation(operation, input)
  }

  @Mutation(() => OrganisationMovePayload, {
    description:
      'Moves exactly what was previewed; commands that wait end, history stays where it was written. A large one goes on in chunks.',
  })
  async organisationMove(
    @Arg('input', () => OrganisationMoveInput, { description: 'Which, where to, and the hash of the preview.' })
    input: OrganisationMoveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<OrganisationMovePayload> {
    return await moveOrganisation(operation, input)
  }

  @Mutation(() => TerminalMovePayload, { description: 'Moves terminals to another store, exactly as previewed.' })
  async terminalMove(
    @Arg('input', () => TerminalMoveInput, { description: 'Which, where to, and the hash of the preview.' })
    input: TerminalMoveInput,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalMovePayload> {
    return await moveTerminalsTo(operation, input)
  }
}

@Resolver(() => OrganisationObject)
export class OrganisationTreeResolver {
  @FieldResolver(() => OrganisationConnection, { description: 'Directly below it, by name.' })
  async children(
    @Root() node: NodeRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<NodeRow>> {
    const first = pageSize(args.first, 'nested')
    const hash = listHash({ children: node.id })
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['string', 'string'])
    const after = key === null ? null : { name: key[0], id: key[1] }
    const rows = await operation.read((db) => listChildren(db, { parentId: node.id, after, limit: first + 1 }))
    return connectionOf(rows, first, args.after, ({ name, id }) => encodeCursor([name, id], hash))
  }

  @FieldResolver(() => DateScalar, {
    description: 'The business day that it is there now: it ends at the cut-off, 23:00 of its zone, not at midnight.',
  })
  businessDay(@Root() node: NodeRow, @Ctx('operation') { now }: Operation): string {
    return bookingDay(now, node.timeZone)
  }

  @FieldResolver(() => [OpeningSpanObject], { nullable: true, description: 'When it is open; null when not known.' })
  openingHours(@Root() node: NodeRow): readonly OpeningSpan[] | null {
    return node.openingHours
  }

  @FieldResolver(() => String, { nullable: true, description: 'The same as one line, e.g. `Mo-Fr 09:00-22:00`.' })
  openingHoursText(@Root() node: NodeRow): string | null {
    return node.openingHours === null ? null : formatOpeningHours(node.openingHours)
  }

  @FieldResolver(() => [NodeKindEnum], { description: 'What the viewer may enter below it.' })
  mayHold(@Root() node: NodeRow, @Ctx('operation') operation: Operation): readonly NodeRow['kind'][] {
    return KINDS.filter((kind) => createRefusal(giverOf(operation), kind, node) === null)
  }

  @FieldResolver(() => RightObject, { description: 'Whether the viewer may change what is known of it.' })
  update(@Ctx('operation') { authority, reader }: Operation): RightObject {
    return rightOf(permissionRefusal(authority, 'organisation:write'), reader)
  }

  @FieldResolver(() => Int, { description: 'Rises with every change.' })
  version(@Root() node: NodeRow): number {
    return node.version
  }
}

import { listApprovals, type PersonRow } from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql'
import type { AnyRefusal } from '../graphql/refused.ts'
import { PersonObject } from '../access/person.type.ts'
import { ApprovalRightObject } from '../fleet/bulk.type.ts'
import { type Connection, connectionOf, PageArgs } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { userError } from '../language/language.ts'
import { aloneRefusal, decisionRefusal } from './approval-right.ts'
import { approvalView } from './approval-view.ts'
import {
  ApprovalConnection,
  ApprovalObject,
  type ApprovalSubject,
  ApprovalSubjectUnion,
  type ApprovalView,
} from './approval.type.ts'
import { CommandDecideInput, CommandDecidePayload } from './command-decide.type.ts'
import { decideOnCommand } from './decide-command.ts'

@Resolver(() => ApprovalObject)
export class ApprovalsResolver {
  @Query(() => ApprovalConnection, {
    description:
      'Whatever waits for a second person under the viewer, of all kinds, the longest waiting first: one inbox. Own requests are in it and cannot be decided.',
  })
  async approvals(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<ApprovalView>> {
    const first = pageSize(args.first, 'root')
    const hash = listHash('approvals')
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
    const after = key === null ? null : { at: key[0], id: key[1] }
    const rows = await operation.read((db) =>
      listApprovals(db, { path: operation.level.path, after, limit: first + 1 }),
    )
    const page = connectionOf(rows, first, args.after, ({ at, id }) => encodeCursor([at, id], hash))
    const views = await Promise.all(page.nodes.map(({ id }) => approvalView(operation, id)))
    const edges = page.edges.flatMap(({ cursor }, i) => {
      const node = views[i]
      return node == null ? [] : [{ cursor, node }]
    })
    return { ...page, edges, nodes: edges.map(({ node }) => node) }
  }

  @Query(() => ApprovalObject, {
    nullable: true,
    description: 'The card of one thing that waits, by its id; null when it waits no longer.',
  })
  async approval(
    @Arg('id', () => ID, { description: 'Id of an action on many, a command, a change or a review.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<ApprovalView | null> {
    return await approvalView(operation, id)
  }

  @Mutation(() => CommandDecidePayload, {
    description:
      'A person approves or denies one command that waits, exactly as it was shown. Nobody decides on their own request.',
  })
  async commandDecide(
    @Arg('input', () => CommandDecideInput, { description: 'Which command, and yes or no.' }) input: CommandDecideInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CommandDecidePayload> {
    return await decideOnCommand(operation, input)
  }

  @FieldResolver(() => ApprovalSubjectUnion, { description: 'What waits, whole.' })
  subject(@Root() view: ApprovalView): ApprovalSubject {
    return view.row
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who asked for it, or did it alone; null when the viewer does not see them.',
  })
  async maker(@Root() view: ApprovalView, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return view.makerId === null ? null : await operation.load.person.load(view.makerId)
  }

  @FieldResolver(() => ApprovalRightObject, { description: 'Whether the viewer may decide, and why not.' })
  async right(@Root() view: ApprovalView, @Ctx('operation') operation: Operation): Promise<ApprovalRightObject> {
    return rightObject(operation, await decisionRefusal(operation, view))
  }

  @FieldResolver(() => ApprovalRightObject, {
    description: 'Whether the viewer may release it alone, to be reviewed afterwards, and why not.',
  })
  async alone(@Root() view: ApprovalView, @Ctx('operation') operation: Operation): Promise<ApprovalRightObject> {
    return rightObject(operation, await aloneRefusal(operation, view))
  }
}

function rightObject({ reader }: Operation, refusal: AnyRefusal | null): ApprovalRightObject {
  return { allowed: refusal === null, reasons: refusal === null ? [] : [userError(refusal, reader)] }
}

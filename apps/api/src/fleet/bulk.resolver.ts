import type { StepUpMethod } from '@budeng/access'
import { approvalRefusal, isFinal } from '@budeng/fleet'
import { type BulkRow, type BulkStateCount, type CommandRow, listBulks, type PersonRow } from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import { PersonObject } from '../access/person.type.ts'
import { methodsFor } from '../access/step-up.ts'
import { type Connection, connectionOf } from '../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../graphql/cursor.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { pageSize } from '../graphql/paging.ts'
import { userError } from '../language/language.ts'
import { BulkActionsArgs, BulkDecideInput, BulkRequestInput } from './bulk-input.ts'
import { BulkDecidePayload, BulkRequestPayload } from './bulk-payload.type.ts'
import {
  ApprovalRightObject,
  BulkActionObject,
  BulkConnection,
  BulkProgressObject,
  PreviewLineObject,
} from './bulk.type.ts'
import { CommandsArgs } from './command-input.ts'
import { commandPage } from './command-page.ts'
import { CommandConnection } from './command.type.ts'
import { decideOnBulk } from './decide-bulk.ts'
import { type Line, lineObject } from './preview.ts'
import { requestBulk } from './request-bulk.ts'

@Resolver()
export class BulksResolver {
  @Query(() => BulkActionObject, {
    nullable: true,
    description: 'One action on many that the viewer sees; null for any other.',
  })
  async bulkAction(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<BulkRow | null> {
    const known = idOf('bulk', id)
    return known === null ? null : await operation.load.bulk.load(known)
  }

  @Query(() => BulkConnection, {
    description:
      'Actions on many that the viewer sees, newest first. Those that wait for a second person: `states: [PENDING_APPROVAL]`.',
  })
  async bulkActions(
    @Args(() => BulkActionsArgs) args: BulkActionsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<BulkRow>> {
    const first = pageSize(args.first, 'root')
    const states = args.states == null ? null : [...new Set(args.states)].sort()
    const hash = listHash({ states })
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
    const after = key === null ? null : { requestedAt: key[0], id: key[1] }
    const rows = await operation.read((db) => listBulks(db, { states, after, limit: first + 1 }))
    return connectionOf(rows, first, args.after, ({ requestedAt, id }) => encodeCursor([requestedAt, id], hash))
  }

  @Mutation(() => BulkRequestPayload, {
    description: 'Asks for one command on every terminal of a selection. A disruptive one waits for a second person.',
  })
  async bulkRequest(
    @Arg('input', () => BulkRequestInput, { description: 'What, on which selection, and why.' })
    input: BulkRequestInput,
    @Ctx('operation') operation: Operation,
  ): Promise<BulkRequestPayload> {
    return await requestBulk(operation, input)
  }

  @Mutation(() => BulkDecidePayload, {
    description: 'The second person approves or denies exactly what was shown. Nobody decides on their own request.',
  })
  async bulkDecide(
    @Arg('input', () => BulkDecideInput, { description: 'Which action, and yes or no.' }) input: BulkDecideInput,
    @Ctx('operation') operation: Operation,
  ): Promise<BulkDecidePayload> {
    return await decideOnBulk(operation, input)
  }
}

@Resolver(() => BulkActionObject)
export class BulkActionResolver {
  @FieldResolver(() => [PreviewLineObject], {
    description: 'What the preview said when it was requested; the counts add up to `terminalCount`.',
  })
  breakdown(@Root() bulk: BulkRow, @Ctx('operation') operation: Operation): PreviewLineObject[] {
    return (bulk.breakdown as readonly Line[]).map((line) => lineObject(line, operation))
  }

  @FieldResolver(() => [BulkProgressObject], { description: 'Its commands by state; they add up to `madeCount`.' })
  async progress(@Root() bulk: BulkRow, @Ctx('operation') operation: Operation): Promise<readonly BulkStateCount[]> {
    return await operation.load.bulkStates.load(bulk.id)
  }

  @FieldResolver(() => Int, { description: 'Commands that have ended, however.' })
  async finishedCount(@Root() bulk: BulkRow, @Ctx('operation') operation: Operation): Promise<number> {
    const counts = await operation.load.bulkStates.load(bulk.id)
    return counts.filter(({ state }) => isFinal(state)).reduce((sum, { count }) => sum + count, 0)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who asked for it; null when the viewer does not see them, as a deputy from above.',
  })
  async requestedBy(@Root() bulk: BulkRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return await operation.load.person.load(bulk.requestedBy)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who decided; null before, and when the viewer does not see them.',
  })
  async decidedBy(@Root() bulk: BulkRow, @Ctx('operation') operation: Operation): Promise<PersonRow | null> {
    return bulk.decidedBy === null ? null : await operation.load.person.load(bulk.decidedBy)
  }

  @FieldResolver(() => ApprovalRightObject, {
    description: 'Whether the viewer may decide, and why not (own requests are visible and not approvable).',
  })
  async approval(@Root() bulk: BulkRow, @Ctx('operation') operation: Operation): Promise<ApprovalRightObject> {
    const maker = await operation.load.person.load(bulk.requestedBy)
    const refusal = approvalRefusal(bulk, operation.authority, operation.now, maker === null ? [] : [maker.id])
    return {
      allowed: refusal === null,
      reasons: refusal === null ? [] : [userError(refusal.refusal, operation.reader)],
    }
  }

  @FieldResolver()
  async stepUp(@Root() bulk: BulkRow, @Ctx('operation') operation: Operation): Promise<readonly StepUpMethod[]> {
    const { state, tier, terminalCount: terminals, path } = bulk
    return state === 'PENDING_APPROVAL' ? await methodsFor(operation, { tier, terminals, path }) : []
  }

  @FieldResolver(() => CommandConnection, { description: 'Its commands, without the backups before them.' })
  async commands(
    @Root() { id: bulkId }: BulkRow,
    @Args(() => CommandsArgs) args: CommandsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<CommandRow>> {
    return await commandPage(operation, args, { bulkId }, 'nested')
  }
}

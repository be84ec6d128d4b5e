import { permissionRefusal } from '@budeng/access'
import {
  CANARY_TRAFFIC_MIN,
  estimateEnd,
  membersOf,
  MEMBER_STANDINGS,
  outcomesOf,
  type RolloutWhyCode,
  stopLineOf,
  sumFigures,
  type Why,
} from '@budeng/fleet'
import { Fault, type Instant } from '@budeng/kernel'
import {
  type BulkRow,
  countDrift,
  listMembers,
  listRollouts,
  ROLLOUT_ACTS,
  type RolloutMemberRow,
  rolloutOf,
  rolloutRefusal,
  type RolloutRow,
  type TerminalView,
} from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql'
import { type Connection, connectionOf } from '../../graphql/connection.ts'
import { decodeCursor, encodeCursor, listHash } from '../../graphql/cursor.ts'
import { idOf } from '../../graphql/ids.ts'
import type { ApiContext, Operation } from '../../graphql/operation.ts'
import { pageSize } from '../../graphql/paging.ts'
import { DateTimeScalar, JsonScalar } from '../../graphql/scalars.ts'
import { rolloutWhyText, skippedText, userError } from '../../language/language.ts'
import { BulkActionObject } from '../bulk.type.ts'
import { CommandObject } from '../command.type.ts'
import { rolloutFigures, type RolloutFiguresNow } from '../live-streams.ts'
import { ParametersChangeObject } from '../parameters.type.ts'
import { TerminalObject } from '../terminal.type.ts'
import { controlRollout } from './control-rollout.ts'
import {
  RolloutControlInput,
  RolloutMembersArgs,
  RolloutProgressArgs,
  RolloutsArgs,
  RolloutStartInput,
} from './rollout-input.ts'
import {
  RolloutApprovalsObject,
  RolloutConnection,
  RolloutDriftFigureObject,
  RolloutGroupObject,
  RolloutMemberConnection,
  RolloutMemberObject,
  RolloutObject,
  RolloutPayload,
  RolloutPlanObject,
  RolloutProgressChange,
  RolloutRightObject,
  RolloutStopLineObject,
} from './rollout.type.ts'
import { startRollout } from './start-rollout.ts'

@Resolver()
export class RolloutsResolver {
  @Query(() => RolloutObject, { nullable: true, description: 'A rollout that the viewer sees; null for any other.' })
  async rollout(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<RolloutRow | null> {
    const known = idOf('rollout', id)
    return known === null ? null : await operation.load.rollout.load(known)
  }

  @Query(() => RolloutConnection, { description: 'Rollouts that the viewer sees, the newest first.' })
  async rollouts(
    @Args(() => RolloutsArgs) args: RolloutsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<RolloutRow>> {
    const first = pageSize(args.first, 'root')
    const states = args.states == null ? null : [...new Set(args.states)].sort()
    const hash = listHash({ rollouts: states })
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['number', 'string'])
    const after = key === null ? null : { requestedAt: key[0], id: key[1] }
    const rows = await operation.read((db) => listRollouts(db, { states, after, limit: first + 1 }))
    return connectionOf(rows, first, args.after, ({ requestedAt, id }) => encodeCursor([requestedAt, id], hash))
  }

  @Mutation(() => RolloutPayload, {
    description:
      'Asks for one command on every terminal of a selection, in groups and at a pace. Whatever waits for a second person as an action on many does so here: `bulkDecide` on `Rollout.action`.',
  })
  async rolloutStart(
    @Arg('input', () => RolloutStartInput, { description: 'What, on which selection, in which steps, and why.' })
    input: RolloutStartInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RolloutPayload> {
    return await startRollout(operation, input)
  }

  @Mutation(() => RolloutPayload, { description: 'Pauses a rollout, lets it go on, ends it, or has it try again.' })
  async rolloutControl(
    @Arg('input', () => RolloutControlInput, { description: 'Which one, and what.' }) input: RolloutControlInput,
    @Ctx('operation') operation: Operation,
  ): Promise<RolloutPayload> {
    return await controlRollout(operation, input)
  }

  @Subscription(() => RolloutProgressChange, {
    description: 'A rollout and its figures: now, and whenever they changed.',
    subscribe: ({ args, context }: { readonly args: RolloutProgressArgs; readonly context: ApiContext }) =>
      rolloutFigures(context.operation, args.rolloutId, args.since ?? null),
  })
  async rolloutProgress(
    @Root() { rolloutId, position }: RolloutFiguresNow,
    @Args(() => RolloutProgressArgs) _args: RolloutProgressArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<RolloutProgressChange> {
    const rollout = await operation.load.rollout.load(rolloutId)
    if (rollout === null) throw new Fault('a rollout that was seen is gone')
    return { rollout, position }
  }
}

@Resolver(() => BulkActionObject)
export class BulkRolloutResolver {
  @FieldResolver(() => RolloutObject, {
    nullable: true,
    description: 'The rollout that makes its commands in steps; null when they were made at once.',
  })
  async rollout(@Root() { id }: BulkRow, @Ctx('operation') operation: Operation): Promise<RolloutRow | null> {
    return await operation.load.rolloutOfBulk.load(id)
  }
}

@Resolver(() => RolloutObject)
export class RolloutResolver {
  @FieldResolver()
  async whyCode(@Root() row: RolloutRow, @Ctx('operation') operation: Operation): Promise<RolloutWhyCode> {
    return (await whyNow(row, operation)).code as RolloutWhyCode
  }

  @FieldResolver(() => String, { description: "Why it is where it is, in one line of the asker's language." })
  async why(@Root() row: RolloutRow, @Ctx('operation') operation: Operation): Promise<string> {
    return rolloutWhyText(await whyNow(row, operation), operation.reader)
  }

  @FieldResolver(() => BulkActionObject, { description: 'What is done, why, who asked, and who released it.' })
  async action(@Root() { bulkId }: RolloutRow, @Ctx('operation') operation: Operation): Promise<BulkRow> {
    const bulk = await operation.load.bulk.load(bulkId)
    if (bulk === null) throw new Fault('a rollout is seen without its action')
    return bulk
  }

  @FieldResolver(() => RolloutPlanObject, { description: 'In which steps.' })
  plan(@Root() { plan }: RolloutRow): RolloutPlanObject {
    const { perMinute, successBps, abort, window } = plan
    return { perMinute, successBps, stopBps: abort.badBps, stopAtLeast: abort.atLeast, window }
  }

  @FieldResolver(() => ParametersChangeObject, {
    nullable: true,
    description: 'What it changes in what is wished for each terminal when its turn comes; null: no parameters.',
  })
  parameters(@Root() { parameters }: RolloutRow): ParametersChangeObject | null {
    return parameters
  }

  @FieldResolver(() => [RolloutDriftFigureObject], {
    description:
      'How many of its terminals that the viewer sees hold what is wished for them now, of the first 10,000 in its order; empty when it changes no parameters.',
  })
  async drift(
    @Root() { id, parameters }: RolloutRow,
    @Ctx('operation') operation: Operation,
  ): Promise<readonly RolloutDriftFigureObject[]> {
    return parameters === null ? [] : await operation.read((db) => countDrift(db, id))
  }

  @FieldResolver(() => [RolloutGroupObject], { description: 'Its groups in order, counted exactly; the rest last.' })
  groups(@Root() { figures, openGroup, state }: RolloutRow): RolloutGroupObject[] {
    return figures.map((group, index) => ({
      ...{ index, size: membersOf(group), open: state !== 'WAITING' && index <= openGroup, ...outcomesOf(group) },
      figures: MEMBER_STANDINGS.filter((standing) => group[standing] > 0).map((standing) => ({
        ...{ standing, count: group[standing] },
      })),
    }))
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'About when the last terminal that can be reached is done, at its pace; null while it stands still, or some are held back.',
  })
  async estimatedEnd(@Root() row: RolloutRow, @Ctx('operation') operation: Operation): Promise<Instant | null> {
    const bulk = await operation.load.bulk.load(row.bulkId)
    if ((await operation.load.rolloutHold.load(row.id)) !== null) return null
    return bulk === null ? null : estimateEnd(rolloutOf(row), sumFigures(row.figures), bulk.type, operation.now)
  }

  @FieldResolver(() => RolloutStopLineObject, {
    nullable: true,
    description: 'How far it is from stopping by itself; null when nothing stops it any more, or nothing can.',
  })
  stopLine(@Root() row: RolloutRow): RolloutStopLineObject | null {
    return row.state === 'RUNNING' ? stopLineOf(rolloutOf(row), row.figures.slice(0, row.openGroup + 1)) : null
  }

  @FieldResolver(() => RolloutApprovalsObject, { description: 'What approvals were, which stop it when they fall.' })
  approvals(@Root() { traffic: { changed, control } }: RolloutRow): RolloutApprovalsObject {
    return {
      ...{ changed: changed.all, changedApproved: changed.approved },
      ...{ control: control.all, controlApproved: control.approved },
      enough: Math.min(changed.all, control.all) >= CANARY_TRAFFIC_MIN,
    }
  }

  @FieldResolver(() => [RolloutRightObject], { description: 'What the viewer may say to it now, and why not.' })
  rights(@Root() row: RolloutRow, @Ctx('operation') operation: Operation): RolloutRightObject[] {
    const forbidden = permissionRefusal(operation.authority, 'action:bulk')
    return ROLLOUT_ACTS.map((act) => {
      const refusal = forbidden ?? rolloutRefusal(row, act, operation.now)
      return { act, allowed: refusal === null, reasons: refusal === null ? [] : [userError(refusal, operation.reader)] }
    })
  }

  @FieldResolver(() => RolloutMemberConnection, { description: 'Its terminals that the viewer sees, in their order.' })
  async members(
    @Root() { id: rolloutId }: RolloutRow,
    @Args(() => RolloutMembersArgs) args: RolloutMembersArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<RolloutMemberRow>> {
    const first = pageSize(args.first, 'nested')
    const standings = args.standings == null ? null : [...new Set(args.standings)].sort()
    const group = args.group ?? null
    const drift = args.drift == null ? null : [...new Set(args.drift)].sort()
    const hash = listHash({ rolloutId, standings, group, drift })
    const key = args.after == null ? null : decodeCursor(args.after, hash, ['number'])
    const query = { rolloutId, standings, group, drift, after: key === null ? null : key[0], limit: first + 1 }
    const rows = await operation.read((db) => listMembers(db, query))
    return connectionOf(rows, first, args.after, ({ place }) => encodeCursor([place], hash))
  }
}

/** While it runs, what holds its next terminals back is the truth about it. */
async function whyNow({ id, state, why }: RolloutRow, { load }: Operation): Promise<Why> {
  return (state === 'RUNNING' ? (await load.rolloutHold.load(id))?.why : undefined) ?? why
}

@Resolver(() => RolloutMemberObject)
export class RolloutMemberResolver {
  @FieldResolver(() => Int, { description: 'Its group, from 0 on.' })
  group(@Root() { groupNo }: RolloutMemberRow): number {
    return groupNo
  }

  @FieldResolver(() => TerminalObject, { nullable: true, description: 'The terminal; null when it was moved away.' })
  async terminal(
    @Root() { terminalId }: RolloutMemberRow,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalView | null> {
    return await operation.load.terminal.load(terminalId)
  }

  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: 'What the names of the change had at the start, null for those it had not; null: it changes none.',
  })
  parametersBefore(@Root() { parametersBefore }: RolloutMemberRow): RolloutMemberRow['parametersBefore'] {
    return parametersBefore
  }

  @FieldResolver(() => CommandObject, { nullable: true, description: 'Its command; null before its turn.' })
  async command(@Root() { commandId }: RolloutMemberRow, @Ctx('operation') operation: Operation) {
    return commandId === null ? null : await operation.load.command.load(commandId)
  }

  @FieldResolver(() => String, { nullable: true, description: 'Why it was skipped; null when it was not.' })
  reason(@Root() { code, standing }: RolloutMemberRow, @Ctx('operation') { reader }: Operation): string | null {
    return standing === 'SKIPPED' ? skippedText(code, reader) : null
  }
}

import { Fault } from '@budeng/kernel'
import type { BulkRow, CommandRow, EventView, FeedEvent, TerminalView } from '@budeng/storage'
import { Args, ArgsType, Ctx, Field, ID, Resolver, Root, Subscription } from 'type-graphql'
import type { FeedBatch } from '../feed/subscriber.ts'
import type { ApiContext, Operation } from '../graphql/operation.ts'
import { PositionScalar } from '../graphql/scalars.ts'
import {
  bulkFigures,
  type BulkFigures,
  type ChangedTerminals,
  type CommandStep,
  commandSteps,
  terminalChanges,
  terminalTimeline,
} from './live-streams.ts'
import { BulkProgressChange, CommandProgress, EventBatch, TerminalChanges } from './live.type.ts'
import { TerminalFilterInput } from './terminal-input.ts'

const SINCE = 'Resume after this position without gaps; from now on unless given.'

@ArgsType()
class TerminalChangesArgs {
  @Field(() => TerminalFilterInput, {
    nullable: true,
    description:
      'Only under this organisation, of these models and states of life. Passing states (presence, sign-on, faults, commands) do not narrow: what leaves a list must be told too.',
  })
  filter: TerminalFilterInput | null

  @Field(() => PositionScalar, { nullable: true, description: SINCE })
  since: bigint | null
}

@ArgsType()
class CommandProgressArgs {
  @Field(() => ID, { description: 'The command.' })
  commandId: string

  @Field(() => PositionScalar, { nullable: true, description: SINCE })
  since: bigint | null
}

@ArgsType()
class TerminalTimelineArgs {
  @Field(() => ID, { description: 'The terminal.' })
  terminalId: string

  @Field(() => PositionScalar, { nullable: true, description: SINCE })
  since: bigint | null
}

@ArgsType()
class BulkProgressArgs {
  @Field(() => ID, { description: 'The action.' })
  bulkId: string

  @Field(() => PositionScalar, { nullable: true, description: SINCE })
  since: bigint | null
}

interface Asked<Arguments> {
  readonly args: Arguments
  readonly context: ApiContext
}

@Resolver()
export class LiveResolver {
  @Subscription(() => TerminalChanges, {
    description: "Terminals of the viewer's subtree that changed, gathered for half a second.",
    subscribe: ({ args, context }: Asked<TerminalChangesArgs>) =>
      terminalChanges(context.operation, args.filter ?? null, args.since ?? null),
  })
  async terminalChanges(
    @Root() changed: ChangedTerminals,
    @Args(() => TerminalChangesArgs) _args: TerminalChangesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalChanges> {
    const found = await Promise.all(changed.terminalIds.map((id) => operation.load.terminal.load(id)))
    const terminals: TerminalView[] = found.filter((terminal) => terminal !== null)
    return { terminals, position: changed.position, resync: changed.resync }
  }

  @Subscription(() => CommandProgress, {
    description: "The command's timeline as it happens, after `since` without gaps.",
    subscribe: ({ args, context }: Asked<CommandProgressArgs>) =>
      commandSteps(context.operation, args.commandId, args.since ?? null),
  })
  async commandProgress(
    @Root() step: CommandStep,
    @Args(() => CommandProgressArgs) _args: CommandProgressArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<CommandProgress> {
    const command: CommandRow | null = await operation.load.command.load(step.commandId)
    if (command === null) throw new Fault('a command that was seen is gone')
    const event = step.event === null ? null : await operation.load.event.load(step.event.id)
    return { command, event, position: step.position }
  }

  @Subscription(() => EventBatch, {
    description: 'Everything that happens to a terminal and its commands.',
    subscribe: ({ args, context }: Asked<TerminalTimelineArgs>) =>
      terminalTimeline(context.operation, args.terminalId, args.since ?? null),
  })
  async terminalTimeline(
    @Root() batch: FeedBatch,
    @Args(() => TerminalTimelineArgs) _args: TerminalTimelineArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<EventBatch> {
    return { ...batch, events: await eventsOf(operation, batch.events) }
  }

  @Subscription(() => BulkProgressChange, {
    description: 'Figures of an action on many, whenever they changed.',
    subscribe: ({ args, context }: Asked<BulkProgressArgs>) =>
      bulkFigures(context.operation, args.bulkId, args.since ?? null),
  })
  async bulkProgress(
    @Root() figures: BulkFigures,
    @Args(() => BulkProgressArgs) _args: BulkProgressArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<BulkProgressChange> {
    const bulkAction: BulkRow | null = await operation.load.bulk.load(figures.bulkId)
    if (bulkAction === null) throw new Fault('an action that was seen is gone')
    return { bulkAction, position: figures.position }
  }
}

/** Events of the feed as lists show them: the same object however it was reached. */
async function eventsOf(operation: Operation, events: readonly FeedEvent[]): Promise<EventView[]> {
  const found = await Promise.all(events.map(({ id }) => operation.load.event.load(id)))
  return found.filter((event) => event !== null)
}

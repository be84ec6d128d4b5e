import { liftRefusal, liesUnder } from '@budeng/fleet'
import { listStops, type StopRow } from '@budeng/storage'
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql'
import { namedOrganisation } from '../../access/find-organisation.ts'
import type { ApiContext, Operation } from '../../graphql/operation.ts'
import { PositionScalar } from '../../graphql/scalars.ts'
import { UserErrorObject } from '../../graphql/user-error.type.ts'
import { userError } from '../../language/language.ts'
import { STOPS_MAX } from '../../limits.ts'
import { dispatchStops } from '../live-streams.ts'
import {
  DispatchResumeInput,
  DispatchStopChange,
  DispatchStopInput,
  DispatchStopObject,
  DispatchStopPayload,
} from './stop.type.ts'
import { handOf, liftSwitch, throwSwitch } from './switch.ts'

@ArgsType()
class StopChangesArgs {
  @Field(() => PositionScalar, { nullable: true, description: 'Resume after this position; from now on unless given.' })
  since: bigint | null
}

@Resolver(() => DispatchStopObject)
export class StopResolver {
  @FieldResolver(() => String, { description: 'The organisation below which nothing goes out, by name.' })
  async organisationName(@Root() { nodeId }: StopRow, @Ctx('operation') operation: Operation): Promise<string> {
    return (await namedOrganisation(operation, nodeId))?.name ?? ''
  }

  @FieldResolver(() => Boolean, {
    description: 'True when nothing of the viewer’s goes out: it stands at their place or above.',
  })
  coversAll(@Root() { path }: StopRow, @Ctx('operation') { viewer }: Operation): boolean {
    return liesUnder(viewer.person.path, path)
  }

  @FieldResolver(() => [UserErrorObject], {
    description: 'Why the viewer may not lift it, by the rule that decides it; empty: they may.',
  })
  liftRefusals(@Root() stop: StopRow, @Ctx('operation') operation: Operation): UserErrorObject[] {
    const refusal = liftRefusal(stop, handOf(operation.viewer))
    return refusal === null ? [] : [userError(refusal, operation.reader)]
  }
}

@Resolver()
export class StopsResolver {
  @Query(() => [DispatchStopObject], {
    description: 'Stops over and within the viewer’s subtree: those that stand, the highest first; or the last ones.',
  })
  async dispatchStops(
    @Arg('standing', () => Boolean, { nullable: true, description: 'False: also those that were lifted.' })
    standing: boolean | null,
    @Ctx('operation') operation: Operation,
  ): Promise<StopRow[]> {
    return await operation.read((db) => listStops(db, standing ?? true, STOPS_MAX))
  }

  @Mutation(() => DispatchStopPayload, {
    description: 'Stops all dispatch at and under an organisation: what was not sent waits until it is lifted.',
  })
  async dispatchStop(
    @Arg('input', () => DispatchStopInput, { description: 'Where, and why.' }) input: DispatchStopInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DispatchStopPayload> {
    return await throwSwitch(operation, input)
  }

  @Mutation(() => DispatchStopPayload, { description: 'Lifts a stop; what waited goes on.' })
  async dispatchResume(
    @Arg('input', () => DispatchResumeInput, { description: 'Which, and why.' }) input: DispatchResumeInput,
    @Ctx('operation') operation: Operation,
  ): Promise<DispatchStopPayload> {
    return await liftSwitch(operation, input)
  }

  @Subscription(() => DispatchStopChange, {
    description: 'The stops that stand over and within the viewer’s subtree: now, and after each change.',
    subscribe: ({ args, context }: { readonly args: StopChangesArgs; readonly context: ApiContext }) =>
      dispatchStops(context.operation, args.since ?? null),
  })
  async dispatchStopChanges(
    @Root() { position }: { readonly position: bigint },
    @Args(() => StopChangesArgs) _args: StopChangesArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<DispatchStopChange> {
    return { stops: await operation.read((db) => listStops(db, true, STOPS_MAX)), position }
  }
}

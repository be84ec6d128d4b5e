import type { WatchReport } from '@budeng/fleet'
import { permissionRefusal, sees } from '@budeng/access'
import { listWatchWindows, type NodeRow, type PersonRow, type SessionRow, type WatchWindowRow } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import { namedOrganisation } from '../../access/find-organisation.ts'
import { OrganisationObject } from '../../access/organisation.type.ts'
import { PersonObject } from '../../access/person.type.ts'
import type { Operation } from '../../graphql/operation.ts'
import { WATCH_WINDOWS_MAX } from '../../limits.ts'
import { cancelWatch, planWatch } from './plan-watch.ts'
import {
  WatchBoardObject,
  WatchCancelInput,
  WatchPayload,
  WatchPlanInput,
  WatchReportObject,
  WatchWindowObject,
} from './watch.type.ts'

@Resolver(() => WatchWindowObject)
export class WatchWindowResolver {
  @FieldResolver(() => String, { description: 'The organisation that is watched, by name.' })
  async organisationName(@Root() { nodeId }: WatchWindowRow, @Ctx('operation') operation: Operation): Promise<string> {
    return (await namedOrganisation(operation, nodeId))?.name ?? ''
  }

  @FieldResolver(() => OrganisationObject, { nullable: true, description: 'The same; null when it stands above.' })
  async organisation(
    @Root() { nodeId }: WatchWindowRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<NodeRow | null> {
    return await load.node.load(nodeId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who planned it; null for people that the viewer does not see.',
  })
  async plannedBy(
    @Root() { plannedBy }: WatchWindowRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<PersonRow | null> {
    return await load.person.load(plannedBy)
  }

  @FieldResolver(() => [WatchBoardObject], {
    description: "Its boards: the viewer's own, and for whoever plans watch windows all within their subtree.",
  })
  async boards(@Root() { id }: WatchWindowRow, @Ctx('operation') operation: Operation): Promise<readonly SessionRow[]> {
    const boards = await operation.load.boardsOfWatch.load(id)
    const isPlanner = permissionRefusal(operation.authority, 'watch:plan') === null
    return isPlanner ? boards : boards.filter(({ personId }) => personId === operation.viewer.realPerson.id)
  }

  @FieldResolver(() => WatchReportObject, {
    nullable: true,
    description: 'What happened meanwhile; null before it ended, and of a window that was opened from above.',
  })
  report(@Root() { report, path }: WatchWindowRow, @Ctx('operation') { viewer }: Operation): WatchReport | null {
    return sees(viewer.person.path, path) ? report : null
  }
}

@Resolver(() => WatchBoardObject)
export class WatchBoardResolver {
  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who made it; null for people that the viewer does not see.',
  })
  async madeBy(@Root() { personId }: SessionRow, @Ctx('operation') { load }: Operation): Promise<PersonRow | null> {
    return await load.person.load(personId)
  }
}

@Resolver()
export class WatchWindowsResolver {
  @Query(() => [WatchWindowObject], {
    description:
      'Watch windows over and within the viewer’s subtree: those that stand, the next first; or the last ones.',
  })
  async watchWindows(
    @Arg('standing', () => Boolean, { nullable: true, description: 'False: also those that are over.' })
    standing: boolean | null,
    @Ctx('operation') operation: Operation,
  ): Promise<WatchWindowRow[]> {
    return await operation.read((db) => listWatchWindows(db, standing ?? true, WATCH_WINDOWS_MAX))
  }

  @Mutation(() => WatchPayload, { description: 'Plans a watch window.' })
  async watchPlan(
    @Arg('input', () => WatchPlanInput, { description: 'Where, from when to when, and how.' }) input: WatchPlanInput,
    @Ctx('operation') operation: Operation,
  ): Promise<WatchPayload> {
    return await planWatch(operation, input)
  }

  @Mutation(() => WatchPayload, { description: 'Calls a watch window off, or ends it before its time.' })
  async watchCancel(
    @Arg('input', () => WatchCancelInput, { description: 'Which, and why.' }) input: WatchCancelInput,
    @Ctx('operation') operation: Operation,
  ): Promise<WatchPayload> {
    return await cancelWatch(operation, input)
  }
}

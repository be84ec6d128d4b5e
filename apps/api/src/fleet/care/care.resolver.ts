import { daysOf, dueAt } from '@budeng/fleet'
import type { CareVisitRow, PersonRow, TerminalCareRow, TerminalView, WorkOrderRow } from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import { PersonObject } from '../../access/person.type.ts'
import type { Connection } from '../../graphql/connection.ts'
import type { Operation } from '../../graphql/operation.ts'
import { WorkOrderObject } from '../recoveries/recovery.type.ts'
import { TerminalObject } from '../terminal.type.ts'
import {
  CareIntervalObject,
  CareIntervalPayload,
  CareIntervalSetInput,
  CareVisitObject,
  CareVisitPayload,
  CareVisitRecordInput,
  CheckAnswerObject,
  DueVisitConnection,
  DueVisitObject,
  TerminalCareObject,
} from './care.type.ts'
import { type DueVisitView, DueVisitsArgs, dueVisits } from './due-page.ts'
import { intervalsAt, setIntervalOf } from './intervals.ts'
import { recordCareVisit } from './record-visit.ts'

@Resolver(() => TerminalObject)
export class TerminalCareResolver {
  @FieldResolver(() => [TerminalCareObject], { description: 'When inspection and maintenance are due (巡检、保养).' })
  async care(@Root() terminal: TerminalView, @Ctx('operation') operation: Operation): Promise<TerminalCareObject[]> {
    const rows = await operation.load.care.load(terminal.id)
    const intervals = await operation.load.careIntervals.load(terminal.acquirerId)
    const lastAt = ({ visitId, since }: TerminalCareRow) => (visitId === null ? null : since)
    return rows.map((row) => {
      const due = row.inUse ? dueAt(row.since, daysOf(intervals, row.kind, row.model)) : null
      return { kind: row.kind, lastAt: lastAt(row), dueAt: due, overdue: due !== null && due < operation.now }
    })
  }

  @FieldResolver(() => [CareVisitObject], { description: 'Visits there, the newest first; at most twenty.' })
  async careVisits(
    @Root() { id }: TerminalView,
    @Ctx('operation') { load }: Operation,
  ): Promise<readonly CareVisitRow[]> {
    return await load.careVisits.load(id)
  }
}

@Resolver(() => CareVisitObject)
export class CareVisitResolver {
  @FieldResolver(() => [CheckAnswerObject], { description: 'Its checklist as it was answered.' })
  answers(@Root() { answers }: CareVisitRow): CheckAnswerObject[] {
    return Object.entries(answers).map(([item, answer]) => ({ item, answer }) as CheckAnswerObject)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who wrote it down; null for people that the viewer does not see.',
  })
  async recordedBy(
    @Root() { recordedBy }: CareVisitRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<PersonRow | null> {
    return await load.person.load(recordedBy)
  }

  @FieldResolver(() => WorkOrderObject, {
    nullable: true,
    description: 'What it left to do on the spot: a visit that failed sends somebody there.',
  })
  async workOrder(@Root() { id }: CareVisitRow, @Ctx('operation') { load }: Operation): Promise<WorkOrderRow | null> {
    return await load.workOrderOfVisit.load(id)
  }
}

@Resolver(() => DueVisitObject)
export class DueVisitResolver {
  @Query(() => DueVisitConnection, {
    description: "Terminals of the viewer's subtree whose visit is due before a moment, the longest ago first.",
  })
  async dueVisits(
    @Args(() => DueVisitsArgs) args: DueVisitsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<DueVisitView>> {
    return await dueVisits(operation, args)
  }

  @FieldResolver(() => Boolean, { description: 'True when that is past.' })
  overdue(@Root() { dueAt: due }: DueVisitView, @Ctx('operation') { now }: Operation): boolean {
    return due < now
  }

  @FieldResolver(() => TerminalObject, { nullable: true, description: 'The terminal.' })
  async terminal(@Root() { id }: DueVisitView, @Ctx('operation') { load }: Operation): Promise<TerminalView | null> {
    return await load.terminal.load(id)
  }
}

@Resolver(() => CareIntervalObject)
export class CareIntervalResolver {
  @Query(() => [CareIntervalObject], { description: "How often terminals of the viewer's acquirer are visited." })
  async careIntervals(@Ctx('operation') operation: Operation): Promise<CareIntervalObject[]> {
    return await intervalsAt(operation)
  }

  @Mutation(() => CareIntervalPayload, { description: 'Sets how often terminals of a model are visited.' })
  async careIntervalSet(
    @Arg('input', () => CareIntervalSetInput, { description: 'Which visit, which model, and how often.' })
    input: CareIntervalSetInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CareIntervalPayload> {
    return await setIntervalOf(operation, input)
  }

  @Mutation(() => CareVisitPayload, { description: 'Writes down an inspection or a maintenance of a terminal.' })
  async careVisitRecord(
    @Arg('input', () => CareVisitRecordInput, { description: 'Where, when, and what was seen.' })
    input: CareVisitRecordInput,
    @Ctx('operation') operation: Operation,
  ): Promise<CareVisitPayload> {
    return await recordCareVisit(operation, input)
  }
}

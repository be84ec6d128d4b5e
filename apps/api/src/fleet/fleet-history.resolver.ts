import { type Approvals, type FleetHistory, fleetHistory } from '@budeng/storage'
import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql'
import { levelFor } from '../access/find-organisation.ts'
import type { Operation } from '../graphql/operation.ts'
import { ApprovalFiguresObject, FleetHistoryObject } from './fleet-history.type.ts'

@Resolver(() => FleetHistoryObject)
export class FleetHistoryResolver {
  @Query(() => FleetHistoryObject, {
    nullable: true,
    description:
      "How the viewer's fleet, or that of one acquirer or agent, has been over the last day; null below an agent.",
  })
  async fleetHistory(
    @Arg('organisationId', () => ID, { nullable: true, description: 'Only under this organisation.' }) organisationId:
      | string
      | null,
    @Ctx('operation') operation: Operation,
  ): Promise<FleetHistory | null> {
    const level = await levelFor(operation, organisationId)
    if (level === null || (level.kind !== 'ACQUIRER' && level.kind !== 'AGENT')) return null
    return await operation.read((db) => fleetHistory(db, level.id))
  }

  @FieldResolver(() => ApprovalFiguresObject, { nullable: true })
  approvals(@Root() { approvals }: FleetHistory, @Ctx('operation') operation: Operation): Approvals | null {
    return operation.authority.permits.has('transaction:read') ? approvals : null
  }

  @FieldResolver(() => ApprovalFiguresObject, { nullable: true })
  approvalsWeekBefore(
    @Root() { approvalsWeekBefore }: FleetHistory,
    @Ctx('operation') operation: Operation,
  ): Approvals | null {
    return operation.authority.permits.has('transaction:read') ? approvalsWeekBefore : null
  }
}

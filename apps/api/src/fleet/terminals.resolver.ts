import { acquirerByCode, terminalByTid, type TerminalView } from '@budeng/storage'
import { Arg, Args, ArgsType, Ctx, Field, ID, Query, Resolver } from 'type-graphql'
import { levelFor } from '../access/find-organisation.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import type { Figures } from './figures.ts'
import { FleetCountsObject } from './fleet-counts.type.ts'
import { TerminalsArgs } from './terminal-input.ts'
import { type TerminalPage, terminalPage } from './terminal-page.ts'
import { TerminalConnection, TerminalObject } from './terminal.type.ts'

@ArgsType()
class TerminalByTidArgs {
  @Field(() => String, { description: 'Code of the acquirer.' })
  acquirerCode: string

  @Field(() => String, { description: 'Terminal number (终端号).' })
  tid: string
}

@Resolver()
export class TerminalsResolver {
  @Query(() => TerminalObject, {
    nullable: true,
    description: "One terminal of the viewer's subtree; null for any other.",
  })
  async terminal(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalView | null> {
    const known = idOf('terminal', id)
    return known === null ? null : await operation.load.terminal.load(known)
  }

  @Query(() => TerminalObject, { nullable: true, description: "One terminal by the acquirer's own number for it." })
  async terminalByTid(
    @Args(() => TerminalByTidArgs) { acquirerCode, tid }: TerminalByTidArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalView | null> {
    if (acquirerCode.includes('\0') || tid.includes('\0')) return null
    const above = operation.viewer.above.find((node) => node.kind === 'ACQUIRER' && node.code === acquirerCode)
    const acquirer = above ?? (await operation.read((db) => acquirerByCode(db, acquirerCode)))
    return acquirer === null ? null : await operation.read((db) => terminalByTid(db, acquirer.id, tid))
  }

  @Query(() => TerminalConnection, { description: "Terminals of the viewer's subtree." })
  async terminals(
    @Args(() => TerminalsArgs) args: TerminalsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalPage> {
    return await terminalPage(operation, args)
  }

  @Query(() => FleetCountsObject, { description: "The viewer's fleet in figures, or that of one organisation." })
  async fleetCounts(
    @Arg('organisationId', () => ID, { nullable: true, description: 'Only under this organisation.' }) organisationId:
      | string
      | null,
    @Ctx('operation') operation: Operation,
  ): Promise<Figures> {
    const level = await levelFor(operation, organisationId)
    if (level === null)
      return {
        total: 0,
        neverEnrolled: 0,
        retired: 0,
        byStatus: [],
        offlineLong: 0,
        withFaults: 0,
        openCommands: 0,
        pendingApprovals: 0,
        overdueReviews: 0,
        openAlerts: 0,
        overdueAlerts: 0,
        openIncidents: 0,
        waitingRecoveries: 0,
        heldRollouts: 0,
        overdueInspections: 0,
        overdueMaintenance: 0,
        at: operation.now,
      }
    return await operation.house.figures.count(operation, level)
  }
}

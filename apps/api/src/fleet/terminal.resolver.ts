import { policyValues, stepUpNeed } from '@budeng/access'
import { actionsFor } from '@budeng/fleet'
import { Fault } from '@budeng/kernel'
import type { CommandRow, DeviceView, EventView, HeartbeatRow, NodeRow, TerminalView } from '@budeng/storage'
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql'
import { namedOrganisation } from '../access/find-organisation.ts'
import { OrganisationObject } from '../access/organisation.type.ts'
import { policiesHere, rulesUnder } from '../access/place-policies.ts'
import { stepUpPolicy } from '../access/step-up-policy.ts'
import type { Connection } from '../graphql/connection.ts'
import type { Operation } from '../graphql/operation.ts'
import { causeText, obstacleText, userError } from '../language/language.ts'
import { ActionObject, CauseObject } from './action.type.ts'
import { CommandsArgs } from './command-input.ts'
import { commandPage } from './command-page.ts'
import { CommandConnection, CommandObject } from './command.type.ts'
import { TimelineArgs } from './event-input.ts'
import { eventPage } from './event-page.ts'
import { EventConnection } from './event.type.ts'
import { DeviceObject, HeartbeatObject, TerminalObject } from './terminal.type.ts'

@Resolver(() => TerminalObject)
export class TerminalResolver {
  @FieldResolver(() => OrganisationObject, { description: 'The acquirer that it works for.' })
  async acquirer(@Root() terminal: TerminalView, @Ctx('operation') operation: Operation): Promise<NodeRow> {
    return await standing(operation, terminal.acquirerId)
  }

  @FieldResolver(() => OrganisationObject, {
    nullable: true,
    description: 'The agent that looks after it; null when the acquirer does itself.',
  })
  async agent(@Root() terminal: TerminalView, @Ctx('operation') operation: Operation): Promise<NodeRow | null> {
    return terminal.agentId === null ? null : await namedOrganisation(operation, terminal.agentId)
  }

  @FieldResolver(() => OrganisationObject, { description: 'The merchant that uses it.' })
  async merchant(@Root() terminal: TerminalView, @Ctx('operation') operation: Operation): Promise<NodeRow> {
    return await standing(operation, terminal.merchantId)
  }

  @FieldResolver(() => OrganisationObject, { description: 'The store where it stands.' })
  async store(@Root() terminal: TerminalView, @Ctx('operation') operation: Operation): Promise<NodeRow> {
    return await standing(operation, terminal.storeId)
  }

  @FieldResolver(() => DeviceObject, {
    nullable: true,
    description: 'The device that is assigned to it; null before enrolment.',
  })
  async device(@Root() terminal: TerminalView, @Ctx('operation') operation: Operation): Promise<DeviceView | null> {
    return await operation.load.deviceOfTerminal.load(terminal.id)
  }

  @FieldResolver(() => Boolean, { description: 'True while its connection stands.' })
  async connected(@Root() terminal: TerminalView, @Ctx('operation') operation: Operation): Promise<boolean> {
    return (await operation.load.link.load(terminal.id))?.connected ?? false
  }

  @FieldResolver(() => HeartbeatObject, { nullable: true, description: 'The newest heartbeat; null before the first.' })
  async heartbeat(
    @Root() terminal: TerminalView,
    @Ctx('operation') operation: Operation,
  ): Promise<HeartbeatRow | null> {
    return (await operation.load.link.load(terminal.id))?.heartbeat ?? null
  }

  @FieldResolver(() => CommandObject, {
    nullable: true,
    description: "The command that holds the terminal's one slot for mutating commands.",
  })
  async runningCommand(
    @Root() terminal: TerminalView,
    @Ctx('operation') operation: Operation,
  ): Promise<CommandRow | null> {
    return terminal.slotCommandId === null ? null : await operation.load.command.load(terminal.slotCommandId)
  }

  @FieldResolver(() => [ActionObject], {
    description: 'What the viewer may do now, and why not: from the same rule that decides a request.',
  })
  async actions(@Root() terminal: TerminalView, @Ctx('operation') operation: Operation): Promise<ActionObject[]> {
    const situation = await operation.load.situation.load(terminal.id)
    if (situation === null) return []
    const { authority, bulkRaise } = rulesUnder(operation, policyValues(await policiesHere(operation, terminal.path)))
    const policy = await stepUpPolicy(operation, terminal.path)
    return actionsFor(authority, situation, bulkRaise).map(({ reasons, presence, secondPerson, ...offer }) => ({
      ...offer,
      reasons: reasons.map((reason) => userError(reason, operation.reader)),
      needsPresence: presence,
      needsSecondPerson: secondPerson,
      stepUp: stepUpNeed({ tier: offer.tier, terminals: 1 }, operation.viewer.role, policy),
    }))
  }

  @FieldResolver(() => [CauseObject], {
    description:
      'What is probably wrong, the most likely first; more than one cause may be named, and none when nothing is known to be wrong.',
  })
  async diagnosis(@Root() { id }: TerminalView, @Ctx('operation') operation: Operation): Promise<CauseObject[]> {
    const diagnosis = await operation.load.diagnosis.load(id)
    return (diagnosis?.causes ?? []).map((cause) => ({
      ...cause,
      ...causeText(cause, operation.reader),
      pastRuns: diagnosis?.past.find((one) => one.playbook === cause.playbook && one.cause === cause.code) ?? null,
    }))
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why a re-login does not help here, as the end of a sentence; null when it may, or nothing is wrong.',
  })
  async reloginObstacle(@Root() { id }: TerminalView, @Ctx('operation') operation: Operation): Promise<string | null> {
    return obstacleText((await operation.load.diagnosis.load(id))?.relogin ?? null, operation.reader)
  }

  @FieldResolver(() => CommandConnection, { description: 'Its commands, newest first.' })
  async commands(
    @Root() { id: terminalId }: TerminalView,
    @Args(() => CommandsArgs) args: CommandsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<CommandRow>> {
    return await commandPage(operation, args, { terminalId }, 'nested')
  }

  @FieldResolver(() => EventConnection, {
    description: 'Everything that happened to it and its commands, newest first.',
  })
  async timeline(
    @Root() { id: terminalId }: TerminalView,
    @Args(() => TimelineArgs) args: TimelineArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<EventView>> {
    return await eventPage(operation, { ...args, filter: { terminalId } }, 'nested')
  }
}

/** A terminal is seen only together with the places where it stands. */
async function standing(operation: Operation, nodeId: string): Promise<NodeRow> {
  const node = await namedOrganisation(operation, nodeId)
  if (node === null) throw new Fault('a terminal stands at an organisation that is not there')
  return node
}

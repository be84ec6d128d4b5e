import { FAULT_CODES, METRICS, OWN_SUBJECTS } from '@budeng/fleet'
import {
  type AlertRow,
  type EventView,
  type IncidentView,
  incidentTerminalIds,
  type PersonRow,
  ruleBook,
  rulesOnPath,
  type TerminalView,
} from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql'
import { ownOrganisation } from '../../access/find-organisation.ts'
import { PersonObject } from '../../access/person.type.ts'
import type { Connection } from '../../graphql/connection.ts'
import type { Operation } from '../../graphql/operation.ts'
import { pageSize } from '../../graphql/paging.ts'
import { EventObject } from '../event.type.ts'
import { TerminalObject } from '../terminal.type.ts'
import { AlertCareInput, AlertMuteInput, AlertRuleSetInput, AlertsArgs, IncidentsArgs } from './alert-input.ts'
import { alertPage, incidentPage } from './alert-page.ts'
import {
  AlertCarePayload,
  AlertConnection,
  AlertMutePayload,
  AlertObject,
  AlertRuleObject,
  AlertRulePayload,
  IncidentConnection,
  IncidentObject,
} from './alert.type.ts'
import { careFor, setRule } from './care.ts'
import { handsFor } from './hands.ts'
import { mute } from './mutes.ts'

@Resolver(() => AlertObject)
export class AlertResolver {
  @FieldResolver(() => TerminalObject, { description: 'The terminal that it is about.' })
  async terminal(@Root() alert: AlertRow, @Ctx('operation') operation: Operation): Promise<TerminalView | null> {
    return await operation.load.terminal.load(alert.terminalId)
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who works on it; null for nobody, and for people that the viewer does not see.',
  })
  async claimedBy(@Root() { claimedBy }: AlertRow, @Ctx('operation') { load }: Operation): Promise<PersonRow | null> {
    return claimedBy === null ? null : await load.person.load(claimedBy)
  }

  @FieldResolver(() => IncidentObject, { nullable: true, description: 'The incident that it has folded into.' })
  async incident(
    @Root() { incidentId }: AlertRow,
    @Ctx('operation') { load }: Operation,
  ): Promise<IncidentView | null> {
    return incidentId === null ? null : await load.incident.load(incidentId)
  }

  @FieldResolver(() => Boolean, { description: 'True when nobody has acknowledged it in time.' })
  overdue(@Root() { state, dueAt }: AlertRow, @Ctx('operation') { now }: Operation): boolean {
    return state === 'RAISED' && dueAt < now
  }

  @FieldResolver(() => [EventObject], { description: 'What became of it and what people said, oldest first.' })
  async timeline(@Root() { id }: AlertRow, @Ctx('operation') { load }: Operation): Promise<readonly EventView[]> {
    return await load.timeline.load(id)
  }
}

@Resolver(() => IncidentObject)
export class IncidentResolver {
  @FieldResolver(() => String, { description: 'What it is called, for people: the store’s name, the cell, the host.' })
  async name(@Root() { kind, key }: IncidentView, @Ctx('operation') { load }: Operation): Promise<string> {
    return kind === 'STORE' ? ((await load.node.load(key))?.name ?? key) : key
  }

  @FieldResolver(() => Boolean, { description: 'True while no recovery begins by itself on its terminals.' })
  brakes(@Root() { endedAt }: IncidentView): boolean {
    return endedAt === null
  }

  @FieldResolver(() => PersonObject, {
    nullable: true,
    description: 'Who works on it; null for nobody, and for people that the viewer does not see.',
  })
  async claimedBy(
    @Root() { claimedBy }: IncidentView,
    @Ctx('operation') { load }: Operation,
  ): Promise<PersonRow | null> {
    return claimedBy === null ? null : await load.person.load(claimedBy)
  }

  @FieldResolver(() => [TerminalObject], { description: 'Terminals that it hit, those still out first.' })
  async terminals(
    @Root() { id }: IncidentView,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many at most.' }) first: number,
    @Ctx('operation') operation: Operation,
  ): Promise<TerminalView[]> {
    const max = pageSize(first, 'nested')
    const ids = await operation.read((db) => incidentTerminalIds(db, id, max))
    const found = await Promise.all(ids.map((terminalId) => operation.load.terminal.load(terminalId)))
    return found.filter((terminal) => terminal !== null)
  }

  @FieldResolver(() => [EventObject], { description: 'What became of it and what people said, oldest first.' })
  async timeline(@Root() { id }: IncidentView, @Ctx('operation') { load }: Operation): Promise<readonly EventView[]> {
    return await load.timeline.load(id)
  }
}

@Resolver()
export class AlertsResolver {
  @Query(() => AlertConnection, {
    description: 'Alerts of the viewer’s subtree; as asked with nothing, those that ask for somebody.',
  })
  async alerts(
    @Args(() => AlertsArgs) args: AlertsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<AlertRow>> {
    return await alertPage(operation, args, null, 'root')
  }

  @Query(() => IncidentConnection, { description: 'Outages that hit terminals of the viewer’s, the newest first.' })
  async incidents(
    @Args(() => IncidentsArgs) args: IncidentsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<IncidentView>> {
    return await incidentPage(operation, args)
  }

  @Query(() => [PersonObject], { description: 'To whom an alert, an incident or a piece of work may be handed over.' })
  async careHands(
    @Arg('of', () => ID, { description: 'Id of what is handed over.' }) of: string,
    @Ctx('operation') operation: Operation,
  ): Promise<PersonRow[]> {
    return await handsFor(operation, of)
  }

  @Query(() => [AlertRuleObject], {
    description: 'What raises alerts at an organisation: of each subject the nearest one’s rule.',
  })
  async alertRules(
    @Arg('organisationId', () => ID, { description: 'Where.' }) organisationId: string,
    @Ctx('operation') operation: Operation,
  ): Promise<AlertRuleObject[]> {
    return await rulesAt(operation, organisationId, null)
  }

  @Mutation(() => AlertCarePayload, {
    description:
      'Acknowledges, claims, hands over, comments or clears an alert or an incident; claims, hands over and comments a recovery or a work order.',
  })
  async alertCare(
    @Arg('input', () => AlertCareInput, { description: 'Which, and what is done.' }) input: AlertCareInput,
    @Ctx('operation') operation: Operation,
  ): Promise<AlertCarePayload> {
    return await careFor(operation, input)
  }

  @Mutation(() => AlertMutePayload, { description: 'Keeps alerts of a terminal or an organisation quiet for a time.' })
  async alertMute(
    @Arg('input', () => AlertMuteInput, { description: 'Which, until when, and why.' }) input: AlertMuteInput,
    @Ctx('operation') operation: Operation,
  ): Promise<AlertMutePayload> {
    return await mute(operation, input)
  }

  @Mutation(() => AlertRulePayload, { description: 'Sets an organisation’s own rule for a subject, or takes it back.' })
  async alertRuleSet(
    @Arg('input', () => AlertRuleSetInput, { description: 'Where, what, and why.' }) input: AlertRuleSetInput,
    @Ctx('operation') operation: Operation,
  ): Promise<AlertRulePayload> {
    const done = await setRule(operation, input)
    if (done.userErrors.length > 0) return { rule: null, ...done }
    const [rule = null] = await rulesAt(operation, input.organisationId, input.subject)
    return { rule, ...done }
  }
}

/** Rules as they hold at an organisation: of one subject, or of all that are known or have rules of their own. */
async function rulesAt(operation: Operation, organisationId: string, only: string | null): Promise<AlertRuleObject[]> {
  const node = await ownOrganisation(operation, organisationId)
  if (node === null) return []
  const own = await operation.read((db) => rulesOnPath(db, node.path))
  const ruleOf = (await operation.read((db) => ruleBook(db, [node.path])))(node.path)
  const all = new Set<string>([...OWN_SUBJECTS, ...METRICS, ...FAULT_CODES, ...own.map(({ subject }) => subject)])
  const subjects = only === null ? [...all] : [only]
  return subjects.map((subject) => {
    const { enabled, severity, holdMs, clearMs, raiseAt, clearAt } = ruleOf(subject, null)
    const isOwn = own.some((row) => row.nodeId === node.id && row.subject === subject)
    return { subject, enabled, severity, holdMs, clearMs, raiseAt, clearAt, own: isOwn }
  })
}

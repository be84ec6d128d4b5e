import { compareSeverity, contradictionsOf, faultFacts, type Metric, responseBook, severityOf } from '@budeng/fleet'
import {
  type AlertRow,
  type FaultRow,
  healthHistory,
  type HistoryRange,
  type IncidentView,
  responseCodesOf,
  type TerminalView,
} from '@budeng/storage'
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql'
import type { Connection } from '../../graphql/connection.ts'
import type { Operation } from '../../graphql/operation.ts'
import { TerminalObject } from '../terminal.type.ts'
import { AlertsArgs } from './alert-input.ts'
import { alertPage } from './alert-page.ts'
import { AlertConnection, IncidentObject } from './alert.type.ts'
import {
  ContradictionObject,
  FaultObject,
  HealthSeriesObject,
  ResponseCodeObject,
  ResponseCodePayload,
  ResponseCodeSetInput,
  TerminalConditionObject,
} from './condition.type.ts'
import { HistoryRangeEnum, MetricEnum } from './enums.ts'
import { setResponseCode } from './set-response-code.ts'

/** How a terminal is: what stands against it, what it says of itself, and how that was over time. */
@Resolver(() => TerminalConditionObject)
export class TerminalConditionResolver {
  @FieldResolver(() => [FaultObject], { description: 'Its faults with what is known of each, worst first.' })
  async faults(
    @Root() { terminal: { id } }: TerminalConditionObject,
    @Ctx('operation') { load, reader }: Operation,
  ): Promise<FaultObject[]> {
    return (await load.faults.load(id))
      .map((row) => faultOf(row, reader.language))
      .sort((a, b) => compareSeverity(b.severity, a.severity) || (a.code < b.code ? -1 : 1))
  }

  @FieldResolver(() => [ContradictionObject], { description: 'What contradicts itself in its own word.' })
  async contradictions(
    @Root() { terminal }: TerminalConditionObject,
    @Ctx('operation') { load }: Operation,
  ): Promise<ContradictionObject[]> {
    const heartbeat = (await load.link.load(terminal.id))?.heartbeat ?? null
    if (heartbeat === null) return []
    const { presence, signOn } = terminal
    const reported = (await load.faults.load(terminal.id)).flatMap(({ code, reportedAt }) =>
      reportedAt === null ? [] : [code],
    )
    return [...contradictionsOf({ health: heartbeat.health, presence, signOn, reported })]
  }

  @FieldResolver(() => HealthSeriesObject, { description: 'One of its figures over time, up to now.' })
  async history(
    @Root() { terminal: { id } }: TerminalConditionObject,
    @Arg('metric', () => MetricEnum, { defaultValue: 'SIGNAL', description: 'Which.' }) metric: Metric,
    @Arg('range', () => HistoryRangeEnum, { defaultValue: 'DAY', description: 'How far back.' }) range: HistoryRange,
    @Ctx('operation') operation: Operation,
  ): Promise<HealthSeriesObject> {
    const { from, stepMs, points } = await operation.read((db) => healthHistory(db, id, metric, range))
    const told = points.flatMap((point, index) =>
      point === null ? [] : [{ at: from + index * stepMs, low: point[0], mean: point[1], high: point[2] }],
    )
    return { metric, from, stepMs, points: told }
  }
}

@Resolver(() => TerminalObject)
export class TerminalAlertsResolver {
  @FieldResolver(() => TerminalConditionObject, { description: 'How it is, and how it was.' })
  condition(@Root() terminal: TerminalView): TerminalConditionObject {
    return { terminal }
  }

  @FieldResolver(() => AlertConnection, { description: 'Its alerts.' })
  async alerts(
    @Root() { id: terminalId }: TerminalView,
    @Args(() => AlertsArgs) args: AlertsArgs,
    @Ctx('operation') operation: Operation,
  ): Promise<Connection<AlertRow>> {
    return await alertPage(operation, args, { terminalId }, 'nested')
  }

  @FieldResolver(() => IncidentObject, { nullable: true, description: 'The outage that it is part of now.' })
  async incident(@Root() { id }: TerminalView, @Ctx('operation') { load }: Operation): Promise<IncidentView | null> {
    const incidentId = await load.incidentOfTerminal.load(id)
    return incidentId === null ? null : await load.incident.load(incidentId)
  }
}

function faultOf(
  { code, severity, detail, since, reportedAt, derivedAt }: FaultRow,
  language: 'en' | 'zh-CN',
): FaultObject {
  const facts = faultFacts(code)
  return {
    code,
    text: facts === null ? code : language === 'en' ? facts.en : facts.zh,
    severity: severityOf(code, severity),
    known: facts !== null,
    since,
    reported: reportedAt !== null,
    derived: derivedAt !== null,
    detail,
    firstAction: facts?.first ?? 'NONE',
  }
}

@Resolver()
export class ResponseCodesResolver {
  @Query(() => [ResponseCodeObject], { description: 'What the host of the viewer’s acquirer means with its answers.' })
  async responseCodes(@Ctx('operation') operation: Operation): Promise<ResponseCodeObject[]> {
    return await bookOf(operation)
  }

  @Mutation(() => ResponseCodePayload, {
    description: 'Says what the own host means with an answer, or takes it back.',
  })
  async responseCodeSet(
    @Arg('input', () => ResponseCodeSetInput, { description: 'Which code, what it means, and why.' })
    input: ResponseCodeSetInput,
    @Ctx('operation') operation: Operation,
  ): Promise<ResponseCodePayload> {
    const done = await setResponseCode(operation, input)
    return { responseCodes: done.userErrors.length === 0 ? await bookOf(operation) : [], ...done }
  }
}

async function bookOf(operation: Operation): Promise<ResponseCodeObject[]> {
  const acquirerId = operation.level.path.split('.')[0] ?? ''
  const own = (await operation.read((db) => responseCodesOf(db, [acquirerId]))).get(acquirerId) ?? []
  return [...responseBook(own).values()]
    .map((row) => ({ ...row, own: own.some(({ code }) => code === row.code) }))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}

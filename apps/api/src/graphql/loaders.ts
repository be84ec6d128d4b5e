import type { BudgetWindows, GrantSpending } from '@budeng/access'
import type { Command, TerminalSituation } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import {
  type AlertRow,
  alertsByIds,
  type ApiKeyRow,
  apiKeysByIds,
  apiKeysOf,
  type BreakGlassRow,
  breakGlassesByIds,
  type BulkRow,
  type BulkStateCount,
  bulksByIds,
  challengesByIds,
  type ChangeRequestRow,
  changesByIds,
  waitingChanges,
  type CommandRow,
  commandsCausedBy,
  countBulkStates,
  type DeviceView,
  deputiesByIds,
  type DeputyRow,
  devicesByIds,
  diagnosesOf,
  type DiagnosisView,
  devicesOfTerminals,
  type EventView,
  type GrantRow,
  grantsByIds,
  queuedUnder,
  spendingOf,
  faultsOf,
  type FaultRow,
  incidentsByIds,
  type IncidentView,
  openIncidentsOf,
  type FactorRows,
  accountsOfHumans,
  factorsOfPeople,
  eventsByIds,
  eventsOfSubjects,
  lastSeenOf,
  type LinkView,
  careIntervalsOf,
  careOf,
  labelsOf,
  visitsOfTerminals,
  linksOf,
  loadCommands,
  loadRecoveries,
  loadRollouts,
  type RolloutRow,
  type RolloutHold,
  rolloutHolds,
  rolloutsOfBulks,
  loadSituations,
  type NodeRow,
  nodesByIds,
  type HumanOf,
  humansOf,
  peopleByIds,
  type NodePolicyRow,
  packageUses,
  type PersonRow,
  policiesOnPaths,
  type PresenceChallengeRow,
  recoveryChances,
  type RecoveryRow,
  selectionsByIds,
  type SelectionRow,
  liveBoardsOf,
  type SessionRow,
  type CareIntervalRow,
  type CareVisitRow,
  type TerminalCareRow,
  type TerminalLabelRow,
  type TerminalView,
  terminalsByIds,
  type WorkOrderRow,
  type PhotoView,
  photosOfOrders,
  workOrdersByIds,
  workOrdersOfRecoveries,
  workOrdersOfVisits,
  visitsByIds,
  type TerminalFileRow,
  terminalFilesOf,
  parametersOfTerminals,
  type TerminalParametersRow,
} from '@budeng/storage'
import DataLoader from 'dataloader'
import { TIMELINE_MAX, VISITS_SHOWN_MAX } from '../limits.ts'
import { byId, loading, type Loading } from './loading.ts'
import type { Reading } from './reading.ts'
import { type CorrectionLoaders, makeCorrectionLoaders } from '../corrections/correction-loaders.ts'
import { makeNotificationLoaders, type NotificationLoaders } from '../notifications/notification-loaders.ts'
import { makeMoneyLoaders, type MoneyLoaders } from '../transactions/money-loaders.ts'

/** Everything that is fetched by id in one operation: each kind in one query, each row once. */
export interface Loaders extends MoneyLoaders, CorrectionLoaders, NotificationLoaders {
  readonly node: DataLoader<string, NodeRow | null>
  readonly person: DataLoader<string, PersonRow | null>
  /** By human. */
  readonly accountsOfHuman: DataLoader<string, readonly PersonRow[]>
  /** By package. */
  readonly packageUse: DataLoader<string, { readonly packageId: string; readonly count: number } | null>
  /** By account, in scope or not: the human whose it is now. */
  readonly human: DataLoader<string, HumanOf | null>
  readonly factors: DataLoader<string, FactorRows | null>
  readonly lastSeen: DataLoader<string, { readonly personId: string; readonly seenAt: Instant } | null>
  readonly terminal: DataLoader<string, TerminalView | null>
  readonly link: DataLoader<string, LinkView | null>
  readonly situation: DataLoader<string, TerminalSituation | null>
  readonly device: DataLoader<string, DeviceView | null>
  readonly deviceOfTerminal: DataLoader<string, DeviceView | null>
  readonly command: DataLoader<string, CommandRow | null>
  readonly causedBy: DataLoader<string, readonly CommandRow[]>
  readonly file: DataLoader<string, TerminalFileRow | null>
  readonly parameters: DataLoader<string, TerminalParametersRow | null>
  readonly bulk: DataLoader<string, BulkRow | null>
  readonly bulkStates: DataLoader<string, readonly BulkStateCount[]>
  readonly selection: DataLoader<string, SelectionRow | null>
  readonly challenge: DataLoader<string, PresenceChallengeRow | null>
  readonly alert: DataLoader<string, AlertRow | null>
  readonly incident: DataLoader<string, IncidentView | null>
  readonly incidentOfTerminal: DataLoader<string, string | null>
  readonly faults: DataLoader<string, readonly FaultRow[]>
  readonly change: DataLoader<string, ChangeRequestRow | null>
  /** By subject: what waits for a second person. */
  readonly waitingChanges: DataLoader<string, readonly ChangeRequestRow[]>
  readonly apiKey: DataLoader<string, ApiKeyRow | null>
  readonly apiKeysOf: DataLoader<string, readonly ApiKeyRow[]>
  readonly breakGlass: DataLoader<string, BreakGlassRow | null>
  readonly event: DataLoader<string, EventView | null>
  readonly deputy: DataLoader<string, DeputyRow | null>
  readonly grant: DataLoader<string, GrantRow | null>
  readonly queuedUnder: DataLoader<string, number | null>
  readonly grantSpending: DataLoader<{ readonly id: string; readonly windows: BudgetWindows }, GrantSpending, string>
  /** By path: the own words of every node on it. */
  readonly policies: DataLoader<string, readonly NodePolicyRow[]>
  readonly recovery: DataLoader<string, RecoveryRow | null>
  readonly diagnosis: DataLoader<string, DiagnosisView | null>
  readonly recoverySight: DataLoader<string, Awaited<ReturnType<typeof recoveryChances>>[number] | null>
  readonly rollout: DataLoader<string, RolloutRow | null>
  readonly rolloutHold: DataLoader<string, RolloutHold | null>
  readonly rolloutOfBulk: DataLoader<string, RolloutRow | null>
  readonly workOrder: DataLoader<string, WorkOrderRow | null>
  /** By the recovery that left it. */
  readonly workOrderOf: DataLoader<string, WorkOrderRow | null>
  /** By the visit that left it. */
  readonly workOrderOfVisit: DataLoader<string, WorkOrderRow | null>
  /** By work order. */
  readonly photos: DataLoader<string, readonly PhotoView[]>
  readonly timeline: DataLoader<string, readonly EventView[]>
  /** By terminal. */
  readonly labels: DataLoader<string, readonly TerminalLabelRow[]>
  readonly care: DataLoader<string, readonly TerminalCareRow[]>
  /** By watch window: its boards that still admit. */
  readonly boardsOfWatch: DataLoader<string, readonly SessionRow[]>
  readonly careVisit: DataLoader<string, CareVisitRow | null>
  readonly careVisits: DataLoader<string, readonly CareVisitRow[]>
  /** By acquirer. */
  readonly careIntervals: DataLoader<string, readonly CareIntervalRow[]>
}

export function makeLoaders(reading: Reading): Loaders {
  const load = loading(reading)
  const { one, many } = load
  const byTerminal = ({ terminalId }: { readonly terminalId: string | null }) => terminalId
  const byCommand = ({ commandId }: { readonly commandId: string }) => commandId
  return {
    ...makeMoneyLoaders(reading, load),
    ...makeNotificationLoaders(load),
    ...makeCorrectionLoaders(load),
    node: one(nodesByIds, byId),
    person: one(peopleByIds, byId),
    accountsOfHuman: many(accountsOfHumans, ({ humanId }) => humanId),
    human: one(humansOf, ({ accountId }) => accountId),
    factors: one(factorsOfPeople, ({ personId }) => personId),
    lastSeen: one(lastSeenOf, ({ personId }) => personId),
    terminal: one(terminalsByIds, byId),
    boardsOfWatch: many(liveBoardsOf, ({ watchId }) => watchId),
    link: one(linksOf, byTerminal),
    packageUse: one(packageUses, ({ packageId }) => packageId),
    ...estateLoaders(load),
    situation: one(async (db, ids) => [...(await loadSituations(db, ids)).values()], byTerminal),
    device: one(devicesByIds, byId),
    deviceOfTerminal: one(devicesOfTerminals, byTerminal),
    command: one(loadCommands, byId),
    causedBy: many(commandsCausedBy, ({ causedBy }: Command) => causedBy),
    file: one(terminalFilesOf, byCommand),
    parameters: one(parametersOfTerminals, byTerminal),
    bulk: one(bulksByIds, byId),
    rollout: one(loadRollouts, byId),
    rolloutHold: one(rolloutHolds, byId),
    rolloutOfBulk: one(rolloutsOfBulks, ({ bulkId }) => bulkId),
    bulkStates: many(countBulkStates, ({ bulkId }) => bulkId),
    selection: one(selectionsByIds, byId),
    challenge: one(challengesByIds, byCommand),
    alert: one(alertsByIds, byId),
    incident: one(incidentsByIds, byId),
    incidentOfTerminal: new DataLoader<string, string | null>(async (ids) => {
      const open = await reading.run((db) => openIncidentsOf(db, ids))
      return ids.map((id) => open.get(id) ?? null)
    }),
    faults: many(async (db, ids) => [...(await faultsOf(db, ids)).values()].flat(), byTerminal),
    ...changeLoaders(load),
    apiKey: one(apiKeysByIds, byId),
    apiKeysOf: many(apiKeysOf, ({ personId }) => personId),
    event: one(eventsByIds, byId),
    deputy: one(deputiesByIds, byId),
    grant: one(grantsByIds, byId),
    queuedUnder: new DataLoader<string, number | null>(async (ids) => {
      const counts = await reading.run((db) => queuedUnder(db, ids))
      return ids.map((id) => counts.get(id) ?? null)
    }),
    grantSpending: new DataLoader(
      async (asked) => {
        const spent = await reading.run((db) => spendingOf(db, asked))
        return asked.map(({ id }) => spent.get(id) ?? { hour: 0, day: 0 })
      },
      { cacheKeyFn: ({ id }) => id },
    ),
    policies: policiesLoader(reading),
    ...recoveryLoaders(load),
  }
}

/** By path: rows of every node that stands on it. */
function policiesLoader(reading: Reading): Loaders['policies'] {
  return new DataLoader(async (paths) => {
    const rows = await reading.run((db) => policiesOnPaths(db, paths))
    return paths.map((path) => rows.filter(({ nodeId }) => path.split('.').includes(nodeId)))
  })
}

function recoveryLoaders({
  one,
  many,
}: Loading): Pick<
  Loaders,
  'diagnosis' | 'photos' | 'recovery' | 'recoverySight' | 'timeline' | 'workOrder' | 'workOrderOf' | 'workOrderOfVisit'
> {
  return {
    recovery: one(loadRecoveries, byId),
    diagnosis: one(diagnosesOf, ({ terminalId }) => terminalId),
    recoverySight: one(recoveryChances, ({ place }) => place.terminalId),
    workOrder: one(workOrdersByIds, byId),
    workOrderOf: one(workOrdersOfRecoveries, ({ recoveryId }) => recoveryId),
    workOrderOfVisit: one(workOrdersOfVisits, ({ visitId }) => visitId),
    photos: many(photosOfOrders, ({ workOrderId }) => workOrderId),
    timeline: many(
      (db, ids) => eventsOfSubjects(db, ids, TIMELINE_MAX),
      ({ subject }) => subject,
    ),
  }
}

function changeLoaders({ one, many }: Loading): Pick<Loaders, 'breakGlass' | 'change' | 'waitingChanges'> {
  return {
    change: one(changesByIds, byId),
    waitingChanges: many(waitingChanges, ({ subject }) => subject),
    breakGlass: one(breakGlassesByIds, byId),
  }
}

function estateLoaders({
  one,
  many,
}: Loading): Pick<Loaders, 'care' | 'careIntervals' | 'careVisit' | 'careVisits' | 'labels'> {
  const byTerminal = ({ terminalId }: { readonly terminalId: string }) => terminalId
  return {
    labels: many(labelsOf, byTerminal),
    care: many(careOf, byTerminal),
    careVisit: one(visitsByIds, byId),
    careVisits: many((db, ids) => visitsOfTerminals(db, ids, VISITS_SHOWN_MAX), byTerminal),
    careIntervals: many(careIntervalsOf, ({ acquirerId }) => acquirerId),
  }
}

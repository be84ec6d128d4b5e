import 'reflect-metadata'
import { Fault } from '@budeng/kernel'
import { type GraphQLSchema, isInputObjectType } from 'graphql'
import { buildSchemaSync, type PubSub } from 'type-graphql'
import { DeputiesResolver, DeputyResolver, ViewerDeputyResolver } from '../access/deputy.resolver.ts'
import {
  GrantResolver,
  GrantsResolver,
  OrganisationGrantsResolver,
  ViewerGrantsResolver,
} from '../access/grant.resolver.ts'
import { ApiKeyResolver, ServiceAccountResolver } from '../access/api-key.resolver.ts'
import { OrganisationResolver } from '../access/organisation.resolver.ts'
import { PeopleResolver } from '../access/people.resolver.ts'
import { PersonResolver } from '../access/person.resolver.ts'
import { PersonChangeResolver } from '../access/person-change.resolver.ts'
import { PolicyResolver } from '../access/policy.resolver.ts'
import { OwnIdentitiesResolver, SecurityResolver } from '../access/security.resolver.ts'
import { SessionResolver } from '../access/session.resolver.ts'
import {
  IdentityProviderResolver,
  IdentityResolver,
  OrganisationProviderResolver,
  ProviderResolver,
} from '../access/sso/provider.resolver.ts'
import { StepUpResolver } from '../access/step-up.resolver.ts'
import { ViewerResolver } from '../access/viewer.resolver.ts'
import { AuditResolver } from '../audit/audit.resolver.ts'
import { ApprovalsResolver } from '../approvals/approvals.resolver.ts'
import { BreakGlassResolver, ChangesResolver } from '../approvals/changes.resolver.ts'
import { AlertResolver, AlertsResolver, IncidentResolver } from '../fleet/health/alert.resolver.ts'
import {
  ResponseCodesResolver,
  TerminalAlertsResolver,
  TerminalConditionResolver,
} from '../fleet/health/condition.resolver.ts'
import { MuteResolver, MutesResolver } from '../fleet/health/mute.resolver.ts'
import { BulkActionResolver, BulksResolver } from '../fleet/bulk.resolver.ts'
import { CommandResolver } from '../fleet/command.resolver.ts'
import { CommandsResolver } from '../fleet/commands.resolver.ts'
import { DevicesResolver } from '../fleet/devices.resolver.ts'
import { TerminalLifeResolver } from '../fleet/terminal-life.resolver.ts'
import { EventResolver } from '../fleet/event.resolver.ts'
import { LiveResolver } from '../fleet/live.resolver.ts'
import { ParametersResolver } from '../fleet/parameters.resolver.ts'
import { SoftwarePackageResolver, SoftwareResolver } from '../fleet/software.resolver.ts'
import { PresenceResolver } from '../fleet/presence.resolver.ts'
import {
  ActionPreviewResolver,
  PreviewLineResolver,
  PreviewParameterBeforeResolver,
  SelectionResolver,
} from '../fleet/selection.resolver.ts'
import {
  RecoveriesResolver,
  RecoveryResolver,
  RecoveryStepResolver,
  TerminalRecoveryResolver,
  WorkOrderResolver,
} from '../fleet/recoveries/recovery.resolver.ts'
import {
  BulkRolloutResolver,
  RolloutMemberResolver,
  RolloutResolver,
  RolloutsResolver,
} from '../fleet/rollouts/rollout.resolver.ts'
import { StopResolver, StopsResolver } from '../fleet/stops/stop.resolver.ts'
import { WatchBoardResolver, WatchWindowResolver, WatchWindowsResolver } from '../fleet/watch/watch.resolver.ts'
import { KnownValuesResolver } from '../fleet/estate/known.resolver.ts'
import { TerminalLabelsResolver } from '../fleet/estate/labels.resolver.ts'
import {
  CareIntervalResolver,
  CareVisitResolver,
  DueVisitResolver,
  TerminalCareResolver,
} from '../fleet/care/care.resolver.ts'
import { RegistrationMappingResolver } from '../fleet/estate/mapping.resolver.ts'
import { SavedViewResolver } from '../fleet/estate/view.resolver.ts'
import { TerminalConnectionResolver } from '../fleet/terminal-connection.resolver.ts'
import { TerminalResolver } from '../fleet/terminal.resolver.ts'
import { FleetHistoryResolver } from '../fleet/fleet-history.resolver.ts'
import { TerminalsResolver } from '../fleet/terminals.resolver.ts'
import { OrganisationMoveResolver } from '../access/move.resolver.ts'
import { OrganisationTreeResolver, TreeResolver } from '../access/tree.resolver.ts'
import {
  DifferenceResolver,
  OrganisationAgreementResolver,
  TerminalAgreementResolver,
} from '../transactions/agreement.resolver.ts'
import { BatchResolver } from '../transactions/batch.resolver.ts'
import { LedgerAccountLineResolver, LedgerResolver } from '../transactions/ledger.resolver.ts'
import { PayableResolver, PayoutResolver, SettlementResolver } from '../transactions/settlement.resolver.ts'
import { StatementLineResolver, StatementResolver } from '../transactions/statement.resolver.ts'
import { ExportResolver } from '../transactions/export.resolver.ts'
import { FileImportResolver } from '../transactions/files/file.resolver.ts'
import { CsvMappingResolver } from '../transactions/files/mapping.resolver.ts'
import { FileScheduleResolver } from '../transactions/files/schedule.resolver.ts'
import { FileLineResolver, MatchResolver, TransactionWitnessResolver } from '../transactions/files/witness.resolver.ts'
import { TariffResolver } from '../transactions/tariff.resolver.ts'
import { TransactionResolver } from '../transactions/transaction.resolver.ts'
import { TransactionVersionResolver } from '../transactions/version.resolver.ts'
import {
  BatchPageResolver,
  TerminalMoneyResolver,
  TransactionPageResolver,
  TransactionsResolver,
} from '../transactions/transactions.resolver.ts'
import {
  CaseResolver,
  CaseSideResolver,
  CasesResolver,
  CorrectionCaseResolver,
  TerminalCasesResolver,
} from '../corrections/cases/cases.resolver.ts'
import { CorrectionBulkResolver } from '../corrections/bulk/bulk.resolver.ts'
import {
  BatchTwinResolver,
  ReportsResolver,
  TerminalUnprovenResolver,
  TwinAdjustmentResolver,
  UnprovenLineResolver,
} from '../corrections/reports/reports.resolver.ts'
import {
  RuleLabResolver,
  RulesResolver,
  RuleExceptionResolver,
  RuleSuppressionResolver,
} from '../corrections/rules/rules.resolver.ts'
import { CorrectionLimitsResolver } from '../corrections/rules/limits.resolver.ts'
import { RuleAskedResolver } from '../corrections/rules/rule-asked.resolver.ts'
import {
  CorrectionDecisionResolver,
  CorrectionMovedLinesResolver,
  CorrectionResolver,
} from '../corrections/correction.resolver.ts'
import { EvidenceResolver } from '../corrections/evidence.resolver.ts'
import {
  CorrectionPageResolver,
  CorrectionsResolver,
  TerminalCorrectionsResolver,
  TransactionCorrectionsResolver,
} from '../corrections/corrections.resolver.ts'
import {
  NotificationDeliveryResolver,
  NotificationDestinationResolver,
  NotificationRuleResolver,
  NotificationsResolver,
} from '../notifications/notification.resolver.ts'
import { NodeResolver } from './node.resolver.ts'

const RESOLVERS = [
  ViewerResolver,
  NodeResolver,
  AlertsResolver,
  AlertResolver,
  IncidentResolver,
  TerminalConditionResolver,
  TerminalAlertsResolver,
  ResponseCodesResolver,
  TerminalLabelsResolver,
  KnownValuesResolver,
  SavedViewResolver,
  RegistrationMappingResolver,
  TerminalCareResolver,
  CareVisitResolver,
  DueVisitResolver,
  CareIntervalResolver,
  WatchWindowsResolver,
  WatchBoardResolver,
  WatchWindowResolver,
  NotificationsResolver,
  NotificationDestinationResolver,
  NotificationRuleResolver,
  NotificationDeliveryResolver,
  MutesResolver,
  MuteResolver,
  StopsResolver,
  StopResolver,
  OrganisationResolver,
  PersonResolver,
  TreeResolver,
  OrganisationTreeResolver,
  OrganisationMoveResolver,
  DeputiesResolver,
  DeputyResolver,
  ViewerDeputyResolver,
  GrantsResolver,
  GrantResolver,
  OrganisationGrantsResolver,
  ViewerGrantsResolver,
  PolicyResolver,
  ServiceAccountResolver,
  ApiKeyResolver,
  ApprovalsResolver,
  ChangesResolver,
  BreakGlassResolver,
  PeopleResolver,
  PersonChangeResolver,
  SecurityResolver,
  OwnIdentitiesResolver,
  SessionResolver,
  ProviderResolver,
  OrganisationProviderResolver,
  IdentityProviderResolver,
  IdentityResolver,
  StepUpResolver,
  FleetHistoryResolver,
  TerminalsResolver,
  TerminalResolver,
  ParametersResolver,
  SoftwarePackageResolver,
  SoftwareResolver,
  RolloutsResolver,
  RolloutResolver,
  RolloutMemberResolver,
  BulkRolloutResolver,
  RecoveriesResolver,
  RecoveryResolver,
  RecoveryStepResolver,
  TerminalRecoveryResolver,
  WorkOrderResolver,
  TerminalConnectionResolver,
  CommandsResolver,
  CommandResolver,
  SelectionResolver,
  ActionPreviewResolver,
  PreviewLineResolver,
  PreviewParameterBeforeResolver,
  BulksResolver,
  BulkActionResolver,
  PresenceResolver,
  DevicesResolver,
  TerminalLifeResolver,
  EventResolver,
  AuditResolver,
  LiveResolver,
  TransactionsResolver,
  TransactionResolver,
  TransactionVersionResolver,
  TransactionPageResolver,
  TerminalMoneyResolver,
  BatchResolver,
  BatchPageResolver,
  DifferenceResolver,
  OrganisationAgreementResolver,
  TerminalAgreementResolver,
  LedgerResolver,
  LedgerAccountLineResolver,
  StatementResolver,
  SettlementResolver,
  PayableResolver,
  PayoutResolver,
  TariffResolver,
  ExportResolver,
  FileImportResolver,
  CsvMappingResolver,
  FileScheduleResolver,
  FileLineResolver,
  MatchResolver,
  TransactionWitnessResolver,
  StatementLineResolver,
  CorrectionsResolver,
  CorrectionResolver,
  CorrectionDecisionResolver,
  CorrectionMovedLinesResolver,
  EvidenceResolver,
  CorrectionPageResolver,
  TransactionCorrectionsResolver,
  TerminalCorrectionsResolver,
  CasesResolver,
  CaseResolver,
  CaseSideResolver,
  CorrectionCaseResolver,
  TerminalCasesResolver,
  RulesResolver,
  RuleAskedResolver,
  CorrectionLimitsResolver,
  RuleLabResolver,
  RuleExceptionResolver,
  RuleSuppressionResolver,
  ReportsResolver,
  UnprovenLineResolver,
  TerminalUnprovenResolver,
  BatchTwinResolver,
  TwinAdjustmentResolver,
  CorrectionBulkResolver,
] as const

/** Input types of which exactly one member is given. */
const ONE_OF = new Set(['CommandInput', 'PolicyInput', 'SelectionCreateInput', 'StepUpStartInput'])

/** Subscriptions read the feed themselves; nothing is published in memory. */
const noPubSub: PubSub = {
  publish: () => {
    throw new Fault('subscriptions read the feed, not a bus in memory')
  },
  subscribe: () => {
    throw new Fault('subscriptions read the feed, not a bus in memory')
  },
}

let built: GraphQLSchema | undefined

/** The whole API, the same for all who ask in a process: it holds nothing of theirs. */
export function apiSchema(): GraphQLSchema {
  built ??= buildApi()
  return built
}

function buildApi(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: RESOLVERS,
    pubSub: noPubSub,
    // inputs become core commands by zod
    validate: false,
    // Apollo looks at it when it starts; to have it asked all about itself as well takes a tenth of a second
    skipCheck: true,
  })
  const { Query, Mutation, Subscription } = schema.getTypeMap()
  if (Query)
    Query.description =
      "Reads. Everything is seen from the viewer's place in the organisation tree; what lies outside does not exist."
  if (Mutation)
    Mutation.description =
      'Changes. Expected refusals are `userErrors`; a repeated `idempotencyKey` gets the first answer again.'
  if (Subscription)
    Subscription.description =
      'Pushes, over graphql-transport-ws. Best effort with `since`: `events` is the reliable record.'
  for (const type of Object.values(schema.getTypeMap()))
    if (isInputObjectType(type) && ONE_OF.has(type.name)) type.isOneOf = true
  return schema
}

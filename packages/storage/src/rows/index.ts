import {
  alertMuteTable,
  alertRuleTable,
  alertTable,
  alertWatchTable,
  incidentTable,
  incidentTerminalTable,
} from './alert.ts'
import { apiKeyTable } from './api-key.ts'
import {
  batchAdjustmentTable,
  batchTable,
  batchTotalTable,
  consistencyProofTable,
  openDifferenceTable,
} from './batch.ts'
import {
  caseClaimTable,
  caseEvidenceTable,
  caseHitTable,
  correctionCaseTable,
  correctionLimitTable,
  evidenceTable,
  ruleSettingTable,
  ruleSuppressionTable,
} from './case.ts'
import { breakGlassTable, changeRequestTable, nodePolicyTable } from './change.ts'
import { agreementCountTable, differenceCountTable, ledgerStandingTable } from './counts.ts'
import { softwarePackageTable } from './software-package.ts'
import { terminalFileTable } from './terminal-file.ts'
import { terminalParametersTable } from './terminal-parameters.ts'
import { backupChunkTable, backupTable, commandTable, dispatchTable } from './command.ts'
import {
  correctionAdjustmentTable,
  correctionDecisionTable,
  correctionTable,
  correctionVersionTable,
} from './correction.ts'
import {
  detectionJournalTable,
  detectionKeyTable,
  detectionPlaceTable,
  detectionTerminalTable,
  detectionWindowTable,
  journalMarkTable,
  ruleExceptionTable,
  ruleLabTable,
  ruleVerdictTable,
} from './detection.ts'
import { deviceLinkSecretTable, devicePresenceSecretTable, deviceTable, enrolmentTable } from './device.ts'
import {
  eventCheckpointTable,
  eventLeafTable,
  eventOrderTable,
  eventPendingTable,
  eventRemovalTable,
  eventSubtreeTable,
  eventTable,
} from './event.ts'
import { journalArchiveTable, journalIncidentTable, journalRecordTable, journalStreamTable } from './journal.ts'
import {
  csvMappingTable,
  exportJobTable,
  fileImportTable,
  fileLineTable,
  fileScheduleTable,
  hostRecordTable,
  matchPositionTable,
  missingFileTable,
  recordMatchTable,
} from './file.ts'
import { identityProviderTable, personIdentityTable, providerLoginTable, providerSecretTable } from './identity.ts'
import {
  faultTable,
  healthDayTable,
  fleetHistoryTable,
  healthHourTable,
  healthSampleTable,
  responseCodeTable,
  traitTable,
  workPositionTable,
} from './health.ts'
import { keyListTable } from './key-list.ts'
import { deputyTable, grantChargeTable, grantSpendingTable, grantTable } from './grant.ts'
import {
  connectionTable,
  heartbeatTable,
  quarantineTable,
  signOnNonceTable,
  uplinkStateTable,
  uplinkTable,
} from './link.ts'
import {
  ledgerAccountTable,
  ledgerBalanceTable,
  ledgerEntryTable,
  ledgerPendingTable,
  ledgerPeriodTable,
  ledgerPostingTable,
  ledgerTotalTable,
  payoutReturnTable,
  payoutTable,
} from './ledger.ts'
import { loginFailureTable, nodeTable, organisationMoveTable, personTable, sessionTable } from './organisation.ts'
import { idempotencyTable, processTable, settingTable } from './platform.ts'
import { presenceChallengeTable, presenceLockTable } from './presence.ts'
import { bulkTable, selectionTable, selectionTerminalTable } from './selection.ts'
import { recoveryTable, recoveryTallyTable, workOrderPhotoTable, workOrderTable } from './recovery.ts'
import { rolloutMemberTable, rolloutTable } from './rollout.ts'
import { stopTable } from './stop.ts'
import { tariffTable, tariffVersionTable } from './tariff.ts'
import { invitationTable, passkeyTable, proofChallengeTable, recoveryCodeTable, totpFactorTable } from './people.ts'
import type { Table } from './table.ts'
import { terminalTable } from './terminal.ts'
import { terminalLabelTable } from './label.ts'
import { savedViewTable } from './saved-view.ts'
import { careIntervalTable, careVisitTable, terminalCareTable } from './care.ts'
import { registrationMappingTable } from './registration-mapping.ts'
import {
  notificationDeliveryTable,
  notificationDestinationTable,
  notificationRuleTable,
  notificationSecretTable,
  notificationTable,
} from './notification.ts'
import { watchWindowTable } from './watch.ts'
import { recordLineTable, transactionTable } from './transaction.ts'

export * from './alert.ts'
export * from './api-key.ts'
export * from './batch.ts'
export * from './care.ts'
export * from './case.ts'
export * from './change.ts'
export * from './command.ts'
export * from './correction.ts'
export * from './detection.ts'
export * from './device.ts'
export * from './event.ts'
export * from './file.ts'
export * from './health.ts'
export * from './journal.ts'
export * from './identity.ts'
export * from './key-list.ts'
export * from './grant.ts'
export * from './label.ts'
export * from './ledger.ts'
export * from './link.ts'
export * from './organisation.ts'
export * from './people.ts'
export * from './platform.ts'
export * from './presence.ts'
export * from './recovery.ts'
export * from './registration-mapping.ts'
export * from './rollout.ts'
export * from './stop.ts'
export * from './watch.ts'
export * from './saved-view.ts'
export * from './notification.ts'
export * from './selection.ts'
export * from './table.ts'
export * from './software-package.ts'
export * from './terminal-file.ts'
export * from './terminal-parameters.ts'
export * from './tariff.ts'
export * from './terminal.ts'
export * from './transaction.ts'
export * from './unnest.ts'

/** Every table that we map; a test compares them with the database. */
export const tables = [
  nodeTable,
  organisationMoveTable,
  personTable,
  sessionTable,
  loginFailureTable,
  invitationTable,
  totpFactorTable,
  passkeyTable,
  recoveryCodeTable,
  proofChallengeTable,
  identityProviderTable,
  providerSecretTable,
  personIdentityTable,
  providerLoginTable,
  terminalTable,
  deviceTable,
  deviceLinkSecretTable,
  devicePresenceSecretTable,
  enrolmentTable,
  connectionTable,
  heartbeatTable,
  uplinkTable,
  uplinkStateTable,
  quarantineTable,
  signOnNonceTable,
  commandTable,
  dispatchTable,
  backupTable,
  backupChunkTable,
  softwarePackageTable,
  terminalFileTable,
  terminalParametersTable,
  selectionTable,
  selectionTerminalTable,
  bulkTable,
  rolloutTable,
  rolloutMemberTable,
  recoveryTable,
  recoveryTallyTable,
  workOrderPhotoTable,
  workOrderTable,
  presenceChallengeTable,
  presenceLockTable,
  grantTable,
  grantSpendingTable,
  grantChargeTable,
  deputyTable,
  eventTable,
  eventPendingTable,
  eventOrderTable,
  eventLeafTable,
  eventSubtreeTable,
  eventCheckpointTable,
  eventRemovalTable,
  idempotencyTable,
  processTable,
  settingTable,
  keyListTable,
  nodePolicyTable,
  changeRequestTable,
  breakGlassTable,
  apiKeyTable,
  ruleVerdictTable,
  ruleLabTable,
  ruleExceptionTable,
  detectionTerminalTable,
  detectionJournalTable,
  detectionPlaceTable,
  detectionKeyTable,
  detectionWindowTable,
  journalMarkTable,
  journalRecordTable,
  journalStreamTable,
  journalIncidentTable,
  journalArchiveTable,
  transactionTable,
  recordLineTable,
  batchTable,
  batchTotalTable,
  batchAdjustmentTable,
  consistencyProofTable,
  openDifferenceTable,
  agreementCountTable,
  differenceCountTable,
  ledgerAccountTable,
  ledgerEntryTable,
  ledgerPostingTable,
  ledgerPendingTable,
  ledgerBalanceTable,
  ledgerStandingTable,
  ledgerTotalTable,
  ledgerPeriodTable,
  payoutReturnTable,
  payoutTable,
  tariffTable,
  tariffVersionTable,
  hostRecordTable,
  csvMappingTable,
  fileImportTable,
  fileLineTable,
  fileScheduleTable,
  matchPositionTable,
  recordMatchTable,
  missingFileTable,
  exportJobTable,
  correctionTable,
  correctionDecisionTable,
  correctionVersionTable,
  correctionAdjustmentTable,
  correctionCaseTable,
  caseEvidenceTable,
  caseHitTable,
  caseClaimTable,
  correctionLimitTable,
  ruleSettingTable,
  ruleSuppressionTable,
  evidenceTable,
  faultTable,
  traitTable,
  healthSampleTable,
  fleetHistoryTable,
  healthHourTable,
  healthDayTable,
  responseCodeTable,
  workPositionTable,
  alertTable,
  alertWatchTable,
  alertRuleTable,
  alertMuteTable,
  incidentTable,
  incidentTerminalTable,
  stopTable,
  watchWindowTable,
  terminalLabelTable,
  savedViewTable,
  registrationMappingTable,
  careIntervalTable,
  terminalCareTable,
  careVisitTable,
  notificationDestinationTable,
  notificationSecretTable,
  notificationRuleTable,
  notificationDeliveryTable,
  notificationTable,
] as unknown as readonly Table<object>[]

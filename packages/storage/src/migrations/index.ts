import { sql as house } from './0001-house.ts'
import { sql as policies } from './0002-policies.ts'
import { sql as lists } from './0003-lists.ts'
import { sql as grants } from './0004-grants.ts'
import { sql as people } from './0005-people.ts'
import { sql as events } from './0006-events.ts'
import { sql as changes } from './0007-changes.ts'
import { sql as platformKeys } from './0008-platform-keys.ts'
import { sql as tree } from './0009-tree.ts'
import { sql as apiKeys } from './0010-api-keys.ts'
import { sql as bulkChunks } from './0012-bulk-chunks.ts'
import { sql as throughput } from './0020-throughput.ts'
import { sql as journal } from './0030-journal.ts'
import { sql as humans } from './0031-humans.ts'
import { sql as ledger } from './0031-ledger.ts'
import { sql as files } from './0032-files.ts'
import { sql as duties } from './0033-duties.ts'
import { sql as singleSignOn } from './0034-single-sign-on.ts'
import { sql as covering } from './0036-covering.ts'
import { sql as corrections } from './0040-corrections.ts'
import { sql as matching } from './0041-matching.ts'
import { sql as moves } from './0045-moves.ts'
import { sql as atSize } from './0046-at-size.ts'
import { sql as fileDays } from './0047-file-days.ts'
import { sql as settlement } from './0048-settlement.ts'
import { sql as comparing } from './0049-comparing.ts'
import { sql as correctionOrders } from './0050-correction-orders.ts'
import { sql as caseEvidence } from './0051-case-evidence.ts'
import { sql as detection } from './0052-detection.ts'
import { sql as detectionLook } from './0053-detection-look.ts'
import { sql as desk } from './0054-desk.ts'
import { sql as exports } from './0054-exports.ts'
import { sql as health } from './0060-health.ts'
import { sql as alerts } from './0061-alerts.ts'
import { sql as recoveries } from './0063-recoveries.ts'
import { sql as linesStay } from './0064-lines-stay.ts'
import { sql as seenTo } from './0065-seen-to.ts'
import { sql as rollouts } from './0067-rollouts.ts'
import { sql as orderPhotos } from './0068-order-photos.ts'
import { sql as diagnosis } from './0069-diagnosis.ts'
import { sql as automaticRecoveries } from './0070-automatic-recoveries.ts'
import { sql as terminalFiles } from './0071-terminal-files.ts'
import { sql as terminalParameters } from './0072-terminal-parameters.ts'
import { sql as moved } from './0073-moved.ts'
import { sql as stops } from './0075-stops.ts'
import { sql as ruleExceptions } from './0074-rule-exceptions.ts'
import { sql as care } from './0076-care.ts'
import { sql as watch } from './0077-watch.ts'
import { sql as training } from './0078-training.ts'
import { sql as notifications } from './0079-notifications.ts'
import { sql as overdue } from './0080-overdue.ts'
import { sql as labels } from './0082-labels.ts'
import { sql as views } from './0083-views.ts'
import { sql as estateFiles } from './0083-estate-files.ts'
import { sql as visits } from './0084-care.ts'
import { sql as payoutReturns } from './0089-payout-returns.ts'
import { sql as fileSchedules } from './0090-file-schedules.ts'
import { sql as roomBeside } from './0091-room-beside.ts'
import { sql as withdrawnPackages } from './0093-withdrawn-packages.ts'
import { sql as detectionDays } from './0101-detection-days.ts'
import { sql as parametersRollouts } from './0102-parameters-rollouts.ts'
import { sql as knownPackages } from './0103-known-packages.ts'
import { sql as runningRecoveries } from './0106-running-recoveries.ts'
import { sql as mergedIncidents } from './0107-merged-incidents.ts'
import { sql as blockedDevices } from './0108-blocked-devices.ts'
import { sql as failedPostings } from './0122-failed-postings.ts'
import { sql as oldInvitations } from './0123-old-invitations.ts'
import { sql as windowsSigned } from './0126-windows-signed.ts'
import { sql as inUse } from './0127-in-use.ts'
import { sql as slowed } from './0128-slowed.ts'
import { sql as watchBoards } from './0128-watch-boards.ts'
import { sql as makersTold } from './0129-makers-told.ts'
import { sql as correctionLimits } from './0130-correction-limits.ts'
import { sql as formerPeople } from './0131-former-people.ts'
import { sql as twoAlive } from './0128-two-alive.ts'
import { sql as heldRollouts } from './0132-held-rollouts.ts'
import { sql as fleetHistory } from './0133-fleet-history.ts'
import { sql as streamsAnew } from './0134-streams-anew.ts'
import { sql as lapsed } from './0104-lapsed.ts'
import { sql as terminalSearch } from './0105-terminal-search.ts'
import { sql as missedVisits } from './0098-missed-visits.ts'
import { sql as incidentAgents } from './0099-incident-agents.ts'
import { sql as names } from './0100-names.ts'
import { sql as parametersDrift } from './0087-parameters-drift.ts'
import { sql as backupFiles } from './0088-backup-files.ts'
import { sql as appVersions } from './0112-app-versions.ts'

/** Forward only, in this order. A migration that was released is never edited. */
export const migrations: readonly { readonly id: string; readonly sql: string }[] = [
  { id: '0001-house', sql: house },
  { id: '0002-policies', sql: policies },
  { id: '0003-lists', sql: lists },
  { id: '0004-grants', sql: grants },
  { id: '0005-people', sql: people },
  { id: '0006-events', sql: events },
  { id: '0007-changes', sql: changes },
  { id: '0008-platform-keys', sql: platformKeys },
  { id: '0009-tree', sql: tree },
  { id: '0010-api-keys', sql: apiKeys },
  { id: '0012-bulk-chunks', sql: bulkChunks },
  { id: '0020-throughput', sql: throughput },
  { id: '0030-journal', sql: journal },
  { id: '0031-humans', sql: humans },
  { id: '0031-ledger', sql: ledger },
  { id: '0032-files', sql: files },
  { id: '0033-duties', sql: duties },
  { id: '0034-single-sign-on', sql: singleSignOn },
  { id: '0036-covering', sql: covering },
  { id: '0040-corrections', sql: corrections },
  { id: '0041-matching', sql: matching },
  { id: '0045-moves', sql: moves },
  { id: '0046-at-size', sql: atSize },
  { id: '0047-file-days', sql: fileDays },
  { id: '0048-settlement', sql: settlement },
  { id: '0049-comparing', sql: comparing },
  { id: '0050-correction-orders', sql: correctionOrders },
  { id: '0051-case-evidence', sql: caseEvidence },
  { id: '0052-detection', sql: detection },
  { id: '0053-detection-look', sql: detectionLook },
  { id: '0054-desk', sql: desk },
  { id: '0054-exports', sql: exports },
  { id: '0060-health', sql: health },
  { id: '0061-alerts', sql: alerts },
  { id: '0063-recoveries', sql: recoveries },
  { id: '0064-lines-stay', sql: linesStay },
  { id: '0065-seen-to', sql: seenTo },
  { id: '0067-rollouts', sql: rollouts },
  { id: '0068-order-photos', sql: orderPhotos },
  { id: '0069-diagnosis', sql: diagnosis },
  { id: '0070-automatic-recoveries', sql: automaticRecoveries },
  { id: '0071-terminal-files', sql: terminalFiles },
  { id: '0072-terminal-parameters', sql: terminalParameters },
  { id: '0073-moved', sql: moved },
  { id: '0074-rule-exceptions', sql: ruleExceptions },
  { id: '0075-stops', sql: stops },
  { id: '0076-care', sql: care },
  { id: '0077-watch', sql: watch },
  { id: '0078-training', sql: training },
  { id: '0079-notifications', sql: notifications },
  { id: '0080-overdue', sql: overdue },
  { id: '0082-labels', sql: labels },
  { id: '0083-estate-files', sql: estateFiles },
  { id: '0083-views', sql: views },
  { id: '0084-care', sql: visits },
  { id: '0087-parameters-drift', sql: parametersDrift },
  { id: '0088-backup-files', sql: backupFiles },
  { id: '0089-payout-returns', sql: payoutReturns },
  { id: '0090-file-schedules', sql: fileSchedules },
  { id: '0091-room-beside', sql: roomBeside },
  { id: '0093-withdrawn-packages', sql: withdrawnPackages },
  { id: '0098-missed-visits', sql: missedVisits },
  { id: '0099-incident-agents', sql: incidentAgents },
  { id: '0100-names', sql: names },
  { id: '0101-detection-days', sql: detectionDays },
  { id: '0102-parameters-rollouts', sql: parametersRollouts },
  { id: '0103-known-packages', sql: knownPackages },
  { id: '0104-lapsed', sql: lapsed },
  { id: '0105-terminal-search', sql: terminalSearch },
  { id: '0106-running-recoveries', sql: runningRecoveries },
  { id: '0107-merged-incidents', sql: mergedIncidents },
  { id: '0108-blocked-devices', sql: blockedDevices },
  { id: '0112-app-versions', sql: appVersions },
  { id: '0122-failed-postings', sql: failedPostings },
  { id: '0123-old-invitations', sql: oldInvitations },
  { id: '0126-windows-signed', sql: windowsSigned },
  { id: '0127-in-use', sql: inUse },
  { id: '0128-slowed', sql: slowed },
  { id: '0128-two-alive', sql: twoAlive },
  { id: '0128-watch-boards', sql: watchBoards },
  { id: '0129-makers-told', sql: makersTold },
  { id: '0130-correction-limits', sql: correctionLimits },
  { id: '0131-former-people', sql: formerPeople },
  { id: '0132-held-rollouts', sql: heldRollouts },
  { id: '0133-fleet-history', sql: fleetHistory },
  { id: '0134-streams-anew', sql: streamsAnew },
]

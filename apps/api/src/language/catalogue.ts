import type { ACCESS_REFUSAL_CODES, BreakGlassEvent, ChangeEvent, GrantState, Role } from '@budeng/access'
import type { BudgetPeriod } from '@budeng/kernel'
import type { HostSignOnResult } from '@budeng/protocol'
import type {
  BulkEvent,
  CareKind,
  CareOutcome,
  ChallengeEvent,
  CommandEvent,
  CommandState,
  CommandType,
  DeferralReason,
  FileKind,
  EvidenceKind,
  Presence,
  PreviewKind,
  RecoveryEvent,
  RefusalCode,
  ResultCode,
  SignOnState,
  TextProblem,
  Tier,
  WhyCode,
  Witness,
  REMOVALS,
} from '@budeng/fleet'
import type { CorrectionRefusalCode, CorrectionWords } from './correction-words.ts'
import type { DiagnosisWords } from './diagnosis-words.ts'
import type { RecoveryWords } from './recovery-words.ts'
import type { RolloutEventWords, RolloutWords } from './rollout-words.ts'
import type { JOURNAL_EVENT_TYPES } from './journal-words.ts'

/** Refusals that only this room makes: about ids, keys and counts, not about the domain. */
export const API_REFUSAL_CODES = [
  'BOARD_LIFE',
  'EMAIL_MALFORMED',
  'INVITATION_OVER',
  'NAME_LENGTH',
  'PASSWORD_WRONG',
  'PERSON_ERASED',
  'PERSON_EXISTS',
  'ZONE_UNKNOWN',
  'BULK_COUNT_CHANGED',
  'CODE_FIXED',
  'CHANGE_STALE',
  'CODE_SHOWN_ONCE',
  'CODE_TAKEN',
  'DEVICE_REVOKED',
  'KEY_ENDED',
  'KEY_NETWORK',
  'KEY_ROLE',
  'FILE_COLUMN_MISSING',
  'FILE_COLUMN_TWICE',
  'FILE_EMPTY',
  'FILE_ENCODING',
  'FILE_MALFORMED',
  'FILE_TOO_MANY_ROWS',
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_KEY_REUSED',
  'IMPORT_HOURS',
  'IMPORT_KIND',
  'IMPORT_KIND_CHANGED',
  'IMPORT_PARENT_AMBIGUOUS',
  'IMPORT_PARENT_UNKNOWN',
  'IMPORT_TWICE',
  'TID_MALFORMED',
  'MID_MALFORMED',
  'MODEL_MALFORMED',
  'REGISTRATION_STORE_UNKNOWN',
  'REGISTRATION_STORE_AMBIGUOUS',
  'REGISTRATION_STORE_OTHER',
  'REGISTRATION_SERIAL_OTHER',
  'TID_TAKEN',
  'SERIAL_TAKEN',
  'SERIAL_TRAINING',
  'SERIAL_NOT_TRAINING',
  'MOVE_UNDER_WAY',
  'NOT_FOUND',
  'NO_CHANGE',
  'PRESENCE_DIGITS_WRONG',
  'BAD_NOTIFICATION',
  'NOTIFICATIONS_TOO_MANY',
  'NOTIFICATION_NOT_FAILED',
  'BAD_TARIFF',
  'BAD_LIMITS',
  'BAD_MAPPING',
  'BATCH_OPEN',
  'BATCH_OVER',
  'JOURNAL_ERASED',
  'NO_DIGESTS',
  'TERMINAL_AWAY',
  'EXPORTS_UNDER_WAY',
  'FILE_OVER',
  'FILE_NOT_FAILED',
  'BAD_PAYOUT',
  'BAD_SCHEDULE',
  'PACKAGE_MALFORMED',
  'PACKAGE_NOT_SIGNED',
  'PACKAGE_OTHER_BYTES',
  'PACKAGE_SIZE',
  'PACKAGE_VERSION_TAKEN',
  'PACKAGE_UNKNOWN',
  'PACKAGE_WITHDRAWN',
  'LEDGER_PLACE',
  'PAYOUT_NOT_CLEARED',
  'PAYOUT_RETURNED',
  'PAYOUT_TOO_OLD',
  'PAYOUT_TOO_MUCH',
  'WRITTEN_OFF',
  'FILE_PLACE',
  'SCHEDULE_EXISTS',
  'TARIFF_DATE',
  'SELECTION_EXPIRED',
  'SERIAL_MALFORMED',
  'VERSION_CHANGED',
] as const
export type ApiRefusalCode = (typeof API_REFUSAL_CODES)[number]

export type AnyRefusalCode =
  | RefusalCode
  | (typeof ACCESS_REFUSAL_CODES)[number]
  | ApiRefusalCode
  | CorrectionRefusalCode

/** Facts that this room writes besides those of the core. */
export const API_EVENT_TYPES = [
  'ApiKeyCreated',
  'ApiKeyRefused',
  'ApiKeyRevoked',
  'ApiKeyRotated',
  'ServiceAccountCreated',
  'ServiceAccountDisabled',
  'BoardTokenCreated',
  'InvitationAccepted',
  'InvitationRevoked',
  'PasskeyAdded',
  'PasskeyRemoved',
  'PasskeyRenamed',
  'PasswordChanged',
  'PersonChanged',
  'PersonDisabled',
  'PersonErased',
  'PersonEnabled',
  'PersonFactorsReset',
  'PersonInvited',
  'PersonLinked',
  'PersonRoleChanged',
  'RecoveryCodesMade',
  'SessionElevated',
  'SessionUnlocked',
  'StepUpConfirmed',
  'TotpEnrolled',
  'TotpRemoved',
  'CancelReasonGiven',
  'DeputyActEnded',
  'DeputyActStarted',
  'DeputyEnded',
  'DeputySet',
  'DeviceEnrolled',
  'DeviceHeld',
  'DeviceReleased',
  'DeviceRevoked',
  'EventsExported',
  'EventsRemoved',
  'DeviceSwappedOut',
  'EnrolmentCreated',
  'TerminalFileReceived',
  'TerminalParametersSet',
  'SoftwarePackageAdded',
  'SoftwarePackageWithdrawn',
  'GrantChanged',
  'GrantExpired',
  'GrantGiven',
  'GrantRevoked',
  'CsvMappingSaved',
  'ExportReady',
  'ExportStarted',
  'FileImported',
  'FileImportCancelled',
  'FileImportFailed',
  'FileReceived',
  'FileImportRestarted',
  'FileLinesRemoved',
  'FileMissing',
  'MissingFileCame',
  'MissingFileDropped',
  'FileScheduleDeclared',
  'FileScheduleEnded',
  'LedgerMonthArchived',
  'PayoutNoted',
  'PayoutReturned',
  'LossWrittenOff',
  'RecordsDiffer',
  'LedgerDayClosed',
  'LedgerDaySealed',
  'IdentityLinked',
  'IdentityProviderChanged',
  'IdentityUnlinked',
  'ProviderLoginRefused',
  'LoginLocked',
  'OrganisationChanged',
  'NodePolicyChanged',
  'OrganisationCreated',
  'TerminalRegistered',
  'TerminalChanged',
  'CareIntervalSet',
  'CareVisitRecorded',
  'RegistrationMappingSaved',
  'TerminalLabelled',
  'ViewRemoved',
  'ViewSaved',
  'OrganisationMoveStarted',
  'OrganisationMoved',
  'TariffChanged',
  'SelectionCreated',
  'WorkOrderChanged',
  'WorkOrderOpened',
  'WorkOrderPhotoAdded',
  'SessionEnded',
  'SessionStarted',
] as const

/** Facts that gateway and worker write of a terminal. */
export const TERMINAL_EVENT_TYPES = [
  'TerminalBooted',
  'TerminalCloneOver',
  'TerminalCloneSuspected',
  'TerminalFaultCleared',
  'TerminalFaultSet',
  'TerminalHostSignOn',
  'TerminalLockChanged',
  'TerminalMoved',
  'TerminalResumed',
  'TerminalRetired',
  'TerminalSuspended',
  'TerminalPresenceChanged',
  'TerminalSignOnChanged',
  'TerminalSignedOn',
  'TerminalSignOnLocked',
  'TerminalSignOnRefused',
  'TerminalTakenOver',
] as const

/** Facts of alerts and incidents: raised by the worker, cared for by people. */
export const ALERT_EVENT_TYPES = [
  'AlertAcknowledged',
  'AlertClaimed',
  'AlertCleared',
  'AlertCommented',
  'AlertHandedOver',
  'AlertMuted',
  'AlertOverdue',
  'AlertRaised',
  'AlertRuleChanged',
  'AlertUnmuted',
  'DispatchResumed',
  'DispatchStopped',
  'IncidentAcknowledged',
  'IncidentClaimed',
  'IncidentCleared',
  'IncidentCommented',
  'IncidentEnded',
  'IncidentHandedOver',
  'IncidentMerged',
  'IncidentOpened',
  'IncidentPartMerged',
  'IncidentReached',
  'IncidentLeft',
  'IncidentOverdue',
  'NotificationDestinationChanged',
  'NotificationDestinationRemoved',
  'NotificationFailed',
  'NotificationRetried',
  'NotificationRuleChanged',
  'NotificationRuleRemoved',
  'NotificationTested',
  'RecoveryClaimed',
  'RecoveryCommented',
  'RecoveryHandedOver',
  'ResponseCodeChanged',
  'WatchWindowCancelled',
  'WatchWindowEnded',
  'WatchWindowOpened',
  'WatchWindowPlanned',
  'WorkOrderClaimed',
  'WorkOrderCommented',
  'WorkOrderHandedOver',
  'WorkOrderOverdue',
] as const

/** Why a terminal did not call a command off. [P-9.10] */
export const CANCEL_REFUSALS = ['FINISHED', 'RUNNING'] as const

/** Terms of a grant, as its rules name them. */
export const GRANT_TERMS = ['types', 'tierMax', 'budgetHour', 'budgetDay', 'terminalsMax', 'expiresAt'] as const

/** Steps of a re-login, as terminals name them. */
export const STEPS = [
  'HOST_ECHO',
  'HOST_SIGN_ON',
  'KEY_INJECTION',
  'OPERATOR_LOGIN',
  'PLATFORM_SIGN_ON',
  'UPLOADING',
  'DOWNLOADING',
  'INSTALLING',
] as const

export type KnownEventType =
  | CommandEvent['type']
  | BulkEvent['type']
  | RecoveryEvent['type']
  | keyof RolloutEventWords
  | ChangeEvent['type']
  | BreakGlassEvent['type']
  | ChallengeEvent['type']
  | (typeof API_EVENT_TYPES)[number]
  | (typeof TERMINAL_EVENT_TYPES)[number]
  | (typeof ALERT_EVENT_TYPES)[number]
  | (typeof JOURNAL_EVENT_TYPES)[number]
  | keyof CorrectionWords['events']

/** What is wrong with parameters or free text. */
export type ParamProblem =
  | TextProblem
  | 'NOT_AN_OBJECT'
  | 'UNKNOWN'
  | 'UNKNOWN_LEVEL'
  | 'UNKNOWN_TEMPLATE'
  | 'TEMPLATE_OR_TEXT'
  | 'OUT_OF_RANGE'
  | 'NO_SECRETS'
  | 'MALFORMED'
  | 'CARD_NUMBER'
  | 'SET_AND_REMOVED'

/**
 * Every sentence of the API in one language. A `{name}` is a figure of the sentence; `{name:kind}` says how it is
 * written: `time`, `span`, or the table that its code is looked up in; a `?` before the brace leaves it out when it is not there.
 */
export interface Catalogue
  extends Omit<CorrectionWords, 'refusals' | 'events'>,
    RecoveryWords,
    DiagnosisWords,
    RolloutWords {
  readonly refusals: Readonly<Record<AnyRefusalCode, string>>
  readonly why: Readonly<Record<WhyCode, string>>
  readonly events: Readonly<Record<KnownEventType, string>>
  readonly previews: Readonly<Record<PreviewKind, string>>
  /** Behind the line of a preview, when its kind has a reason. */
  readonly previewReasons: { readonly CONFLICTING: string; readonly NOT_HELPFUL: string; readonly DEFERRED: string }
  readonly commands: Readonly<Record<CommandType, string>>
  readonly states: Readonly<Record<CommandState, string>>
  readonly fileKinds: Readonly<Record<FileKind, string>>
  readonly deferrals: Readonly<Record<DeferralReason, string>>
  readonly signOns: Readonly<Record<SignOnState, string>>
  readonly roles: Readonly<Record<Role, string>>
  readonly removals: Readonly<Record<(typeof REMOVALS)[number], string>>
  readonly periods: Readonly<Record<BudgetPeriod, string>>
  readonly terms: Readonly<Record<(typeof GRANT_TERMS)[number], string>>
  readonly grantStates: Readonly<Record<GrantState, string>>
  readonly locks: { readonly true: string; readonly false: string }
  readonly presences: Readonly<Record<Presence, string>>
  readonly hostSignOnResults: Readonly<Record<HostSignOnResult, string>>
  /** Parts of a sentence, behind its colon. */
  readonly results: Readonly<Record<ResultCode, string>>
  readonly cancelRefusals: Readonly<Record<(typeof CANCEL_REFUSALS)[number], string>>
  readonly steps: Readonly<Record<(typeof STEPS)[number], string>>
  readonly evidence: Readonly<Record<EvidenceKind, string>>
  readonly witnesses: Readonly<Record<Witness, string>>
  readonly tiers: Readonly<Record<Tier, string>>
  readonly problems: Readonly<Record<ParamProblem, string>>
  /** Inspection and maintenance, and what a visit came to. */
  readonly careKinds: Readonly<Record<CareKind, string>>
  readonly careOutcomes: Readonly<Record<CareOutcome, string>>
  /** Between the items of a list. */
  readonly listSeparator: string
  /** For a figure that is not there. */
  readonly nothing: string
}

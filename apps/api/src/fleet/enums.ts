import type {
  CommandResult,
  CommandState,
  CommandType,
  ConformanceLevel,
  DeferralReason,
  DeviceState,
  EvidenceKind,
  FileKind,
  FileReceipt,
  Presence,
  SignOnState,
  TerminalState,
  Tier,
  Witness,
} from '@budeng/fleet'
import { enumeration } from '../graphql/enumeration.ts'

export const TerminalStateEnum = enumeration<TerminalState>(
  'TerminalState',
  "The logical terminal's life. Only an ACTIVE terminal takes commands.",
  {
    REGISTERED: 'Known, no device has been enrolled yet.',
    ACTIVE: 'In use.',
    SUSPENDED: 'Taken out of use for a time.',
    RETIRED: 'Out of use for good.',
  },
)

export const DeviceStateEnum = enumeration<DeviceState>('DeviceState', 'The life of a device.', {
  IN_STOCK: 'Known, and assigned to no terminal.',
  ASSIGNED: 'It works as its terminal.',
  SWAPPED_OUT: 'Another device was put in its place.',
  BLOCKED: 'It is let in no more, e.g. because two of it were alive.',
})

export const PresenceEnum = enumeration<Presence>('Presence', 'What can be said of reachability.', {
  ONLINE: 'Connected, and its last heartbeat is younger than 2.5 intervals.',
  DEGRADED: 'Only one of the two: connected but silent, or a fresh heartbeat and no connection.',
  OFFLINE: 'Neither.',
})

export const SignOnStateEnum = enumeration<SignOnState>('SignOnState', 'Sign-on (签到) as last proven or reported.', {
  SIGNED_ON: 'Signed on.',
  SIGNED_OFF: 'Signed off, or thrown out by the host.',
  EXPIRED: 'Its sign-on ran out.',
  LOCKED: 'Locked for a time after too many failed sign-ons.',
  NEVER: 'Has never signed on.',
})

export const ConformanceLevelEnum = enumeration<ConformanceLevel>(
  'ConformanceLevel',
  "What a terminal's software can do; each level includes the ones below.",
  {
    L0: 'Status and re-login.',
    L1: 'Journal synchronisation.',
    L2: 'Digest comparison.',
    L3: 'Corrections.',
  },
)

export const CommandTypeEnum = enumeration<CommandType>('CommandType', 'What a command orders.', {
  STATUS_GET: 'Read the present state.',
  SELF_TEST: 'Let the terminal test itself.',
  BACKUP: 'Copy parameters, open batch and unacknowledged journal to the platform.',
  PRESENCE_SHOW: 'Show digits and words of a presence check; only made by `presenceStart`.',
  MESSAGE_SHOW: "Show a message on the terminal's screen.",
  RELOGIN: 'Sign on anew at host and platform (重新签到).',
  APP_RESTART: 'Restart the payment application.',
  REBOOT: 'Restart the terminal.',
  LOCK: 'Stop transactions until unlocked.',
  UNLOCK: 'Allow transactions again; clears a locked sign-on too.',
  JOURNAL_SYNC: 'Send what of the journal is not acknowledged, at once.',
  SETTLE: 'Settle the open batch with the host (批结算).',
  NETWORK_RESET: 'Begin the network anew; the old settings return by themselves when that does not help.',
  REBOOT_FORCED: 'Restart the terminal whatever it is doing.',
  APP_CLEAR: 'Let the payment application begin as after enrolment.',
  LOGS_UPLOAD: "Send the application's log over HTTP, without card numbers.",
  SOFTWARE_UPDATE: 'Fetch a package, start it, and go back to the old one when it does not bring the platform back.',
  PARAMETERS_PULL: 'Take the parameters that are wished for the terminal, as they stand when it is signed.',
  SCREEN_CAPTURE: 'Send what stands on the screen; a capability of the vendor, off by default.',
  KEYS_RENEW: "Trigger the vendor's key injection, and sign on with the new keys.",
  CORRECTION_APPLY: "Lay a correction over a record of the terminal's journal; only made when a correction is posted.",
})

export const FileKindEnum = enumeration<FileKind>('FileKind', 'What a file of a terminal is.', {
  LOGS: "The application's log.",
  SCREEN: 'What stood on its screen.',
  SOFTWARE: 'A package that it fetches.',
  BACKUP: 'A backup that is too large for messages.',
})

export const TierEnum = enumeration<Tier>(
  'Tier',
  'Risk of a command. An action on many terminals counts one tier higher.',
  {
    R0: 'Reads or shows.',
    R1: 'Reversible.',
    R2: 'Disruptive; for many terminals it needs a second person.',
    R3: 'Destructive; always needs a second person.',
  },
)

export const CommandStateEnum = enumeration<CommandState>(
  'CommandState',
  'Where a command is. UNKNOWN is not final: silence says nothing about the terminal.',
  {
    PENDING_APPROVAL: 'Waits for a second person.',
    QUEUED: 'Accepted; not sent yet.',
    SENT: 'Published; the terminal has not answered yet.',
    ACKNOWLEDGED: "Received by the terminal's application.",
    DEFERRED: 'Put off by the terminal, which will start it itself.',
    RUNNING: 'The terminal is at it.',
    VERIFYING: 'Done by its word; evidence is awaited.',
    UNKNOWN: 'No answer in time; the terminal is asked again.',
    SUCCEEDED: 'Done, with all the evidence that the type asks for.',
    FAILED: 'Tried, and failed.',
    REJECTED: 'Refused by the terminal.',
    EXPIRED: 'Not started before its `notAfter`.',
    CANCELLED: 'Called off.',
    SUPERSEDED: 'Replaced by a newer command before it was sent.',
    REMOVED: 'Ended before it was sent: the terminal moved or lost its device, or the grant behind it ended.',
    UNVERIFIED: 'Ended without the evidence that it needs.',
    DENIED: 'The second person said no.',
    LAPSED: 'No second person decided in time.',
  },
)

export const CommandResultStatusEnum = enumeration<CommandResult['status']>(
  'CommandResultStatus',
  'How a command ended by the word of the terminal. What is proven of it is in `Command.state`.',
  {
    SUCCEEDED: 'Done.',
    FAILED: 'Tried, and failed; `code` says why.',
    REJECTED: 'Not tried; `code` says why.',
    INTERRUPTED: 'Begun, and cut off by a restart: nobody knows how far it came.',
    NO_OP: 'There was nothing to do.',
  },
)

export const DeferralReasonEnum = enumeration<DeferralReason>('DeferralReason', 'Why a terminal puts a command off.', {
  IN_TRANSACTION: 'It is in the middle of a transaction.',
  BUSY: 'Another task runs.',
  REVERSAL_PENDING: 'A reversal (冲正) must be sent first.',
  UNSETTLED_BATCH: 'Its batch must be settled first.',
  OUTSIDE_WINDOW: 'It is outside of the hours that were given.',
  TIME_UNKNOWN: 'It does not know what time it is, and so not whether the command is still good.',
})

export const EvidenceKindEnum = enumeration<EvidenceKind>('EvidenceKind', 'What can prove that a command was done.', {
  AMENDMENT_RECORDED: 'The amendment stands in the journal of the terminal.',
  ANSWER: 'The authenticated answer of the terminal.',
  BACKUP_MATCHED: 'The whole backup is here, and its hash is right.',
  BATCH_CLOSED: 'The close of the batch was received.',
  BOOT_ROSE: 'The boot counter rose.',
  CONNECTION_RENEWED: 'A new connection after one that was seen to go.',
  DIGITS_RIGHT: 'The digits on the screen were read out right.',
  FILE_RECEIVED: 'The whole file is here.',
  HEARTBEAT_SIGNED_ON: 'A heartbeat says that it is signed on.',
  HOST_ECHO: 'The host answered an echo of the terminal (0800/301).',
  HOST_SIGN_ON: 'The host signed it on (签到), with batch number and key check values.',
  JOURNAL_COMPLETE: 'The journal is here without a gap.',
  PARAMETERS_HELD: 'A heartbeat says that it holds the parameters.',
  PLATFORM_SIGN_ON: 'The device signed on here, with the ticket of this command.',
  VERSION_RUNNING: 'The new version runs.',
})

export const FileRefusalEnum = enumeration<NonNullable<FileReceipt['refused']>>(
  'FileRefusal',
  'Why a file of a terminal was not taken.',
  {
    TOO_LARGE: 'It is larger than files of its kind may be, or than was said at first.',
    MISMATCH: 'Its hash is not the one that was said.',
    CARD_DATA: 'It holds card data.',
    BAD_TYPE: 'Files of its kind have other types of content.',
  },
)

export const WitnessEnum = enumeration<Witness>('Witness', 'Who vouches for a piece of evidence.', {
  HOST: "The acquirer's host.",
  PLATFORM: 'This platform, by what it saw itself.',
  TERMINAL: 'The terminal alone.',
})

import type {
  AuthorisationState,
  BatchState,
  DifferenceKind,
  ExportState,
  FileImportState,
  FileLineState,
  FileStanding,
  FollowUpState,
  JournalAgreement,
  JournalRecordState,
  MatchState,
  ReversalState,
  SettlementState,
  SynchronisationState,
  TransactionLabel,
} from '../api/generated/graphql.ts'
import type { Look } from '../ui/Mark.tsx'

const GOOD: Look = { tone: 'good', icon: 'check' }
const QUIET: Look = { tone: 'quiet', icon: 'minus' }
const BUSY: Look = { tone: 'busy', icon: 'turn' }
const ASKS: Look = { tone: 'warn', icon: 'question' }
const WARNS: Look = { tone: 'warn', icon: 'attention' }
const BAD: Look = { tone: 'bad', icon: 'cross' }

/** How the states of money look. Only what asks for somebody is coloured loudly. */
export const LABEL_LOOKS: Readonly<Record<TransactionLabel, Look>> = {
  EXPECTED: { tone: 'warn', icon: 'hourglass' },
  REVERSED: { tone: 'quiet', icon: 'stop' },
  REVERSAL_PENDING: { tone: 'warn', icon: 'turn' },
  REVERSAL_ABANDONED: BAD,
  VOIDED: { tone: 'quiet', icon: 'stop' },
  REFUNDED: { tone: 'quiet', icon: 'minus' },
  PARTLY_REFUNDED: { tone: 'quiet', icon: 'half' },
  CAPTURED: GOOD,
  EXPIRED: { tone: 'quiet', icon: 'hourglass' },
  APPROVED: GOOD,
  DECLINED: { tone: 'quiet', icon: 'cross' },
  UNKNOWN: ASKS,
  OFFLINE_APPROVED: { tone: 'busy', icon: 'clock' },
  REFUSED: BAD,
}

export const AUTHORISATION_LOOKS: Readonly<Record<AuthorisationState, Look>> = {
  EXPECTED: LABEL_LOOKS.EXPECTED,
  APPROVED: GOOD,
  DECLINED: LABEL_LOOKS.DECLINED,
  UNKNOWN: ASKS,
  OFFLINE_APPROVED: LABEL_LOOKS.OFFLINE_APPROVED,
  ACCEPTED: GOOD,
  REFUSED: BAD,
}

export const REVERSAL_LOOKS: Readonly<Record<ReversalState, Look>> = {
  NONE: QUIET,
  REQUIRED: WARNS,
  SENT: BUSY,
  ABANDONED: BAD,
  NOT_NEEDED: { tone: 'quiet', icon: 'check' },
  CONFIRMED: GOOD,
}

export const FOLLOW_UP_LOOKS: Readonly<Record<FollowUpState, Look>> = {
  NONE: QUIET,
  PARTLY_REFUNDED: LABEL_LOOKS.PARTLY_REFUNDED,
  REFUNDED: LABEL_LOOKS.REFUNDED,
  CAPTURED: GOOD,
  VOIDED: LABEL_LOOKS.VOIDED,
  EXPIRED: LABEL_LOOKS.EXPIRED,
}

export const SETTLEMENT_LOOKS: Readonly<Record<SettlementState, Look>> = {
  IN_OPEN_BATCH: { tone: 'busy', icon: 'clock' },
  IN_CLOSED_BATCH: { tone: 'busy', icon: 'lock' },
  CLEARED: GOOD,
  PAID_OUT: GOOD,
  DISPUTED: WARNS,
}

export const SYNCHRONISATION_LOOKS: Readonly<Record<SynchronisationState, Look>> = {
  TERMINAL_ONLY: { tone: 'quiet', icon: 'half' },
  HOST_ONLY: WARNS,
  BOTH_EQUAL: GOOD,
  BOTH_DIFFER: BAD,
  AMENDED_PENDING_ACK: BUSY,
}

export const BATCH_LOOKS: Readonly<Record<BatchState, Look>> = {
  OPEN: { tone: 'busy', icon: 'half' },
  CLOSING: BUSY,
  COMPARING: BUSY,
  BALANCED: GOOD,
  UNBALANCED: BAD,
  UPLOADING: BUSY,
  RECONCILED: GOOD,
  CLOSED: { tone: 'good', icon: 'lock' },
  FORCE_CLOSED: { tone: 'warn', icon: 'lock' },
}

export const AGREEMENT_LOOKS: Readonly<Record<JournalAgreement, Look>> = {
  EQUAL: GOOD,
  DIFFERENT: BAD,
  UNKNOWN: { tone: 'quiet', icon: 'question' },
}

export const DIFFERENCE_LOOKS: Readonly<Record<DifferenceKind, Look>> = {
  UNLOCATED: ASKS,
  ALTERED: BAD,
  UNPROVEN: WARNS,
  MISSING_HERE: WARNS,
  MISSING_THERE: WARNS,
  TOTALS: WARNS,
  CONFLICT: BAD,
  CORRECTION: BAD,
}

export const RECORD_LOOKS: Readonly<Record<JournalRecordState, Look>> = {
  TAKEN: GOOD,
  REPEATED: { tone: 'quiet', icon: 'check' },
  CONFLICT: BAD,
  QUARANTINED: WARNS,
}

/** A batch that is open for longer than this is looked at. */
export const UNSETTLED_FOR = 'P1D'

/** Batches that somebody should look at. */
export const UNSETTLED_BATCHES = ['UNBALANCED', 'UPLOADING'] as const satisfies readonly BatchState[]

export const FILE_IMPORT_LOOKS: Readonly<Record<FileImportState, Look>> = {
  WAITING: { tone: 'busy', icon: 'clock' },
  READING: BUSY,
  MATCHING: BUSY,
  DONE: GOOD,
  FAILED: BAD,
  CANCELLED: { tone: 'quiet', icon: 'stop' },
}

export const FILE_STANDING_LOOKS: Readonly<Record<FileStanding, Look>> = {
  NONE: { tone: 'quiet', icon: 'stop' },
  EXPECTED: { tone: 'busy', icon: 'clock' },
  ARRIVED: GOOD,
  LATE: WARNS,
  MISSING: BAD,
}

export const FILE_LINE_LOOKS: Readonly<Record<FileLineState, Look>> = {
  BAD: BAD,
  MATCHED: GOOD,
  MISSING_HERE: WARNS,
  CONTRADICTING: BAD,
  REPEATED: { tone: 'quiet', icon: 'check' },
  IGNORED: QUIET,
}

export const MATCH_LOOKS: Readonly<Record<MatchState, Look>> = {
  MATCHED: GOOD,
  EXPECTED: { tone: 'warn', icon: 'hourglass' },
  LATE: { tone: 'warn', icon: 'hourglass' },
  MISSING_HERE: WARNS,
  MISSING_THERE: WARNS,
  CONTRADICTING: BAD,
}

export const EXPORT_LOOKS: Readonly<Record<ExportState, Look>> = {
  WAITING: { tone: 'busy', icon: 'clock' },
  WRITING: BUSY,
  READY: GOOD,
  FAILED: BAD,
  CANCELLED: { tone: 'quiet', icon: 'stop' },
  EXPIRED: { tone: 'quiet', icon: 'hourglass' },
}

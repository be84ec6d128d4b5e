/** Every reason for which a command can be where it is. A code never changes; each language has one line for it. */
export const WHY_CODES = [
  // waiting, not yet sent
  'WAITS_FOR_APPROVAL',
  'TO_BE_SIGNED',
  'WAITS_FOR_WINDOW',
  'WAITS_FOR_BACKUP',
  'WAITS_FOR_GATEWAY',
  'OFFLINE_SINCE',
  'NO_DEVICE',
  'DEVICE_HELD',
  'TERMINAL_NOT_ACTIVE',
  'SLOT_HELD',
  'DISPATCH_STOPPED',
  'RETRY_PLANNED',
  'NEVER_SEEN',
  // with the terminal
  'WAITS_FOR_ACKNOWLEDGEMENT',
  'WAITS_FOR_START',
  'PUT_OFF_BY_TERMINAL',
  'RUNNING',
  'WAITS_FOR_EVIDENCE',
  'ASKING_TERMINAL',
  'NO_ANSWER',
  'CANCEL_ASKED',
  // ended
  'PROVEN',
  'BY_TERMINALS_WORD',
  'EVIDENCE_MISSING',
  'NEVER_ANSWERED',
  'TERMINAL_FORGOT',
  'TERMINAL_FAILED',
  'TERMINAL_REJECTED',
  'INTERRUPTED',
  'BACKUP_FAILED',
  'DEFERRED_TOO_LONG',
  'NOT_AFTER_PASSED',
  'CANCELLED',
  'SUPERSEDED',
  'REMOVED',
  'DENIED',
  'LAPSED',
] as const
export type WhyCode = (typeof WHY_CODES)[number]

/** Why a command was removed before it was sent. */
export const REMOVALS = [
  'DEVICE_CHANGED',
  'GRANT_EXPIRED',
  'GRANT_NARROWED',
  'GRANT_REVOKED',
  'NOT_APPROVED',
  'TERMINAL_MOVED',
  'TERMINAL_RETIRED',
] as const

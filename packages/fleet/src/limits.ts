import { DAY, HOUR, MINUTE, SECOND } from '@budeng/kernel'
import type { CommandType, FileKind } from './command.ts'
import { SOFTWARE_BYTES_MAX } from './form-limits.ts'

export * from './form-limits.ts'

/** An action on more terminals than this counts one tier higher. */
export const BULK_RAISE_DEFAULT = 200
/** A disruptive command needs a backup younger than this. */
export const BACKUP_AGE_MAX_MS = 10 * MINUTE
/** A terminal may put a command off for this long in all. */
export const DEFER_BUDGET_MS = 2 * HOUR
/** We publish a deferred command again this long after the time that the terminal named. */
export const DEFER_GRACE_MS = 30 * SECOND
/** Publishes of one attempt, the same bytes each time. */
export const PUBLISHES_MAX = 3
/** Attempts of one command; each is signed anew. */
export const ATTEMPTS_MAX = 3
/** Wait before attempt n + 1, by n. */
export const RETRY_DELAYS_MS: readonly number[] = [10 * SECOND, MINUTE]
/** How long a status query by id may stay unanswered before the slot is free again. */
export const QUERY_TIMEOUT_MS = 20 * SECOND
/** UNKNOWN becomes UNVERIFIED this long after `notAfter`. */
export const UNKNOWN_GRACE_MS = DAY
/** An approval not given within this lapses. */
export const APPROVAL_LAPSE_MS = 72 * HOUR
/** A presence challenge holds this long from the terminal's acknowledgement. */
export const PRESENCE_HOLDS_MS = 5 * MINUTE
/** A grant won by right digits holds this long, and once. */
export const PRESENCE_GRANT_MS = 5 * MINUTE
/** Wrong digits before the request ends and the person is locked out of this terminal. */
export const PRESENCE_WRONG_MAX = 5
/** How long that lock holds. */
export const PRESENCE_LOCK_MS = 30 * MINUTE
/** Failed platform sign-ons in the window that lock a device's sign-on, and for how long. */
export const SIGN_ON_FAILURES_MAX = 5
export const SIGN_ON_FAILURE_WINDOW_MS = 15 * MINUTE
export const SIGN_ON_LOCK_MS = 30 * MINUTE
/** Heartbeats: default, least and most interval; online while younger than 2.5 intervals. */
export const HEARTBEAT_INTERVAL_MS = 60 * SECOND
export const HEARTBEAT_INTERVAL_MIN_MS = 15 * SECOND
export const HEARTBEAT_INTERVAL_MAX_MS = 15 * MINUTE
export const HEARTBEAT_FRESH_FACTOR = 2.5
/** A loss of connection shorter than this raises nothing. */
export const LOSS_DEBOUNCE_MS = 30 * SECOND
/** Most terminals of one selection. */
export const SELECTION_MAX = 100_000
/** A selection is kept this long. */
export const SELECTION_LIFE_MS = HOUR

/** How long a correction waits for its terminal, and then for the journal that proves it. */
export const CORRECTION_LIFE_MS = 30 * DAY
export const CORRECTION_VERIFY_MS = DAY

/** Default timers of a command; a type may set its own. */
export const NOT_AFTER_DEFAULT_MS = 15 * MINUTE
export const ACK_TIMEOUT_MS = 20 * SECOND
export const RUNNING_TIMEOUT_MS = 5 * MINUTE
export const VERIFY_TIMEOUT_MS = 3 * MINUTE
/** A settlement tells the host all that waits, and may send many details: longer than others. */
export const SETTLE_RUNNING_MS = 15 * MINUTE
/** How long a network that was reset has to bring the terminal back before it takes its old settings again. */
export const NETWORK_REVERT_SEC_DEFAULT = 300
export const NETWORK_REVERT_SEC_MIN = 60
export const NETWORK_REVERT_SEC_MAX = 900
/** Parameters that are not what is wished for longer than this are a fault: a pull has had its time. */
export const PARAMETERS_DRIFT_MS = 10 * MINUTE
/** A terminal's parameters: how many, characters of a text, and bytes of the whole in a command. */
export const PARAMETERS_MAX = 64
export const PARAMETER_LENGTH_MAX = 200
export const PARAMETERS_BYTES_MAX = 4_096
/** Hours of log: asked for when nobody says, and at most. */
export const LOG_HOURS_DEFAULT = 24
export const LOG_HOURS_MAX = 168
/** The largest file of each kind that is taken from a terminal. */
export const FILE_BYTES_MAX: Readonly<Record<FileKind, number>> = {
  LOGS: 16 * 1024 * 1024,
  SCREEN: 2 * 1024 * 1024,
  SOFTWARE: SOFTWARE_BYTES_MAX,
  BACKUP: 16 * 1024 * 1024,
}
/** How long a file may take over a slow line, interruptions included. */
export const FILE_TRANSFER_MS = 30 * MINUTE
/** How long a package may take to come over a slow line and to prove itself. */
export const SOFTWARE_RUNNING_MS = 4 * HOUR
/** Life of an update that nobody says: terminals that are off at night take it in the morning. */
export const SOFTWARE_LIFE_MS = DAY
/** The address of a file is good for so long, whatever becomes of its command. */
export const FILE_ADDRESS_MS = DAY
/** What came whole is kept for so long. */
export const FILE_KEPT_MS = 30 * DAY
/** How long a vendor's key injection may take. */
export const KEY_INJECTION_MS = 15 * MINUTE
/** How long a journal, or the closing of a batch, may take to come after the answer that names it. */
export const JOURNAL_VERIFY_MS = 15 * MINUTE
/** A cashier has this long to log in, from the prompt on. */
export const OPERATOR_LOGIN_MS = 15 * MINUTE
/** A command that waits for a slot or a backup is looked at again after this, should a bell get lost. */
export const RECHECK_MS = 30 * SECOND
/** A terminal that left a query unanswered is asked again this often while it is connected. */
export const ASK_AGAIN_MS = 5 * MINUTE
/** A host, or our own journal, is asked for evidence this often at first, then more slowly. */
export const HOST_POLL_MS = 500
export const HOST_POLL_FAST_FOR_MS = 15 * SECOND
export const HOST_POLL_SLOW_MS = 5 * SECOND
/** The host's clock may be this far behind ours and its evidence still counts. */
export const HOST_CLOCK_SKEW_MAX_MS = 5 * SECOND
/** Chunks of one backup, and bytes of one chunk. */
export const BACKUP_CHUNKS_MAX = 256
export const BACKUP_CHUNK_BYTES_MAX = 32 * 1024
/** How far beyond a complete row a number of a stream may lie, and how many may be named as missing at once. */
export const STREAM_AHEAD_MAX = 256
export const STREAM_MISSING_MAX = 64
/** Commands that the platform signs in a second; an estimate of a bulk action counts with it. */
export const DISPATCH_PER_SECOND = 200
/** How long one command of a type takes from publish to its end on a healthy terminal, for estimates. */
export const TYPICAL_MS: Readonly<Record<CommandType, number>> = {
  STATUS_GET: SECOND,
  SELF_TEST: 10 * SECOND,
  BACKUP: 5 * SECOND,
  PRESENCE_SHOW: MINUTE,
  MESSAGE_SHOW: SECOND,
  RELOGIN: 10 * SECOND,
  APP_RESTART: 30 * SECOND,
  REBOOT: 90 * SECOND,
  LOCK: SECOND,
  UNLOCK: SECOND,
  JOURNAL_SYNC: 5 * SECOND,
  SETTLE: 15 * SECOND,
  NETWORK_RESET: 30 * SECOND,
  REBOOT_FORCED: 90 * SECOND,
  APP_CLEAR: 30 * SECOND,
  KEYS_RENEW: 30 * SECOND,
  LOGS_UPLOAD: 30 * SECOND,
  SCREEN_CAPTURE: 10 * SECOND,
  PARAMETERS_PULL: 5 * SECOND,
  SOFTWARE_UPDATE: 5 * MINUTE,
  CORRECTION_APPLY: SECOND,
}

/** A visit is written down within this time, and a watch may be this much ahead of ours. */
export const CARE_VISIT_AGE_MAX_MS = 30 * DAY
export const CARE_CLOCK_AHEAD_MAX_MS = 10 * MINUTE
/** Characters of findings, photographs of a visit, and days between two visits. */
export const FINDINGS_LENGTH_MAX = 1_000
export const CARE_PHOTOS_MAX = 10
export const CARE_DAYS_MAX = 3_650

/** Characters of a merchant number and of a model's name. */
export const MID_LENGTH_MAX = 15
export const MODEL_LENGTH_MAX = 64

import { DAY, HOUR, MINUTE, SECOND } from '@budeng/kernel'

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
/** The longest life of a command. */
export const NOT_AFTER_MAX_MS = 7 * DAY
/** The shortest life of a command. */
export const NOT_AFTER_MIN_MS = 30 * SECOND
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
/** A reason is written by a person, for a person. */
export const REASON_LENGTH_MAX = 300
export const MESSAGE_LENGTH_MAX = 120

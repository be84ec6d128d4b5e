/** Every bound of the reference terminal that the protocol leaves to the vendor. */

/** Reconnecting: full jitter between 0 and base × 2^n, up to the cap. [P-2.9] */
export const RECONNECT_BASE_MS = 1_000
export const RECONNECT_CAP_MS = 5 * 60 * 1_000
/** A connection must have lasted this long before the back-off starts anew. */
export const RECONNECT_STABLE_MS = 15 * 1_000

/** Waiting for a welcome: the first repeat of `hello`, then doubled up to the last. [P-5.2] */
export const HELLO_RETRY_MS = 10 * 1_000
export const HELLO_RETRY_CAP_MS = 5 * 60 * 1_000
/** A connection that lasts asks for the time again at half of its trust. [P-5.6] */
export const HELLO_RENEW_MS = 12 * 60 * 60 * 1_000

/** Stream messages on their way at once, and how long an acknowledgement may take before they are sent again. [P-10.2] */
export const IN_FLIGHT_MAX = 64
export const RESEND_MS = 15 * 1_000
export const RESEND_CAP_MS = 5 * 60 * 1_000
/** Above this many waiting messages no more `progress` is kept: all else is kept for ever. */
export const OUTBOX_PROGRESS_MAX = 1_000

/** Messages of journal records on their way at once. [P-17.4] */
export const RECORD_MESSAGES_IN_FLIGHT_MAX = 4
/** Records of one message as JSON: envelope and tag fit beside them in the 64 KiB of a message. [P-17.2] */
export const RECORDS_JSON_CHARS_MAX = 60 * 1024

/** What the host did not answer: the first wait, then doubled up to the last, which a reversal reaches sooner. [P-18.3] [P-18.5] [P-19.9] */
export const REVERSAL_RETRY_MS = 30 * 1_000
export const REVERSAL_RETRY_CAP_MS = 5 * 60 * 1_000
export const FORWARD_RETRY_CAP_MS = 15 * 60 * 1_000
/** Tries of a reversal before it is reported as a fault. [P-18.4] */
export const REVERSAL_TRIES_FAULT = 3

/** Details in one message of an upload: what field 48 holds of them. [P-19.10] */
export const UPLOAD_DETAILS_MAX = 8

/** Offset of China's clocks, unless the machine says another. */
export const OFFSET_MIN_DEFAULT = 8 * 60

/** What a deferral announces, and how often a deferred command looks by itself. [P-9.7] */
export const DEFER_RETRY_SEC = 30

/** Platform sign-on: one exchange, and how many before it counts as failed. [P-7.1] */
export const SIGN_ON_EXCHANGE_MS = 10 * 1_000
export const SIGN_ON_EXCHANGES_MAX = 6
/** Longest wait for the cashier at level OPERATOR. [P-9.9] */
export const OPERATOR_WAIT_MS = 15 * 60 * 1_000

/** Longest wait for the acquirer's host. */
export const HOST_TIMEOUT_MS = 10 * 1_000
/** Longest wait for `POST /enrol`. */
export const ENROL_TIMEOUT_MS = 15 * 1_000

/** The log is written anew as one snapshot when it is larger than this and several times its snapshot. */
export const LOG_COMPACT_BYTES = 256 * 1024
export const LOG_COMPACT_RATIO = 4

/** MQTT keep-alive and the wait for CONNACK. */
export const KEEPALIVE_SEC = 60
export const CONNECT_TIMEOUT_MS = 15 * 1_000

/** The conformance level of a terminal that trades, unless it is told to keep to a lower one. */
export const LEVEL_DEFAULT = 3

/** Longest wait for the answer to one part of a file. */
export const FILE_REQUEST_TIMEOUT_MS = 30 * 1_000
/** A part without an answer: the first wait, then doubled up to the last; after so long a silence the command has failed. [P-23.4] */
export const UPLOAD_RETRY_MS = 2 * 1_000
export const UPLOAD_RETRY_CAP_MS = 60 * 1_000
export const UPLOAD_SILENCE_MS = 10 * 60 * 1_000
/** From this size on a backup is a file; so long it waits for an answer before it comes in chunks after all. [P-11.3] */
export const BACKUP_FILE_FROM_BYTES = 64 * 1024
export const BACKUP_SILENCE_MS = 60 * 1_000

/** How often new software asks whether it may start. */
export const UPDATE_IDLE_MS = 5 * 1_000

/** Every bound of protocol v1. Clause [P-14] of PROTOCOL.md repeats the ones a vendor needs. */

/** Version that stands in every message. */
export const PROTOCOL_VERSION = 1

/** Largest upward message, tag and dot included. [P-2.5] */
export const UP_BYTES_MAX = 64 * 1024
/** Largest downward message. [P-2.5] */
export const DOWN_BYTES_MAX = 8 * 1024
/** Largest body of `POST /enrol` and of its answer. */
export const ENROL_BYTES_MAX = 16 * 1024

/** Nesting and size of any JSON that is read, so that a hostile document costs nothing. */
export const JSON_DEPTH_MAX = 8
export const JSON_NODES_MAX = 2_000

/** Raw bytes of one BACKUP chunk, and how many chunks one backup may have. [P-11.1] */
export const CHUNK_BYTES_MAX = 32 * 1024
export const CHUNKS_MAX = 256

/** Gaps that one acknowledgement may name; more wait for the next one. [P-10.3] */
export const ACK_MISSING_MAX = 256

/** Records in one message, and characters of one record's body. [P-17.2] */
export const RECORDS_MAX = 256
export const RECORD_BODY_CHARS_MAX = 4_096
/** Ranges that one acknowledgement of the journal may miss. [P-17.8] */
export const MISSING_RANGES_MAX = 16
/** Epochs, sequence numbers and counts of the journal are unsigned, 32 bits. [P-17.1] */
export const U32_MAX = 0xffff_ffff
/** Rows of totals that a closing may tell. [P-19.4] */
export const BATCH_TOTALS_MAX = 64
/** How long records are kept behind the closing of their batch. [P-19.8] */
export const JOURNAL_KEEP_MS = 72 * 60 * 60 * 1_000

/** One digest of a comparison; the packed digest of a heartbeat. [P-20.1] [P-20.3] */
export const COMPARE_DIGEST_BYTES = 6
export const HEARTBEAT_DIGEST_BYTES = 72
/** Digests in one answer; buckets and records that one question may name. [P-20.4] */
export const COMPARE_DIGESTS_MAX = 4_096
export const COMPARE_BUCKETS_MAX = 256
export const COMPARE_RECORDS_MAX = 16

/** Members of a correction's patch, characters of one, and of all with their names. [P-22.3] */
export const CORRECTION_PATCH_MEMBERS_MAX = 34
export const CORRECTION_MEMBER_CHARS_MAX = 64
export const CORRECTION_PATCH_CHARS_MAX = 2_048
export const CORRECTION_VERSION_MAX = 1_000_000

/** One file over HTTP, and one part of it. [P-23.3] */
export const FILE_BYTES_MAX = 64 * 1024 * 1024
export const FILE_PART_BYTES_MAX = 256 * 1024
/** A backup that comes as a file. [P-11.3] */
export const BACKUP_FILE_BYTES_MAX = 16 * 1024 * 1024
/** Hours of log that may be asked for. */
export const LOG_HOURS_MAX = 168

/** How long new software has to bring the platform back before the old returns. [P-25.4] */
export const CONFIRM_SEC_MIN = 60
export const CONFIRM_SEC_MAX = 3_600
export const CONFIRM_SEC_DEFAULT = 600

/** Parameters of a document, and characters of one. [P-24.1] */
export const PARAMETERS_MAX = 64
export const PARAMETER_CHARS_MAX = 200

/** How long a network that was reset has to bring the platform back before the old settings return. [P-9.13] */
export const NETWORK_REVERT_SEC_MIN = 60
export const NETWORK_REVERT_SEC_MAX = 900
export const NETWORK_REVERT_SEC_DEFAULT = 300

/** Command types that a `hello` may list. */
export const SUPPORTS_MAX = 64
/** Keys in one key list. */
export const KEYS_MAX = 16

/** Sequence numbers below the highest that are still accepted once. [P-9.4] */
export const WINDOW_SIZE = 64
/** Commands (id, attempt) whose state and result a terminal remembers. [P-9.3] */
export const RING_SIZE = 256

/** Named values in one part of a heartbeat's health: slots of keys, codes of a host. [P-6.2] */
export const HEALTH_NAMES_MAX = 32

/** Heartbeat interval that a welcome may set, in seconds. [P-6.1] */
export const INTERVAL_SEC_MIN = 1
export const INTERVAL_SEC_MAX = 900
export const INTERVAL_SEC_DEFAULT = 60

/** A welcome older than this no longer tells the time. [P-5.5] */
export const TIME_TRUST_MS = 24 * 60 * 60 * 1_000
/** How long a sign-on nonce may be used. [P-7.2] */
export const SIGN_ON_NONCE_MS = 60 * 1_000
/** How long the digits of the presence screen are shown unless the command says otherwise. [P-12.3] */
export const PRESENCE_SHOW_SEC_DEFAULT = 300
export const SHOW_SEC_MAX = 3_600

/** Times that may stand in a message: up to the year 5138, exact as a double and in PostgreSQL. */
export const INSTANT_MAX = 100_000_000_000_000
/** Longest retry that a deferral may announce, in seconds. */
export const RETRY_SEC_MAX = 24 * 60 * 60

export const DETAIL_CHARS_MAX = 200
export const MESSAGE_TEXT_CHARS_MAX = 200

/** A process looks at its keys folder this often, in real milliseconds; SIGHUP makes it look at once. */
export const KEYS_LOOK_MS = 5_000
/** A server looks at its certificate files this often, in real milliseconds; SIGHUP makes it look at once. */
export const TLS_FILES_LOOK_MS = 10_000

/** A terminal keeps the records of a closed batch at least this long [P-14.12]. */
export const JOURNAL_HELD_MS = 72 * 3_600_000

/** The largest amount of one record, in minor units: field 4 of ISO 8583 has twelve digits. */
export const AMOUNT_MAX = 999_999_999_999n

/** Longest body of one journal record, in characters. */
export const RECORD_BODY_MAX = 4_096

/** Longest order number of a merchant or a QR channel. */
export const ORDER_NUMBER_MAX = 64

/** STAN and batch numbers have so many digits, run from 1 to the highest, and then begin anew at 1. */
export const NUMBER_DIGITS = 6
export const NUMBER_MAX = 999_999
export const STAN_MAX = NUMBER_MAX
export const BATCH_MAX = NUMBER_MAX

/** Journal numbers and epochs are four bytes in the leaf. */
export const SEQ_MAX = 0xffff_ffff
export const EPOCH_MAX = 0xffff_ffff

/** Furthest offset from UTC, in minutes. */
export const OFFSET_MAX_MIN = 14 * 60

/** A pre-authorisation may be completed for so many hundredths of its amount: the habit of UnionPay, a default. */
export const COMPLETION_LIMIT_PERCENT = 115n

/** Bytes of a bucket's and of a leaf's digest in a comparison: places are known, so that only equal places are compared. */
export const COMPARE_DIGEST_BYTES = 6

/** Most records that one comparison covers; a longer range is compared in pieces. */
export const COMPARE_RANGE_MAX = 65_536

/** Bytes of the digest in a heartbeat. */
export const DIGEST_BYTES = 72

/** A file's line may be so many days from the day on which we have its transaction: a terminal may send it days later. */
export const MATCH_DAYS_APART_MAX = 7

/** So many where both have the same reference, which comes round after months: what was missing is entered when it is found. */
export const MATCH_REFERENCE_DAYS_APART_MAX = 45

/** Holidays, and days worked for them, that a schedule of files names at most; and after how many days a file is due. */
export const SCHEDULE_DAYS_NAMED_MAX = 200
export const SCHEDULE_DUE_DAYS_MAX = 31

/** A bank sends a transfer back within days; what is older than this was paid, and is a correction of its own. */
export const PAYOUT_RETURN_DAYS_MAX = 180

/** The flow file of UnionPay: in yuan, on the clock of China. */
export const FLOW_CURRENCY = 'CNY'
export const FLOW_OFFSET_MIN = 8 * 60

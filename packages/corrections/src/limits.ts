import { DAY, HOUR } from '@budeng/kernel'

/** What an acquirer may agree on at most: ten thousand million of the smallest unit, and corrections of a human on a day. */
export const LIMIT_MINOR_MAX = 10_000_000_000n
export const DAILY_COUNT_LIMIT_MAX = 1_000

/** Unless an acquirer agreed on others. Tiers by the money at stake, in minor units of the currency: up to the first one checker, above the second two. */
export const TIER_LIMITS: Readonly<Record<string, readonly [bigint, bigint]>> = { CNY: [50_000n, 500_000n] }

/** What one human may ask for on one day: corrections, and money at stake in them. */
export const DAILY_COUNT_MAX = 50
export const DAILY_STAKE_MAX: Readonly<Record<string, bigint>> = { CNY: 2_000_000n }

/** What the platform corrects by itself at most: one correction, and for each terminal, merchant and acquirer in a day. */
export const AUTOMATIC_STAKE_MAX: Readonly<Record<string, bigint>> = { CNY: 50_000n }
export const AUTOMATIC_DAILY_MAX = { terminal: 3, merchant: 10, acquirer: 500 } as const

/** A role or a second factor younger than this approves nothing. */
export const CHECKER_AGE_MIN_MS = 24 * HOUR
/** What nobody approved, and what was approved and not posted, lapses after this. */
export const APPROVAL_LAPSE_MS = 72 * HOUR

/** A rule corrects by itself only with this precision, in hundredths of a percent, over the last verdicts, all of them given. */
export const AUTOMATIC_PRECISION_BPS = 9_950
export const PRECISION_WINDOW = 200
/** Below this, over at least so many verdicts, a rule is heard by people only. */
export const PRECISION_VERDICTS_MIN = 20

/** A suppression ends at the latest after this: somebody looks again. */
export const SUPPRESSION_LIFE_MAX_MS = 90 * DAY
/** What an acquirer knows better than a rule is looked at again once a year. */
export const EXCEPTION_LIFE_MAX_MS = 366 * DAY
/** How far back the hits of a rule are counted where it is listed. */
export const RULE_HITS_WINDOW_MS = 30 * DAY
/** How far back a new version of a rule is tried. */
export const LAB_WINDOW_MS = 90 * DAY

/** Pieces of evidence of one correction. */
export const EVIDENCE_MAX = 20
/** Rows of one file of corrections. */
export const BULK_ROWS_MAX = 1_000

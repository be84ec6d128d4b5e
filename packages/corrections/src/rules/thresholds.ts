import { DAY, HOUR, MINUTE, SECOND } from '@budeng/kernel'

/** A record below one that is here may be on its way so long. */
export const GAP_GRACE_MS = 5 * MINUTE
export const STAN_GAP_GRACE_MS = 30 * MINUTE
/** Numbers that a hole of STANs may span; more is a jump of the counter. */
export const STAN_GAP_MAX = 500
/** Taps are compared over so long: a chip's counter needs no narrower window. */
export const SAME_TAP_WINDOW_MS = 30 * DAY
export const DOUBLE_CHARGE_WARN_MS = 120 * SECOND
export const DOUBLE_CHARGE_INFO_MS = HOUR
export const CROSS_TERMINAL_MS = 300 * SECOND
/** A reversal may come before its original by so much. */
export const ORPHAN_AFTER_MS = DAY
/** Three tries of a reversal and a minute. */
export const UNREVERSED_AFTER_MS = 3 * MINUTE + MINUTE
/** What the host has and a terminal with nothing left to send has not: it may have been asked at this very moment. */
export const MISSING_GRACE_MS = 5 * MINUTE
/** A tip may be added so long. */
export const TIP_WINDOW_MS = DAY
export const SKEW_WARN_MS = MINUTE
export const SKEW_HIGH_MS = 5 * MINUTE
export const SKEW_SAMPLES = 20
export const CLONE_WINDOW_MS = 10 * MINUTE
/** Robust distance from what is usual, and the least number that counts as many. */
export const STORM_SCORE = 6
export const STORM_COUNT_MIN = 10
/** The watch over the desk: corrections that are enough to judge, share of one pair, band below a tier. */
export const DESK_COUNT_MIN = 10
export const PAIR_SHARE = 0.6
/** So many times the share that is usual among others, and so many deviations of chance above it. */
export const PAIR_ABOVE_PEERS = 1.5
export const PAIR_SCORE = 3
export const BELOW_TIER_SHARE = 0.3
export const BELOW_TIER_COUNT_MIN = 5
export const BELOW_TIER_BAND_PERCENT = 10n
export const OWN_SHARE_RISE = 2
export const DESK_RECENT_MS = 7 * DAY

import { DAY, MINUTE, SECOND } from '@budeng/kernel'

/** Recoveries of one terminal in a day; after that somebody goes there. */
export const RECOVERIES_PER_DAY = 3
export const RECOVERIES_WINDOW_MS = DAY
/** Somebody answers for it that a terminal is back, or on the way to a technician, within this. */
export const RECOVERY_ANSWER_MS = 30 * MINUTE
/** So long a fault has stood before something is begun against it by itself: an outage of many shows within it. */
export const AUTOMATIC_AFTER_MS = MINUTE
/** A person has this long to do a step and say how it went. */
export const HUMAN_STEP_MS = 30 * MINUTE
/** Evidence that a problem is gone may take this long after the step that should have ended it. */
export const PROBLEM_GONE_MS = 3 * MINUTE
/** The next heartbeats carry the digest that is compared. */
export const JOURNAL_COMPARED_MS = 5 * MINUTE
/** The digest of a heartbeat has long been held against our tree by then. */
export const DIGEST_WEIGHED_MS = 10 * SECOND

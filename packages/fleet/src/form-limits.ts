import { DAY, SECOND } from '@budeng/kernel'

/** The longest life of a command. */
export const NOT_AFTER_MAX_MS = 7 * DAY
/** The shortest life of a command. */
export const NOT_AFTER_MIN_MS = 30 * SECOND
/** A reason is written by a person, for a person. */
export const REASON_LENGTH_MAX = 300
/** What fits on the smallest terminal's screen. */
export const MESSAGE_LENGTH_MAX = 120

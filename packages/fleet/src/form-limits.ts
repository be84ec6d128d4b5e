import { DAY, SECOND } from '@budeng/kernel'

/** The longest life of a command. */
export const NOT_AFTER_MAX_MS = 7 * DAY
/** The shortest life of a command. */
export const NOT_AFTER_MIN_MS = 30 * SECOND
/** A reason is written by a person, for a person. */
export const REASON_LENGTH_MAX = 300
/** What fits on the smallest terminal's screen. */
export const MESSAGE_LENGTH_MAX = 120
/** The largest package of software: what a terminal fetches over a slow line in some hours. */
export const SOFTWARE_BYTES_MAX = 64 * 1024 * 1024
/** Characters of a label, and labels of one terminal. */
export const LABEL_LENGTH_MAX = 32
export const LABELS_MAX = 10
/** Characters of a saved view's name, and of one member of its address. */
export const VIEW_NAME_LENGTH_MAX = 60
export const VIEW_TEXT_LENGTH_MAX = 500
/** Characters of a heading in a file of terminals. */
export const HEADING_LENGTH_MAX = 100

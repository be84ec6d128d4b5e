/** Rows asked for at a time; the API's most for a root list is 200. */
export const PAGE_SIZE = 50
/** Rows that scrolling loads by itself; beyond it the person asks for each page. */
export const AUTO_LOADED_ROWS_MAX = 500
/** Events of a timeline asked for at a time. */
export const TIMELINE_PAGE_SIZE = 50
/** Rows asked for at a time of a list below one thing; the API's most for such a list. */
export const NESTED_PAGE_SIZE = 50
/** Rows of a small list inside a page. */
export const SHORT_LIST_SIZE = 10
/** Requests of the approvals inbox at a time: each carries its whole breakdown, and the API has a price for one operation. */
export const APPROVALS_SIZE = 5
/** Above this many terminals the number is typed to confirm. */
export const TYPED_COUNT_FROM = 20
/** Results of a search in the palette. */
export const PALETTE_RESULTS = 8
/** Waiting for the next key before a search is sent. */
export const SEARCH_PAUSE_MS = 200
/** A lost live link is shown after this long, so that a short blip stays quiet. */
export const LINK_LOST_AFTER_MS = 2_000
/** The polite live region speaks at most this often. */
export const ANNOUNCE_EVERY_MS = 5_000
/** Freshness of figures that no subscription carries (counts, heartbeats of the rows on the screen). */
export const FIGURES_EVERY_MS = 15_000
/** Freshness of rows whose progress is being watched. */
export const MOVING_EVERY_MS = 3_000
/** The pages that are not open are fetched this long after the start. */
export const OTHER_PAGES_AFTER_MS = 3_000
/** The first key of a two-key shortcut (`g` then `o`) waits this long for the second. */
export const CHORD_WAIT_MS = 1_200
/** Rows of a selection that are shown by name. */
export const SAMPLE_SIZE = 5
/** The platform locks a session whose person did nothing for so long; the screen hides what it shows. */
export const IDLE_LOCK_MS = 15 * 60_000
/** Input within this time means that somebody is there. */
export const INPUT_RECENT_MS = 60_000
/** How often a screen looks whether somebody is still there. */
export const IDLE_LOOK_MS = 10_000
/** Letters of the name of a passkey, and of a person; the API's most. */
export const PASSKEY_NAME_LENGTH_MAX = 60
export const PERSON_NAME_LENGTH_MAX = 80
/** Letters of the reason for an act; the API's most. */
export const REASON_LENGTH_MAX = 300
/** Letters in the name of a service account or an API key; the API's most. */
export const KEY_NAME_LENGTH_MAX = 60
/** Rounds that a search for something rare goes on by itself when a page ended early. */
export const LOOK_ROUNDS_MAX = 5
/** Newer transactions that are counted while others are read. */
export const NEWER_ROWS_MAX = 20
/** Organisations of one level of the agreement board at a time. */
export const BOARD_SIZE = 20
/** Of a file that is previewed so many bytes are read; the API takes 64,000 characters. */
export const PREVIEW_BYTES = 48_000
/** Longer side of a photograph that is sent: a label can be read, and a slow link carries it. */
export const PHOTO_PIXELS_MAX = 1_600
/** Moves in chunks that the organisations' page shows. */
export const MOVES_SHOWN = 5

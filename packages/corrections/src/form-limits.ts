/** Characters of a reason, at least and at most: a word is none, a novel is not read. */
export const REASON_LENGTH_MIN = 4
export const REASON_LENGTH_MAX = 500
/** Bytes of one attachment, and pixels that an image may unfold into. */
export const ATTACHMENT_BYTES_MAX = 5 * 1024 * 1024
export const ATTACHMENT_PIXELS_MAX = 40_000_000
export const ATTACHMENT_TYPES = ['image/jpeg', 'image/png', 'application/pdf', 'text/plain', 'text/csv'] as const

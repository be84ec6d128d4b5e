import { HOUR, MINUTE } from '@budeng/kernel'

/** 3 is the library's own choice: half of the size of 1 costs a fifth more time. */
export const ZSTD_LEVEL = 3
/** Bytes of one part of an upload; a store takes 10,000 parts, so that one table may come to 320 GB sealed. */
export const UPLOAD_PART_BYTES = 32 * 1024 ** 2
/** Parts that are on their way, and in memory, at once. */
export const UPLOADS_AT_ONCE = 2
/** Keys that a store removes by one request. */
export const REMOVED_AT_ONCE = 1_000
/** A manifest names every table and file; one that is larger is none of ours. */
export const MANIFEST_BYTES_MAX = 64 * 1024 ** 2
/** A keys folder holds a few dozen small files; a larger one is not one. */
export const KEYS_BYTES_MAX = 4 * 1024 ** 2
/** A daily one that is two hours late. */
export const BACKUP_LATE_MS = 26 * HOUR
/** Whoever failed tries again after this time, twice as long each time, until the most. */
export const BACKUP_RETRY_MS = 10 * MINUTE
export const BACKUP_RETRY_MAX_MS = 2 * HOUR

/** Longest wait for the answer to one request. */
export const REQUEST_TIMEOUT_MS = 30_000
/** Attempts of a request that may be repeated: a query, or a mutation with an idempotency key. */
export const ATTEMPTS_MAX = 4
/** Wait before attempt n + 1, by n; a `Retry-After` of the server wins. */
export const RETRY_DELAYS_MS: readonly number[] = [250, 1_000, 3_000]
/** Longest `Retry-After` that is waited for: what may be asked in a minute is given anew within one. */
export const RETRY_AFTER_MAX_MS = 60_000
/** Rows of one page: the most that the API gives. */
export const PAGE_SIZE = 200
/** A subscription that is silent this long has its state asked for again. */
export const LIVE_CHECK_MS = 10_000

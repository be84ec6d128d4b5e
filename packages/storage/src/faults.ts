/** The server's code of an error (SQLSTATE), or of the network's, or null. TypeORM wraps the driver's error. */
export function databaseErrorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  return 'driverError' in error ? databaseErrorCode(error.driverError) : null
}

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'

/** The server undid a transaction only because of others: running it again is right. */
export function isWorthRepeating(error: unknown): boolean {
  const code = databaseErrorCode(error)
  return code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED
}

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'ENOTFOUND',
])

/** The connection is gone or the server is away: nothing is known of a commit that was under way. */
export function isConnectionLost(error: unknown): boolean {
  const code = databaseErrorCode(error)
  // class 08: connection exception; 57P01-57P03: shut down, crashed, starting up
  if (code !== null) return NETWORK_CODES.has(code) || code.startsWith('08') || /^57P0[1-3]$/.test(code)
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|not queryable/.test(error.message)
  )
}

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

/** What a socket, a name's lookup or TLS may meet, in Node's words; its other ERR_ are mistakes of a program. */
const OF_THE_NETWORK =
  /^(ECONN[A-Z]+|ENET[A-Z]+|EHOST[A-Z]+|EADDR[A-Z]+|EAI_[A-Z]+|EPIPE|EPROTO|ETIMEDOUT|ENOTFOUND|E[MN]FILE|ENOBUFS|ERR_(SSL|TLS|STREAM|SOCKET)_[A-Z_]+)$/

const WITHOUT_CODE =
  /^connect ENOENT|Connection terminated|Query read timeout|timeout exceeded when trying to connect|not queryable/

/** No transaction could begin, whatever stood in its way (a name, a certificate, a role): nothing of its work was said. */
export class NotBegun extends Error {
  readonly driverError: unknown

  constructor(cause: unknown) {
    super(`no transaction could begin: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.driverError = cause
  }
}

/** The connection is gone or the server is away: nothing is known of a commit that was under way. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof NotBegun) return true
  const code = databaseErrorCode(error)
  // class 08: connection exception; 57P01-57P03: shut down, crashed, starting up
  if (code !== null && code !== 'ENOENT')
    return OF_THE_NETWORK.test(code) || code.startsWith('08') || /^57P0[1-3]$/.test(code)
  // a socket that is no file yet, but not a file that is not there
  return error instanceof Error && WITHOUT_CODE.test(error.message)
}

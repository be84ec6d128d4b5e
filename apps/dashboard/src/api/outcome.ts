import { CombinedGraphQLErrors, ServerError } from '@apollo/client'

/** An expected refusal, as every payload carries it. */
export interface Refused {
  readonly code: string
  readonly message: string
  readonly facts?: readonly { readonly name: string; readonly value: string }[]
}

/** What a person is told of a fault: the kind, and the id under which the server's log has the rest. */
export interface Fault {
  readonly kind: 'OFFLINE' | 'OVERLOADED' | 'REFUSED' | 'BROKEN'
  readonly requestId: string | null
}

/** Kinds by the API's error codes; its messages are written for programs, the screen has its own words. */
const KINDS: Readonly<Record<string, Fault['kind']>> = {
  RATE_LIMITED: 'OVERLOADED',
  OVERLOADED: 'OVERLOADED',
  BAD_USER_INPUT: 'REFUSED',
  FORBIDDEN: 'REFUSED',
  FACTOR_REQUIRED: 'REFUSED',
  QUERY_TOO_COMPLEX: 'REFUSED',
}
const OVERLOADED_STATUS = new Set([429, 503])

/** Reads what went wrong from what was thrown. */
export function faultOf(error: unknown): Fault {
  if (CombinedGraphQLErrors.is(error)) {
    const extensions = error.errors[0]?.extensions
    const requestId = extensions?.['requestId']
    return {
      kind: KINDS[String(extensions?.['code'])] ?? 'BROKEN',
      requestId: typeof requestId === 'string' ? requestId : null,
    }
  }
  if (ServerError.is(error)) {
    return {
      kind: OVERLOADED_STATUS.has(error.statusCode) ? 'OVERLOADED' : 'BROKEN',
      requestId: error.response.headers.get('x-request-id'),
    }
  }
  return { kind: 'OFFLINE', requestId: null }
}

/** True when the session is gone and only a new login helps. */
export function isSignedOut(error: unknown): boolean {
  if (ServerError.is(error)) return error.statusCode === 401
  return CombinedGraphQLErrors.is(error) && error.errors.some((one) => one.extensions?.['code'] === 'UNAUTHENTICATED')
}

/** True when the session is locked until a second factor opens it. */
export function isLocked(error: unknown): boolean {
  if (ServerError.is(error)) return error.statusCode === LOCKED_STATUS
  return CombinedGraphQLErrors.is(error) && error.errors.some((one) => one.extensions?.['code'] === 'SESSION_LOCKED')
}

const LOCKED_STATUS = 423

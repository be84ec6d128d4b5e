import { HeaderMap } from '@apollo/server'
import type { Millis } from '@budeng/kernel'
import { GraphQLError } from 'graphql'

/** Every `extensions.code` that leaves the API. What a domain code can express is a `userErrors` entry instead. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'SESSION_LOCKED',
  'FACTOR_REQUIRED',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'RATE_LIMITED',
  'OVERLOADED',
  'INTERNAL',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** HTTP status of an answer that has no data because of such an error. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  SESSION_LOCKED: 423,
  FACTOR_REQUIRED: 403,
  BAD_USER_INPUT: 400,
  QUERY_TOO_COMPLEX: 400,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
  INTERNAL: 500,
}

/** A refusal of the API itself. The message goes to the caller as it is: plain English, no internals. */
export class ApiError extends GraphQLError {
  readonly code: ErrorCode

  constructor(
    code: ErrorCode,
    message: string,
    { retryAfterMs, ...details }: { retryAfterMs?: Millis } & Record<string, unknown> = {},
  ) {
    const headers = new HeaderMap()
    if (retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(retryAfterMs / 1_000)))
    const retry = retryAfterMs === undefined ? {} : { retryAfterMs }
    super(message, { extensions: { code, ...details, ...retry, http: { status: HTTP_STATUS[code], headers } } })
    this.code = code
  }
}

/** Who asks is not known. */
export function unauthenticated(): ApiError {
  return new ApiError('UNAUTHENTICATED', 'Log in first: no session, or one that is over.')
}

/** The session is there, its person was away too long. */
export function sessionLocked(): ApiError {
  return new ApiError(
    'SESSION_LOCKED',
    'Locked after 15 minutes without anything done: unlock with a passkey or a code.',
  )
}

export const FACTOR_REQUIRED = 'Set a second factor up first: your role needs one before anything else.'

/** The role needs a second factor, and none is set up. */
export function factorRequired(): ApiError {
  return new ApiError('FACTOR_REQUIRED', FACTOR_REQUIRED)
}

/** An input that no screen of ours would send; `path` names it. */
export function badInput(message: string, path?: readonly string[]): ApiError {
  return new ApiError('BAD_USER_INPUT', message, path === undefined ? {} : { inputPath: path })
}

/** True for the codes of the closed list. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(code)
}

import { isConnectionLost, databaseErrorCode } from '@budeng/storage'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { RETRY_AFTER_MS } from '../limits.ts'
import { ApiError, type ErrorCode } from './api-error.ts'

/** What the server answers when it has too much to do (time limit, connections, memory, locks) or takes nobody in. */
const OVERLOAD_STATES = new Set(['57014', '25P03', '53000', '53100', '53200', '53300', '55P03', '55000'])

/** True when the database is away or too slow, which passes by itself. */
export function isOverload(error: unknown): boolean {
  return isConnectionLost(error) || OVERLOAD_STATES.has(databaseErrorCode(error) ?? '')
}

/** The refusal for such a fault. */
export function overloaded(): ApiError {
  return new ApiError('OVERLOADED', 'The platform has too much to do at the moment. Try again shortly.', {
    retryAfterMs: RETRY_AFTER_MS,
  })
}

/** What a caller may see of an error: one of the known codes, or nothing but the fact. */
export interface MaskedError {
  readonly formatted: GraphQLFormattedError & {
    readonly extensions: { readonly code: ErrorCode; readonly [name: string]: unknown }
  }
  /** Set when it is a fault of ours, to be logged. */
  readonly fault: unknown
}

/** GraphQL's own codes for documents and variables that it does not take. */
const INPUT_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
])
const TOO_COMPLEX = /token|limit of \d+ exceeded|maximum|requests too many/i

const TOO_MANY_WRONG = /^Too many errors processing variables/

/** Lets only known codes through, whatever was thrown. Total. */
export function maskError(formatted: GraphQLFormattedError, error: unknown): MaskedError {
  const original = thrown(error)
  const { message, locations, path } = formatted
  const answer = (code: ErrorCode, text: string, extensions: object = {}, fault: unknown = null): MaskedError => ({
    formatted: {
      message: text,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: { ...extensions, code },
    },
    fault,
  })
  if (original instanceof ApiError) {
    const { http: _http, stacktrace: _stack, ...extensions } = original.extensions
    return answer(original.code, original.message, extensions)
  }
  if (isOverload(original)) {
    const { message: text, extensions } = overloaded()
    return answer('OVERLOADED', text, { retryAfterMs: extensions['retryAfterMs'] }, original)
  }
  const given = formatted.extensions?.['code']
  const code = typeof given === 'string' ? given : ''
  if (original instanceof GraphQLError && INPUT_CODES.has(code)) {
    return TOO_COMPLEX.test(message) && code !== 'BAD_USER_INPUT'
      ? answer('QUERY_TOO_COMPLEX', message.replace(/^Syntax Error: /, ''))
      : answer('BAD_USER_INPUT', message)
  }
  // the executor's own word for more than fifty wrong variables; Apollo gives it no code
  if (original instanceof GraphQLError && TOO_MANY_WRONG.test(message)) return answer('BAD_USER_INPUT', message)
  return answer(
    'INTERNAL',
    'Something went wrong on our side. It was recorded under the request id.',
    {},
    original ?? new Error('nothing was thrown'),
  )
}

/** What was thrown, without the wrapping that tells where. */
function thrown(error: unknown): unknown {
  return error instanceof GraphQLError && !(error instanceof ApiError) && error.originalError !== undefined
    ? thrown(error.originalError)
    : error
}

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorCode } from '../graphql/api-error.ts'
import { isOverload } from '../graphql/faults.ts'
import { RETRY_AFTER_MS } from '../limits.ts'
import { faultFields, type Log } from '../log.ts'

/** Every error outside GraphQL, in the shape of those inside. */
export function errorBody(code: ErrorCode, message: string, requestId: string): { errors: [object] } {
  return { errors: [{ message, extensions: { code, requestId } }] }
}

/** Status and code of what Fastify itself refuses. */
function refusalOf({ statusCode, code }: FastifyError): { status: number; code: ErrorCode; message: string } | null {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return { status: 413, code: 'BAD_USER_INPUT', message: 'The body is too large.' }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return { status: 415, code: 'BAD_USER_INPUT', message: 'Send the body as application/json.' }
  const status = statusCode ?? 500
  if (status === 429) return { status, code: 'RATE_LIMITED', message: 'Too many requests.' }
  return status >= 400 && status < 500
    ? { status, code: 'BAD_USER_INPUT', message: 'The request is not well-formed.' }
    : null
}

/** Answers JSON for whatever goes wrong: no page, no stack, no internals. */
export function answerErrorsAsJson(app: FastifyInstance, log: Log): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = refusalOf(error)
    if (refusal !== null) return reply.code(refusal.status).send(errorBody(refusal.code, refusal.message, request.id))
    if (isOverload(error)) {
      log.warn({ requestId: request.id, ...faultFields(error) }, 'a request was refused for overload')
      reply.code(503).header('retry-after', String(Math.ceil(RETRY_AFTER_MS / 1_000)))
      return reply.send(errorBody('OVERLOADED', 'The platform has too much to do at the moment.', request.id))
    }
    log.error({ requestId: request.id, ...faultFields(error) }, 'a request failed')
    return reply.code(500).send(errorBody('INTERNAL', 'Something went wrong on our side.', request.id))
  })
}

/** An address that is none is refused before there is a route to ask. */
export function answerBadAddress(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void reply.code(400).send(errorBody('BAD_USER_INPUT', 'The address is not well-formed.', request.id))
}

import type { FastifyInstance } from 'fastify'
import { errorBody } from './json-error.ts'
import type { ApiMetrics } from './metrics.ts'
import { inRequest } from './request-scope.ts'

/** Names and addresses as a Host header may hold them. */
const HOST = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i

/** What holds for every request: a name, its id in the answer and in what is logged, its time in the figures. */
export function followRequests(app: FastifyInstance, metrics: ApiMetrics): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    if (!HOST.test(request.headers.host ?? '')) {
      reply.code(400).send(errorBody('BAD_USER_INPUT', 'The Host header is not well-formed.', request.id))
      return
    }
    inRequest(request.id, done)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    metrics.requests.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000)
    done()
  })
}

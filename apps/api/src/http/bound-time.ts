import type { FastifyInstance } from 'fastify'
import { REQUEST_TIMEOUT_MS } from '../limits.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True: the body may take long to come, as a file does. */
    isLong?: boolean
  }
}

/** Whoever sends a request without end is cut off, but for the routes that take files: the server knows one limit for all. */
export function boundTime(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.isLong !== true && !request.raw.complete) {
      const late = setTimeout(() => request.raw.destroy(), REQUEST_TIMEOUT_MS)
      request.raw.once('close', () => clearTimeout(late))
      request.raw.once('end', () => clearTimeout(late))
    }
    done()
  })
}

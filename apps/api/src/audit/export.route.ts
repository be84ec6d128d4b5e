import { Readable } from 'node:stream'
import type { EventFilter } from '@budeng/storage'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ApiError } from '../graphql/api-error.ts'
import type { Operation } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { eventFilterOf, isNothing } from '../fleet/event-page.ts'
import { admitted } from '../http/admitted.ts'
import { errorBody } from '../http/json-error.ts'
import { EXPORTS_PER_MINUTE } from '../limits.ts'
import { EXPORT_FORMATS, exportedEvents } from './export-events.ts'

const FORBIDDEN = 'You may not take the record out.'

/**
 * `GET /audit/events.csv` and `.jsonl`: what the list `events` shows under the same filter, as a file, streamed. A
 * route and not a field: a browser saves it without holding it, and it is no faster than whoever takes it. That it was
 * taken is itself a fact of the record.
 */
export async function auditExportRoute(
  app: FastifyInstance,
  house: House,
  allowedOrigins: readonly string[],
): Promise<void> {
  const limiter = new RateLimiterMemory({ keyPrefix: 'export', points: EXPORTS_PER_MINUTE, duration: 60 })
  for (const format of EXPORT_FORMATS)
    app.get(`/audit/events.${format}`, async (request, reply) => {
      const operation = await admitted(house, request, reply, {
        allowedOrigins,
        permission: 'event:read',
        forbidden: FORBIDDEN,
      })
      if (operation === null) return reply
      const { person } = operation.viewer
      if (await isOverLimit(limiter, person.id))
        return reply.code(429).send(errorBody('RATE_LIMITED', 'Too many exports; try again in a minute.', request.id))
      const filter = filterIn(operation, request)
      if (filter === null)
        return reply.code(400).send(errorBody('BAD_USER_INPUT', 'The filter is not well-formed.', request.id))
      await operation.write(async (unit) =>
        unit.append([
          {
            type: 'EventsExported',
            subject: person.id,
            path: person.path,
            at: unit.clock.now(),
            data: { format, filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null)) },
          },
        ]),
      )
      const name = `budeng-events-${new Date(house.clock.now()).toISOString().slice(0, 10)}.${format}`
      reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'no-store')
      reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
      const lines = isNothing(filter) ? [] : exportedEvents(operation, filter, format)
      return reply.send(Readable.from(lines, { objectMode: false }))
    })
}

/** The filter of the GraphQL list, as JSON in `?filter=`; null when it is none. */
function filterIn(operation: Operation, request: FastifyRequest): EventFilter | null {
  const text = (request.query as Readonly<Record<string, unknown>>)['filter'] ?? '{}'
  try {
    const filter: unknown = typeof text === 'string' ? JSON.parse(text) : null
    return typeof filter === 'object' && filter !== null ? eventFilterOf(operation, momentsIn(filter)) : null
  } catch (fault) {
    if (fault instanceof ApiError || fault instanceof SyntaxError) return null
    throw fault
  }
}

/** Moments stand in it as in GraphQL. */
function momentsIn(filter: object): object {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]: [string, unknown]) => [
      name,
      (name === 'since' || name === 'until') && typeof value === 'string' ? Date.parse(value) : value,
    ]),
  )
}

async function isOverLimit(limiter: RateLimiterMemory, key: string): Promise<boolean> {
  try {
    await limiter.consume(key)
    return false
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return true
    throw refusal
  }
}

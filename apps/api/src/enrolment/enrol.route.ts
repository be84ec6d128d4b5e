import type { FastifyInstance } from 'fastify'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { House } from '../house.ts'
import { errorBody } from '../http/json-error.ts'
import { ENROL_BODY_BYTES_MAX, ENROL_PER_MINUTE } from '../limits.ts'
import { enrol } from './enrol.ts'

/** `POST /enrol`: the body's bytes matter, so it is taken as bytes. Every refusal looks the same. */
export async function enrolRoute(app: FastifyInstance, house: House): Promise<void> {
  const limiter = new RateLimiterMemory({ keyPrefix: 'enrol', points: ENROL_PER_MINUTE, duration: 60 })
  await app.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: ENROL_BODY_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    )
    inner.post('/enrol', async (request, reply) => {
      const waitMs = await overLimitMs(limiter, request.ip)
      if (waitMs !== null) {
        reply.code(429).header('retry-after', String(Math.ceil(waitMs / 1_000)))
        return errorBody('RATE_LIMITED', 'Too many attempts from this address.', request.id)
      }
      const answer = Buffer.isBuffer(request.body) ? await enrol(house, request.body, request.id) : null
      if (answer === null) return reply.code(403).send(errorBody('FORBIDDEN', 'Enrolment refused.', request.id))
      return reply.type('application/json').header('cache-control', 'no-store').send(answer)
    })
  })
}

async function overLimitMs(limiter: RateLimiterMemory, address: string): Promise<number | null> {
  try {
    await limiter.consume(address)
    return null
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext
    throw refusal
  }
}

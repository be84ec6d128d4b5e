import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Viewer } from '../access/viewer.ts'
import { COST_PER_MINUTE, COST_STRANGER_SHARE } from '../limits.ts'
import { ApiError } from './api-error.ts'

const MINUTE_SEC = 60

/** What a session, or an address without one, may spend in a minute, in this process. */
export class CostBudget {
  readonly #sessions: RateLimiterMemory
  readonly #strangers: RateLimiterMemory

  constructor(perMinute = COST_PER_MINUTE) {
    this.#sessions = new RateLimiterMemory({ keyPrefix: 'session', points: perMinute, duration: MINUTE_SEC })
    this.#strangers = new RateLimiterMemory({
      keyPrefix: 'address',
      points: perMinute * COST_STRANGER_SHARE,
      duration: MINUTE_SEC,
    })
  }

  /** @throws ApiError RATE_LIMITED with the time after which there is budget again */
  async spend(viewer: Viewer | null, address: string, cost: number): Promise<void> {
    const [limiter, key] = viewer === null ? [this.#strangers, address] : [this.#sessions, viewer.session.id]
    try {
      await limiter.consume(key, Math.max(1, Math.ceil(cost)))
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      throw new ApiError('RATE_LIMITED', 'You asked for too much within a minute.', {
        retryAfterMs: refusal.msBeforeNext,
      })
    }
  }
}
